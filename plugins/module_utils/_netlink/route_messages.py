# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rtnetlink says, and how it is asked: payloads to values and back (rtnetlink(7), linux/rtnetlink.h). Pure.

Routes and rules of ours have the protocol ``kernel``: systemd-networkd removes any other that it has not made itself.
"""

from __future__ import annotations

import socket
import struct

from .._model.host import IPV4, IPV6, SCOPE_HOST, HeldAddress, Interface, NextHop, Route, Rule, family, full
from . import messages as nl

GETLINK = 18
NEWADDR, DELADDR, GETADDR = 20, 21, 22
NEWROUTE, DELROUTE, GETROUTE = 24, 25, 26
NEWRULE, DELRULE, GETRULE = 32, 33, 34

_IFLA_ADDRESS, _IFLA_IFNAME, _IFLA_MTU = 1, 3, 4
_IFA_ADDRESS, _IFA_LOCAL, _IFA_LABEL, _IFA_CACHEINFO = 1, 2, 3, 6
_IFA_F_SECONDARY, _IFA_F_NODAD = 0x01, 0x02
_RTA_DST, _RTA_SRC, _RTA_OIF, _RTA_GATEWAY, _RTA_METRICS, _RTA_TABLE, _RTA_VIA = 1, 2, 4, 5, 8, 15, 18
_RTAX_MTU = 2
_FRA_SRC, _FRA_PRIORITY, _FRA_TABLE, _FRA_PROTOCOL = 2, 6, 15, 21
_RT_TABLE_UNSPEC, _RTPROT_KERNEL, _RTN_UNICAST, _RTNH_F_ONLINK = 0, 2, 1, 4
_RT_SCOPE_UNIVERSE, _RT_SCOPE_HOST = 0, 254
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
    mtu = nl.take(found, _IFLA_MTU, nl.U32, "MTU of an interface") if _IFLA_MTU in found else 0
    return Interface(name, index, found.get(_IFLA_ADDRESS, b""), bool(flags & _IFF_UP), mtu)


def is_ip(reply: bytes) -> bool:
    """Tell whether an address is one of IPv4 or IPv6."""
    return nl.head(reply, _IFADDR, "an interface's address")[0] in _OURS


def unpack_address(reply: bytes, names: dict[int, str]) -> HeldAddress:
    """Return an address with the name of its interface."""
    number, prefix, flags, scope, index = nl.head(reply, _IFADDR, "an interface's address")
    found = nl.attributes(reply[_IFADDR.size :])
    kind = _IFA_LOCAL if found.get(_IFA_LOCAL) else _IFA_ADDRESS
    address = ip(nl.value(found, kind, "an interface's address"), number)
    if prefix > full(address):
        raise nl.NetlinkProtocolError(f"the kernel names a prefix of {prefix} bits for {address}")
    interface = names.get(index, str(index))
    if number != socket.AF_INET:
        return HeldAddress(address, prefix, interface)
    label = nl.string(found.get(_IFA_LABEL, interface.encode()))
    reach = SCOPE_HOST if scope == _RT_SCOPE_HOST else ""
    return HeldAddress(address, prefix, interface, label, bool(flags & _IFA_F_SECONDARY), reach)


def pack_address(address: HeldAddress, index: int) -> bytes:
    """Return an address as it is added and deleted."""
    own = packed(address.address)
    head = (_KERNELS[family(address.address)], address.prefix)
    if family(address.address) == IPV6:
        life = nl.attribute(_IFA_CACHEINFO, _CACHEINFO.pack(0, _FOREVER, 0, 0))
        return _IFADDR.pack(*head, _IFA_F_NODAD, 0, index) + nl.attribute(_IFA_LOCAL, own) + life
    local = nl.attribute(_IFA_LOCAL, own) + nl.attribute(_IFA_ADDRESS, own)
    scope = _RT_SCOPE_HOST if address.scope else _RT_SCOPE_UNIVERSE
    return _IFADDR.pack(*head, 0, scope, index) + local + nl.text(_IFA_LABEL, address.label or address.interface)


def pack_question(destination: str, source: str = "") -> bytes:
    """Return the question how a packet to ``destination`` is routed; with ``source``, one that comes from there."""
    bits = full(source) if source else 0
    head = _RTMSG.pack(_KERNELS[family(destination)], full(destination), bits, 0, 0, 0, 0, 0, 0)
    sender = nl.attribute(_RTA_SRC, packed(source)) if source else b""
    return head + nl.attribute(_RTA_DST, packed(destination)) + sender


def unpack_next_hop(reply: bytes, destination: str, names: dict[int, str], source: str = "") -> NextHop:
    """Return the answer to that question."""
    number = nl.head(reply, _RTMSG, "a route")[0]
    found = nl.attributes(reply[_RTMSG.size :])
    return hop(found, number, names)._replace(destination=destination, source=source, mtu=route_mtu(found))


def hop(found: dict[int, bytes], number: int, names: dict[int, str]) -> NextHop:
    """Return interface and gateway of a route's attributes; IPv4 may have a gateway of IPv6 (RTA_VIA)."""
    gateway = ""
    if _RTA_GATEWAY in found:
        gateway = ip(found[_RTA_GATEWAY], number)
    elif _RTA_VIA in found:
        kind = nl.take(found, _RTA_VIA, nl.U16, "gateway of a route")
        gateway = ip(found[_RTA_VIA][nl.U16.size :], kind)
    index = nl.take(found, _RTA_OIF, nl.U32, "interface of a route") if _RTA_OIF in found else 0
    return NextHop("", names.get(index, str(index)), gateway)


