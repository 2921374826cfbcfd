# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes: each is made, converged by the modules in a first life, and then seen in a second one."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from lab import state
from lab.boot import root as roots
from lab.guest import forget_old
from tests.boot import layout, machine

HIDDEN = {"addresses": layout.VIPS, "arp": "hidden", "directors": layout.DIRECTOR.addresses}
ANNOUNCED = {"addresses": layout.VIPS, "arp": "announced"}
SERVICES = [
    {"address": vip, "port": 80, "scheduler": "rr", "destinations": [{"address": layout.REALSERVER.address(vip)}]}
    for vip in layout.VIPS
]
LATE = """\
import subprocess
names = {"net.ipv4.conf.all.arp_ignore": 1, "net.ipv4.conf.all.arp_announce": 2}
subprocess.run(["sysctl", "-q", "-w", *(f"{name}={value}" for name, value in names.items())], check=True)
print("{}")
"""


@pytest.fixture(scope="session")
def folder():
    """For roots, which are large: not among pytest's folders, for it keeps those."""
    forget_old(state.folder(), "boots-*")
    with tempfile.TemporaryDirectory(prefix="boots-", dir=state.folder()) as path:
        yield Path(path)


@pytest.fixture(scope="session")
def new_realserver(folder):
    """The first life of a real server: `vip` makes it one."""
    root = machine.make(folder / "realserver", layout.REALSERVER, ["nginx"])
    machine.give(root, ("vip", HIDDEN))
    return machine.live(root, layout.REALSERVER, layout.around_the_realserver(), "realserver-new")


@pytest.fixture(scope="session")
def realserver(new_realserver):
    """Its second life."""
    root = new_realserver.root
    return machine.live(root, layout.REALSERVER, layout.around_the_realserver(), "realserver")


@pytest.fixture(scope="session")
def new_director(folder):
    """The first life of a director: first the table, then the VIPs."""
    root = machine.make(folder / "director", layout.DIRECTOR, [])
    machine.give(root, ("ipvs", {"services": SERVICES, "connection_table_bits": 10}), ("vip", ANNOUNCED))
    return machine.live(root, layout.DIRECTOR, layout.around_the_director(), "director-new")


@pytest.fixture(scope="session")
def director(new_director):
    """Its second life."""
    return machine.live(new_director.root, layout.DIRECTOR, layout.around_the_director(), "director")


@pytest.fixture(scope="session")
def reversed_realserver(folder, realserver):
    """The failure of the field: the address from the first moment, the sysctls at the end. For IPv6: not on lo."""
    root = roots.copy(realserver.root, folder / "realserver-reversed")
    (root / "etc/sysctl.d/90-lvs.cluster.conf").unlink()
    unit = root / "etc/systemd/system/lvs-cluster-realserver.service"
    machine.rewrite(unit, lambda commands: [line for line in commands if f" {layout.VIPS[0]}/" in line])
    # It would find the sysctls missing, and say so.
    roots.inside(root, "systemctl", "disable", "lvs-cluster-realserver-again.service")
    with (root / "etc/systemd/network/20-eth0.network").open("a") as network:
        network.write(f"Address={layout.VIPS[1]}/128\n")
    machine.give(root, program=LATE)
    return machine.live(root, layout.REALSERVER, layout.around_the_realserver(), "realserver-reversed")


@pytest.fixture(scope="session")
def reversed_director(folder, director):
    """The VIPs a second before the table."""
    root = roots.copy(director.root, folder / "director-reversed")
    unit = root / "etc/systemd/system/lvs-cluster-director.service"
    vips = machine.commands(root / f"{unit}.d/vips.conf")
    machine.rewrite(unit, lambda table: [*vips, "ExecStart=sleep 1", *table])
    machine.rewrite(root / f"{unit}.d/vips.conf", lambda _vips: [])
    machine.give(root)
    return machine.live(root, layout.DIRECTOR, layout.around_the_director(), "director-reversed")
