# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who else drives the IPVS table of the network namespace that this process is in, by what they hold there.

keepalived: its process for virtual servers talks to IPVS through a generic netlink socket that it keeps open as long
as it runs; its other processes have none. /proc/net/netlink lists the sockets of one network namespace, so it also
tells which table is meant: keepalived can drive that of a namespace that it is not in (``net_namespace_ipvs``). The
process's name tells nothing: all are called keepalived unless ``checker_process_name`` and its like say otherwise.
One that does VRRP has such a socket too where it starts the sync daemon (``lvs_sync_daemon``); it is known by
listening for changes of interfaces, as the one for virtual servers never does. Seen so in 2.1.5, 2.2.7 and 2.3.3,
also after a reload. Old versions, 1.x among them, open the socket for each command and are not found.

kube-proxy in its IPVS mode gives the virtual addresses of the table to an interface of its own, kube-ipvs0. What it
left behind without such services drives nothing.

ldirectord holds nothing: it is a Perl script that calls ipvsadm. It has no other purpose, so running is enough.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .._model.service import ServiceKey

PROC = "/proc"
KUBE_INTERFACE = "kube-ipvs0"
_ROUTE, _GENERIC = "0", "16"  # linux/netlink.h: NETLINK_ROUTE and NETLINK_GENERIC
_LINK_CHANGES = 0x1  # linux/rtnetlink.h: RTMGRP_LINK
#: The commands of ldirectord(8) after which it stays.
_STAYING = ("start", "restart", "try-restart")


class Owner(NamedTuple):
    """Who drives the table, and by what an operator can see that."""

    name: str
    evidence: str


class NetlinkSocket(NamedTuple):
    """A line of /proc/net/netlink; ``link`` is what /proc/PID/fd shows for the socket."""

    protocol: str
    groups: int
    link: str


def foreign_owner(services: Iterable[ServiceKey], proc: str = PROC) -> Owner | None:
    """Return who else drives the table that has these services, None where nobody is seen to or it has none."""
    addresses = {service.address for service in services}
    return driver_of(addresses, proc) if addresses else None


def driver_of(addresses: set[str], proc: str = PROC) -> Owner | None:
    """Return who else drives the table whose services have these addresses."""
    return _kube_proxy(addresses, proc) or _process(proc)


def netlink_sockets(lines: Iterable[str]) -> Iterator[NetlinkSocket]:
    """Yield the sockets of /proc/net/netlink's text; the heading is passed over (net/netlink/af_netlink.c)."""
    for line in lines:
        words = line.split()
        if len(words) >= 10 and words[1].isdigit():
            yield NetlinkSocket(words[1], int(words[3], 16), f"socket:[{words[9]}]")


def is_ldirectord(arguments: list[str]) -> bool:
    """Tell whether Perl with these arguments (the first is its own name) is the daemon, or a child of it.

    The daemon keeps its command line. With ``fork=yes`` it has a child for each service, with a title for arguments.
    """
    if arguments[0].startswith("ldirectord "):
        return True
    script = next((argument for argument in arguments[1:] if not argument.startswith("-")), "")
    return os.path.basename(script) == "ldirectord" and arguments[-1] in _STAYING


def _kube_proxy(addresses: set[str], proc: str) -> Owner | None:
    if f"{KUBE_INTERFACE}:" not in _read(proc, "self/net/dev").split():
        return None
    shared = sorted(addresses & _interface_addresses())
    return Owner("kube-proxy", f"the interface {KUBE_INTERFACE} holds {shared[0]}") if shared else None


def _interface_addresses() -> set[str]:
    # Few hosts have the interface, so few pay for the import.
    from .._netlink.route import RouteClient

    with RouteClient() as route:
        return {held.address for held in route.addresses() if held.interface == KUBE_INTERFACE}


def _process(proc: str) -> Owner | None:
    namespace = os.readlink(os.path.join(proc, "self/ns/net"))
    generic = {found.link for found in _netlink(os.path.join(proc, "self")) if found.protocol == _GENERIC}
    for pid in filter(str.isdigit, os.listdir(proc)):
        # A process may end while it is looked at; a kernel thread has no program; others' are closed to plain users.
        with contextlib.suppress(OSError):
            owner = _owner(pid, os.path.join(proc, pid), namespace, generic)
            if owner:
                return owner
    return None


def _owner(pid: str, folder: str, namespace: str, generic: set[str]) -> Owner | None:
    """Ask for the program first: one system call is all that most processes cost."""
    program = os.readlink(os.path.join(folder, "exe"))
    # An upgraded program is "/usr/sbin/keepalived (deleted)" until it is restarted.
    name = os.path.basename(program).partition(" ")[0]
    if name == "keepalived":
        return _keepalived(pid, folder, program, generic)
    if name.startswith("perl") and os.readlink(os.path.join(folder, "ns/net")) == namespace:
        arguments = _read(folder, "cmdline").rstrip("\0").split("\0")
        if is_ldirectord(arguments):
            return Owner("ldirectord", f"process {pid} runs it ({' '.join(arguments)})")
    return None


def _keepalived(pid: str, folder: str, program: str, generic: set[str]) -> Owner | None:
    open_files = set(_open_files(os.path.join(folder, "fd")))
    held = sorted(open_files & generic)
    if not held or any(found.link in open_files for found in _netlink(folder) if _hears_of_links(found)):
        return None
    reason = f"it keeps the generic netlink {held[0]} open"
    return Owner("keepalived", f"process {pid} ({program}) is its one for virtual servers: {reason}")


def _hears_of_links(found: NetlinkSocket) -> bool:
    return found.protocol == _ROUTE and bool(found.groups & _LINK_CHANGES)


def _open_files(folder: str) -> Iterator[str]:
    for descriptor in os.listdir(folder):
        # Each check of a real server opens and closes a connection.
        with contextlib.suppress(FileNotFoundError):
            yield os.readlink(os.path.join(folder, descriptor))


def _netlink(folder: str) -> list[NetlinkSocket]:
    return list(netlink_sockets(_read(folder, "net/netlink").splitlines()))


def _read(folder: str, name: str) -> str:
    with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
        return file.read()
