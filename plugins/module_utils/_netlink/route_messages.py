# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rtnetlink says, and how it is asked: payloads to values and back (rtnetlink(7), linux/rtnetlink.h). Pure.

Routes and rules of ours have the protocol ``kernel``: systemd-networkd removes any other that it has not made itself.
"""

from __future__ import annotations

import socket
import struct

from .._model.host import IPV4, IPV6, HeldAddress, Interface, NextHop, Route, Rule, family, full
from . import messages as nl

GETLINK = 18
NEWADDR, DELADDR, GETADDR = 20, 21, 22
NEWROUTE, DELROUTE, GETROUTE = 24, 25, 26
NEWRULE, DELRULE, GETRULE = 32, 33, 34

_IFLA_ADDRESS, _IFLA_IFNAME = 1, 3
_IFA_ADDRESS, _IFA_LOCAL, _IFA_LABEL, _IFA_CACHEINFO = 1, 2, 3, 6
_IFA_F_SECONDARY, _IFA_F_NODAD = 0x01, 0x02
_RTA_DST, _RTA_OIF, _RTA_GATEWAY, _RTA_TABLE = 1, 4, 5, 15
_FRA_SRC, _FRA_PRIORITY, _FRA_TABLE, _FRA_PROTOCOL = 2, 6, 15, 21
_RT_TABLE_UNSPEC, _RTPROT_KERNEL, _RT_SCOPE_UNIVERSE, _RTN_UNICAST, _RTNH_F_ONLINK = 0, 2, 0, 1, 4
_FR_ACT_TO_TBL = 1
_IFF_UP = 1
_FOREVER = 0xFFFFFFFF

_IFINFO = struct.Struct("=BxHIII")  # struct ifinfomsg: family, type, index, flags, change
_IFADDR = struct.Struct("=BBBBI")  # struct ifaddrmsg: family, prefix length, flags, scope, index
_RTMSG = struct.Struct("=BBBBBBBBI")  # struct rtmsg: family, to, from, tos, table, protocol, scope, type, flags
_RULE = struct.Struct("=BBBBBxxBI")  # struct fib_rule_hdr: family, to, from, tos, table, action, flags
_CACHEINFO = struct.Struct("=IIII")  # struct ifa_cacheinfo: preferred and valid for s, created, updated

_KERNELS = {IPV4: socket.AF_INET, IPV6: socket.AF_INET6}
_OURS = {number: version for version, number in _KERNELS.items()}
EVERY_LINK = _IFINFO.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
EVERY_ADDRESS = _IFADDR.pack(socket.AF_UNSPEC, 0, 0, 0, 0)


def unpack_interface(reply: bytes) -> Interface:
    """Return an interface."""
    _family, _type, index, flags, _change = nl.head(reply, _IFINFO, "an interface")
    found = nl.attributes(reply[_IFINFO.size :])
    name = nl.string(nl.value(found, _IFLA_IFNAME, "name of an interface"))
    return Interface(name, index, found.get(_IFLA_ADDRESS, b""), bool(flags & _IFF_UP))


def is_ip(reply: bytes) -> bool:
    """Tell whether an address is one of IPv4 or IPv6."""
    return nl.head(reply, _IFADDR, "an interface's address")[0] in _OURS


def unpack_address(reply: bytes, names: dict[int, str]) -> HeldAddress:
    """Return an address with the name of its interface."""
    number, prefix, flags, _scope, index = nl.head(reply, _IFADDR, "an interface's address")
    found = nl.attributes(reply[_IFADDR.size :])
    kind = _IFA_LOCAL if found.get(_IFA_LOCAL) else _IFA_ADDRESS
    address = _ip(nl.value(found, kind, "an interface's address"), number)
    if prefix > full(address):
        raise nl.NetlinkProtocolError(f"the kernel names a prefix of {prefix} bits for {address}")
    interface = names.get(index, str(index))
    if number != socket.AF_INET:
        return HeldAddress(address, prefix, interface)
    label = nl.string(found.get(_IFA_LABEL, interface.encode()))
    return HeldAddress(address, prefix, interface, label, bool(flags & _IFA_F_SECONDARY))


def pack_address(address: HeldAddress, index: int) -> bytes:
    """Return an address as it is added and deleted."""
    packed = _packed(address.address)
    head = (_KERNELS[family(address.address)], address.prefix)
    if family(address.address) == IPV6:
        life = nl.attribute(_IFA_CACHEINFO, _CACHEINFO.pack(0, _FOREVER, 0, 0))
        return _IFADDR.pack(*head, _IFA_F_NODAD, 0, index) + nl.attribute(_IFA_LOCAL, packed) + life
    local = nl.attribute(_IFA_LOCAL, packed) + nl.attribute(_IFA_ADDRESS, packed)
    return _IFADDR.pack(*head, 0, 0, index) + local + nl.text(_IFA_LABEL, address.label or address.interface)


def pack_question(destination: str) -> bytes:
    """Return the question how a packet to ``destination`` is routed."""
    head = _RTMSG.pack(_KERNELS[family(destination)], full(destination), 0, 0, 0, 0, 0, 0, 0)
    return head + nl.attribute(_RTA_DST, _packed(destination))


def unpack_next_hop(reply: bytes, destination: str, names: dict[int, str]) -> NextHop:
    """Return the answer to that question; a gateway of the other family is none that is known here."""
    number = nl.head(reply, _RTMSG, "a route")[0]
    found = nl.attributes(reply[_RTMSG.size :])
    gateway = _ip(found[_RTA_GATEWAY], number) if _RTA_GATEWAY in found else ""
    index = nl.take(found, _RTA_OIF, nl.U32, "interface of a route") if _RTA_OIF in found else 0
    return NextHop(destination, names.get(index, str(index)), gateway)


def pack_family(version: int) -> bytes:
    """Return what asks for every rule of a family."""
    return _RULE.pack(_KERNELS[version], 0, 0, 0, 0, 0, 0)


def unpack_rule(reply: bytes) -> Rule | None:
    """Return a rule that looks up a table for one source, None for any other."""
    number, to, source, _tos, table, action, _flags = nl.head(reply, _RULE, "a rule")
    found = nl.attributes(reply[_RULE.size :])
    if number not in _OURS or action != _FR_ACT_TO_TBL or to or _FRA_SRC not in found:
        return None
    address = _ip(found[_FRA_SRC], number)
    number_of_table = nl.take(found, _FRA_TABLE, nl.U32, "table of a rule") if _FRA_TABLE in found else table
    return Rule(address, number_of_table) if source == full(address) else None


def pack_rule(rule: Rule) -> bytes:
    """Return a rule as it is added and deleted; its priority is the number of its table."""
    head = _RULE.pack(_KERNELS[family(rule.source)], 0, full(rule.source), 0, _RT_TABLE_UNSPEC, _FR_ACT_TO_TBL, 0)
    return (
        head
        + nl.attribute(_FRA_SRC, _packed(rule.source))
        + nl.attribute(_FRA_PRIORITY, nl.U32.pack(rule.table))
        + nl.attribute(_FRA_TABLE, nl.U32.pack(rule.table))
        + nl.attribute(_FRA_PROTOCOL, nl.U8.pack(_RTPROT_KERNEL))
    )


def pack_table(version: int, table: int) -> bytes:
    """Return what asks for every route of a table."""
    head = _RTMSG.pack(_KERNELS[version], 0, 0, 0, _RT_TABLE_UNSPEC, 0, 0, 0, 0)
    return head + nl.attribute(_RTA_TABLE, nl.U32.pack(table))


def unpack_route(reply: bytes, names: dict[int, str]) -> Route | None:
    """Return a default route through a gateway, None for any other."""
    number, to, _source, _tos, table, _protocol, _scope, _type, _flags = nl.head(reply, _RTMSG, "a route")
    found = nl.attributes(reply[_RTMSG.size :])
    if number not in _OURS or to or _RTA_GATEWAY not in found or _RTA_OIF not in found:
        return None
    index = nl.take(found, _RTA_OIF, nl.U32, "interface of a route")
    number_of_table = nl.take(found, _RTA_TABLE, nl.U32, "table of a route") if _RTA_TABLE in found else table
    return Route(number_of_table, _ip(found[_RTA_GATEWAY], number), names.get(index, str(index)))


def pack_route(route: Route, index: int) -> bytes:
    """Return a default route as it is added and deleted; its gateway need not be in a network of the interface."""
    version = _KERNELS[family(route.gateway)]
    kind = (_RT_TABLE_UNSPEC, _RTPROT_KERNEL, _RT_SCOPE_UNIVERSE, _RTN_UNICAST, _RTNH_F_ONLINK)
    return (
        _RTMSG.pack(version, 0, 0, 0, *kind)
        + nl.attribute(_RTA_GATEWAY, _packed(route.gateway))
        + nl.attribute(_RTA_OIF, nl.U32.pack(index))
        + nl.attribute(_RTA_TABLE, nl.U32.pack(route.table))
    )


def _ip(value: bytes, number: int) -> str:
    try:
        return socket.inet_ntop(number, value)
    except ValueError:
        raise nl.NetlinkProtocolError(f"the kernel names an address of {len(value)} bytes") from None


def _packed(address: str) -> bytes:
    return socket.inet_pton(_KERNELS[family(address)], address)
