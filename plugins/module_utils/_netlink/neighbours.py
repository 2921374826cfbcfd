# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of ARP and neighbour discovery, over rtnetlink (linux/neighbour.h)."""

from __future__ import annotations

import errno
import socket
import struct

from .._model.host import IPV6, Neighbour, family
from . import ethernet
from . import messages as nl
from . import route_messages as rt
from .connection import NetlinkError
from .route import RouteClient

_DELNEIGH, _GETNEIGH = 29, 30
_NDA_DST, _NDA_LLADDR = 1, 2
_NDMSG = struct.Struct("=BxxxIHBB")  # struct ndmsg: family, index, state, flags, type
_EVERY_NEIGHBOUR = _NDMSG.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
#: Names of ip-neighbour(8). What needs no resolution, such as a multicast address, is not among them.
_STATES = {
    0x01: "incomplete",
    0x02: "reachable",
    0x04: "stale",
    0x08: "delay",
    0x10: "probe",
    0x20: "failed",
    0x80: "permanent",
}
_PERMANENT = "permanent"


def neighbours(route: RouteClient) -> tuple[Neighbour, ...]:
    """Return every neighbour of IPv4 and IPv6 that the host has tried to resolve, sorted."""
    names = route.names()
    found = (unpack_neighbour(reply, names) for reply in route.dump(_GETNEIGH, _EVERY_NEIGHBOUR))
    return tuple(sorted(one for one in found if one is not None))


def forget_neighbour(route: RouteClient, interface: str, address: str) -> bool:
    """Have the host ask anew for a neighbour once it has something to send there; tell whether it knew of it.

    An entry that somebody has made for good stays: the host would never ask. Raises NetlinkError ENODEV where there is
    no such interface.
    """
    index = route.index(interface)
    wanted = [one for one in neighbours(route) if (one.interface, one.address) == (interface, address)]
    if not wanted or wanted[0].state == _PERMANENT:
        return False
    try:
        route.request(_DELNEIGH, pack_neighbour(address, index))
    except NetlinkError as error:
        if error.errno != errno.ENOENT:  # it has aged out meanwhile
            raise
    return True


def unpack_neighbour(reply: bytes, names: dict[int, str]) -> Neighbour | None:
    """Return an entry; None for one of another protocol, or that needs no resolution."""
    number, index, state, _flags, _type = nl.head(reply, _NDMSG, "a neighbour")
    if number not in (socket.AF_INET, socket.AF_INET6) or state not in _STATES:
        return None
    found = nl.attributes(reply[_NDMSG.size :])
    address = rt.ip(nl.value(found, _NDA_DST, "address of a neighbour"), number)
    mac = ethernet.text(found.get(_NDA_LLADDR, b""))
    return Neighbour(address, names.get(index, str(index)), mac, _STATES[state])


def pack_neighbour(address: str, index: int) -> bytes:
    """Return an entry as it is deleted."""
    number = socket.AF_INET6 if family(address) == IPV6 else socket.AF_INET
    return _NDMSG.pack(number, index, 0, 0, 0) + nl.attribute(_NDA_DST, rt.packed(address))