def route_mtu(found: dict[int, bytes]) -> int:
    """Return the MTU among the metrics of a route's attributes, 0 where there is none."""
    metrics = nl.attributes(found.get(_RTA_METRICS, b""))
    return nl.take(metrics, _RTAX_MTU, nl.U32, "MTU of a route") if _RTAX_MTU in metrics else 0


def pack_family(version: int) -> bytes:
    """Return what asks for every rule of a family."""
    return _RULE.pack(_KERNELS[version], 0, 0, 0, 0, 0, 0)


def unpack_rule(reply: bytes) -> Rule | None:
    """Return a rule that looks up a table for one source, None for any other."""
    number, to, source, _tos, table, action, _flags = nl.head(reply, _RULE, "a rule")
    found = nl.attributes(reply[_RULE.size :])
    if number not in _OURS or action != _FR_ACT_TO_TBL or to or _FRA_SRC not in found:
        return None
    address = ip(found[_FRA_SRC], number)
    number_of_table = nl.take(found, _FRA_TABLE, nl.U32, "table of a rule") if _FRA_TABLE in found else table
    return Rule(address, number_of_table) if source == full(address) else None


def pack_rule(rule: Rule) -> bytes:
    """Return a rule as it is added and deleted; its priority is the number of its table."""
    head = _RULE.pack(_KERNELS[family(rule.source)], 0, full(rule.source), 0, _RT_TABLE_UNSPEC, _FR_ACT_TO_TBL, 0)
    return (
        head
        + nl.attribute(_FRA_SRC, packed(rule.source))
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
    return Route(number_of_table, ip(found[_RTA_GATEWAY], number), names.get(index, str(index)))


def pack_route(route: Route, index: int) -> bytes:
    """Return a default route as it is added and deleted; its gateway need not be in a network of the interface."""
    version = _KERNELS[family(route.gateway)]
    kind = (_RT_TABLE_UNSPEC, _RTPROT_KERNEL, _RT_SCOPE_UNIVERSE, _RTN_UNICAST, _RTNH_F_ONLINK)
    return (
        _RTMSG.pack(version, 0, 0, 0, *kind)
        + nl.attribute(_RTA_GATEWAY, packed(route.gateway))
        + nl.attribute(_RTA_OIF, nl.U32.pack(index))
        + nl.attribute(_RTA_TABLE, nl.U32.pack(route.table))
    )


def version(number: int) -> int:
    """Return IPV4 or IPV6 of the kernel's family ``number``, 0 for any other."""
    return _OURS.get(number, 0)


def ip(value: bytes, number: int) -> str:
    """Return an address of the kernel's family ``number``."""
    try:
        return socket.inet_ntop(number, value)
    except ValueError:
        raise nl.NetlinkProtocolError(f"the kernel names an address of {len(value)} bytes") from None


def packed(address: str) -> bytes:
    """Return the bytes of an address."""
    return socket.inet_pton(_KERNELS[family(address)], address)
