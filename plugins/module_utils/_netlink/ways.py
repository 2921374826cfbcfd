# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Default routes with all that is to be known of them, and the flags of addresses, over rtnetlink (rtnetlink(7))."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator

from .._model.host import IPV4, IPV6, HeldAddress, NextHop, family
from . import messages as nl
from . import route_messages as rt
from .route import RouteClient

MAIN = 254
DEFAULTS = {IPV4: "default", IPV6: "default6"}
_RTA_TABLE, _RTA_MULTIPATH = 15, 9
_RTN_UNICAST, _RTM_F_CLONED = 1, 0x200
_RTMSG = struct.Struct("=BBBBBBBBI")  # struct rtmsg: family, to, from, tos, table, protocol, scope, type, flags
_RTNEXTHOP = struct.Struct("=HBBi")  # struct rtnexthop: length, flags, hops, index
_IFADDR = struct.Struct("=BBBBI")  # struct ifaddrmsg: family, prefix length, flags, scope, index
_IFA_FLAGS = 8
#: Names of ip-address(8) for linux/if_addr.h. The first is ``temporary`` in IPv6; one that is not permanent ends.
_FLAGS = {
    0x01: "secondary",
    0x02: "nodad",
    0x04: "optimistic",
    0x08: "dadfailed",
    0x10: "home",
    0x20: "deprecated",
    0x40: "tentative",
    0x100: "mngtmpaddr",
    0x200: "noprefixroute",
    0x400: "autojoin",
    0x800: "stable-privacy",
}
_PERMANENT = 0x80


def default_ways(route: RouteClient, table: int = MAIN) -> tuple[NextHop, ...]:
    """Return the default routes of ``table``, one for each gateway; the destination is one of DEFAULTS."""
    names = route.names()
    replies = [(kind, reply) for kind in (IPV4, IPV6) for reply in route.dump(rt.GETROUTE, rt.pack_table(kind, table))]
    found = (way for kind, reply in replies for way in unpack_default(reply, kind, table, names))
    return tuple(dict.fromkeys(found))


def own_default_ways(route: RouteClient, sources: Collection[str]) -> tuple[NextHop, ...]:
    """Return the default routes that policy rules have for what comes from one of these addresses, with that source."""
    rules = [rule for rule in route.rules() if rule.source in sources]
    return tuple(
        way._replace(source=rule.source)
        for rule in rules
        for way in default_ways(route, rule.table)
        if way.destination == DEFAULTS[family(rule.source)]
    )


def unpack_default(reply: bytes, version: int, table: int, names: dict[int, str]) -> Iterator[NextHop]:
    """Yield the ways of a default route of a family and a table; none of any other route."""
    number, to, source, _tos, short, _protocol, _scope, kind, flags = nl.head(reply, _RTMSG, "a route")
    if to or source or kind != _RTN_UNICAST or flags & _RTM_F_CLONED or rt.version(number) != version:
        return
    found = nl.attributes(reply[_RTMSG.size :])
    if (nl.take(found, _RTA_TABLE, nl.U32, "table of a route") if _RTA_TABLE in found else short) != table:
        return
    common = {"destination": DEFAULTS[version], "mtu": rt.route_mtu(found)}
    hops = _hops(found[_RTA_MULTIPATH], number, names) if _RTA_MULTIPATH in found else [rt.hop(found, number, names)]
    for hop in hops:
        yield hop._replace(**common)


def flagged_addresses(route: RouteClient) -> tuple[tuple[HeldAddress, tuple[str, ...]], ...]:
    """Return every IPv4 and IPv6 address with its flags, sorted."""
    names = route.names()
    replies = route.dump(rt.GETADDR, rt.EVERY_ADDRESS)
    return tuple(sorted((rt.unpack_address(reply, names), unpack_flags(reply)) for reply in replies if rt.is_ip(reply)))


def unpack_flags(reply: bytes) -> tuple[str, ...]:
    """Return the flags of an address by the names that ip-address(8) has for them."""
    number, _prefix, short, _scope, _index = nl.head(reply, _IFADDR, "an interface's address")
    found = nl.attributes(reply[_IFADDR.size :])
    flags = nl.take(found, _IFA_FLAGS, nl.U32, "flags of an address") if _IFA_FLAGS in found else short
    named = [name for bit, name in _FLAGS.items() if flags & bit]
    if named[:1] == ["secondary"] and rt.version(number) == IPV6:
        named[0] = "temporary"
    return (*named, *(() if flags & _PERMANENT else ("dynamic",)))


def _hops(data: bytes, number: int, names: dict[int, str]) -> Iterator[NextHop]:
    """Yield the ways of a route that has several."""
    while data:
        length, _flags, _weight, index = nl.head(data, _RTNEXTHOP, "a way of a route")
        if not _RTNEXTHOP.size <= length <= len(data):
            raise nl.NetlinkProtocolError(f"a way of {length} bytes does not fit into its route")
        hop = rt.hop(nl.attributes(data[_RTNEXTHOP.size : length]), number, names)
        yield hop._replace(interface=names.get(index, str(index)))
        data = data[nl.aligned(length) :]
