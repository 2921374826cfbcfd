# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IPVS has besides services, as a declaration and as a kernel has it: time-outs, sync daemons, sysctls."""

from __future__ import annotations

from typing import Mapping, NamedTuple

DAEMON_STATES = ("master", "backup")
#: Strategies against floods. The kernel makes 2 of 1 when memory is short, and 1 of 2 when not (ipvs-sysctl.rst).
_AUTOMATIC = ("drop_entry", "drop_packet", "secure_tcp")


class Timeouts(NamedTuple):
    """How long a connection without packets stays known, in s; 0 in a declaration: as it is (ipvsadm(8), --set)."""

    tcp: int = 0
    tcp_fin: int = 0
    udp: int = 0


class Daemon(NamedTuple):
    """A sync daemon; the kernel has one of each state at most (ipvsadm(8), --start-daemon).

    ``id`` 0 to 255; ``ttl`` in hops; ``maxlen`` in bytes, 0 in a declaration: as the kernel chooses.
    """

    state: str
    interface: str
    id: int = 0
    group: str = "224.0.0.81"
    port: int = 8848
    ttl: int = 1
    maxlen: int = 0


def is_same_value(name: str, one: str | None, other: str | None) -> bool:
    """Tell whether two values of a sysctl mean the same; None is that of an IPVS that is not loaded."""
    return one == other or (name in _AUTOMATIC and {one, other} == {"1", "2"})


def is_as_declared(running: Daemon | None, declared: Daemon) -> bool:
    """Tell whether a daemon is so. Where none is declared, any maxlen is right: the kernel has chosen it."""
    return running is not None and running == declared._replace(maxlen=declared.maxlen or running.maxlen)


class Settings(NamedTuple):
    """All of it. In a declaration None leaves alone what it stands for; so does a sysctl that is not there.

    ``sysctls`` are those of net.ipv4.vs by their last name, as text with single spaces.
    """

    timeouts: Timeouts | None = None
    daemons: tuple[Daemon, ...] | None = None
    sysctls: Mapping[str, str] = {}
