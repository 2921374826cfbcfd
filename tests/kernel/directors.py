# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A director seen from outside: all that IPVS has in this network namespace, as ipvsadm and /proc tell it."""

from pathlib import Path

from tests.kernel.conftest import run

SYSCTLS = Path("/proc/sys/net/ipv4/vs")


def timeouts():
    """The time-outs that ipvsadm lists: TCP, TCP after a FIN, UDP."""
    return [int(word) for word in run("ipvsadm", "-Ln", "--timeout").split()[-3:]]


def daemons():
    """The lines of the sync daemons that ipvsadm lists."""
    return sorted(run("ipvsadm", "-Ln", "--daemon").splitlines())


def sysctl(name):
    return " ".join((SYSCTLS / name).read_text().split())


def everything():
    """Rules, time-outs, daemons and sysctls: what must be the same before and after whatever changes nothing."""
    listed = run("sh", "-ec", "ipvsadm -Sn; ipvsadm -Ln --timeout; ipvsadm -Ln --daemon")
    return sorted(listed.splitlines()), {path.name: path.read_text() for path in SYSCTLS.iterdir()}


def interface(name, *addresses, up=True):
    """Make an interface that can multicast."""
    commands = [f"link add {name} type dummy", f"link set {name} multicast on {'up' if up else 'down'}"]
    commands += [f"address add {address} dev {name} {'nodad' if ':' in address else ''}" for address in addresses]
    run("ip", "-batch", "-", stdin="".join(command + "\n" for command in commands))
