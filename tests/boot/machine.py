# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes of the tests: made from the node image, given modules to run, booted, and what was seen of them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from lab.boot import capture
from lab.boot import root as roots
from lab.boot.node import Node
from lab.boot.wire import Wire
from lab.cluster.frames import parse_frames
from tests.boot.layout import ROUTER

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
MODULES = CHECKOUT / "plugins/modules"
CAPTURES = CHECKOUT / ".cache/boot"
BOOT_SECONDS = 120
LINK = "[Match]\nMACAddress={mac}\n\n[Link]\nName=eth0\n"
NETWORK = "[Match]\nName=eth0\n\n[Network]\nIPv6AcceptRA=no\n"


@dataclass
class Seen:
    """One life of a node, from power on to power off."""

    machine: object
    root: Path
    kept: list  # every frame with its time
    text: str  # what tcpdump says of them
    ready: float  # when everything that it should do was done
    results: list  # what its modules printed

    @property
    def frames(self):
        return parse_frames(self.text)

    def of_node(self):
        """What it sent itself."""
        return [frame for frame in self.frames if frame.source == self.machine.mac]

    def witness(self, name):
        return (self.root / "witness" / name).read_text()


def make(folder, machine, units):
    """A root of the node image for this machine, with those units enabled."""
    root = roots.new(folder)
    roots.add(HERE / "files", root)
    addresses = "".join(f"Address={own}/{64 if ':' in own else 24}\n" for own in machine.addresses)
    gateways = "".join(f"Gateway={own}\n" for own in ROUTER.addresses)
    (root / "etc/systemd/network/10-eth0.link").write_text(LINK.format(mac=machine.mac))
    (root / "etc/systemd/network/20-eth0.network").write_text(NETWORK + addresses + gateways)
    roots.inside(root, "systemctl", "enable", "systemd-networkd", "converge", "witness", *units)
    return root


def give(root, *modules):
    """Have the node run these modules, name and arguments, each time that it is up."""
    folder = root / "converge"
    folder.mkdir()
    for number, (name, arguments) in enumerate(modules):
        given, target = folder / f"{number}-{name}.arguments", folder / f"{number}-{name}.py"
        given.write_text(json.dumps(arguments))
        source = MODULES / f"{name}.py"
        command = [sys.executable, "-m", "bench.payload", f"lvs.cluster.{name}", source, given, target]
        subprocess.run(command, check=True, cwd=CHECKOUT)


def live(root, machine, segment, name):
    """Boot it, wait until it is served and its modules have run, power it off; the capture is kept under the name."""
    done = root / "converge/done"
    with Wire(segment) as wire, Node(root) as node:
        node.boot(wire, machine.mac)
        node.wait_for(done, "done with its modules", BOOT_SECONDS)
        ready = time.time()
        node.power_off()
        kept = wire.kept()
    done.unlink()
    CAPTURES.mkdir(parents=True, exist_ok=True)
    (CAPTURES / f"{name}.pcap").write_bytes(capture.pcap(kept))
    results = [json.loads(path.read_text()) for path in sorted(root.glob("converge/*.json"))]
    return Seen(machine, root, kept, capture.printed(kept, root), ready, results)
