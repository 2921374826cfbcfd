# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes of the tests: made from the node image, given modules to run, booted, and what was seen of them."""

from __future__ import annotations

import functools
import json
import shutil
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
BOOT_SECONDS = 240  # a tenth of it on a machine that has nothing else to do
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

    @functools.cached_property
    def frames(self):
        return parse_frames(self.text)

    def witness(self, name):
        return (self.root / "witness" / name).read_text()

    def moments(self):
        """When units became active, in microseconds of the node's own clock; 0 for never."""
        blocks = [
            dict(line.split("=", 1) for line in block.splitlines()) for block in self.witness("units").split("\n\n")
        ]
        return {block["Id"]: int(block["ActiveEnterTimestampMonotonic"]) for block in blocks}


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


def give(root, *modules, program=""):
    """Have the node run these modules, name and arguments, or this program, each time that it is up."""
    folder = root / "converge"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if program:
        (folder / "program.py").write_text(program)
    for number, (name, arguments) in enumerate(modules):
        given, target = folder / f"{number}-{name}.arguments", folder / f"{number}-{name}.py"
        given.write_text(json.dumps(arguments))
        source = MODULES / f"{name}.py"
        command = [sys.executable, "-m", "bench.payload", f"lvs.cluster.{name}", source, given, target]
        subprocess.run(command, check=True, cwd=CHECKOUT)


def commands(unit):
    """What a unit runs, line by line."""
    return [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]


def rewrite(unit, change):
    """Give a unit other commands."""
    kept = [line for line in unit.read_text().splitlines() if not line.startswith("ExecStart=")]
    place = kept.index("[Service]") + 1
    unit.write_text("\n".join([*kept[:place], *change(commands(unit)), *kept[place:], ""]))


def live(root, machine, segment, name):
    """Boot it, wait until its modules have run, power it off. What was seen is kept under the name, whatever came."""
    with Wire(segment) as wire:
        try:
            ready = _from_power_on_to_power_off(root, machine, wire)
        finally:
            _keep(root, wire.kept(), name)
        kept = wire.kept()
    results = [json.loads(path.read_text()) for path in sorted(root.glob("converge/*.json"))]
    return Seen(machine, root, kept, capture.printed(kept, root), ready, results)


def _from_power_on_to_power_off(root, machine, wire):
    done = root / "converge/done"
    with Node(root) as node:
        node.boot(wire, machine.mac)
        node.wait_for(done, "done with its modules", BOOT_SECONDS)
        ready = time.time()
        node.power_off()
    done.unlink()
    return ready


def _keep(root, kept, name):
    """For whoever wants to know why a test failed."""
    CAPTURES.mkdir(parents=True, exist_ok=True)
    (CAPTURES / f"{name}.pcap").write_bytes(capture.pcap(kept))
    journal = roots.inside(root, "journalctl", "--directory=/var/log/journal", "--output=short-monotonic")
    (CAPTURES / f"{name}.journal").write_text(journal)
