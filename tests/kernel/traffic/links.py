# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interfaces, routes and neighbours of the namespace that we are in, over rtnetlink(7): a call of ip(8) is slow."""

import socket
import struct
from ipaddress import IPv4Network, ip_interface

from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, Route
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.connection import NETLINK_ROUTE, NetlinkConnection
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.route import RouteClient

# linux/rtnetlink.h, linux/if_link.h, linux/veth.h
_RTM_NEWLINK, _RTM_NEWROUTE, _RTM_DELNEIGH, _RTM_GETNEIGH = 16, 24, 29, 30
_RTM_GETADDR, _RTM_GETROUTE, _RTM_GETRULE = 22, 26, 34
_IFLA_ADDRESS, _IFLA_IFNAME, _IFLA_MASTER, _IFLA_LINKINFO, _IFLA_NET_NS_FD = 1, 3, 10, 18, 28
_INFO_KIND, _INFO_DATA, _VETH_PEER = 1, 2, 1
_RTA_DST, _RTA_OIF = 1, 4
_NDA_DST, _NDA_LLADDR = 1, 2
_UP = 1
_MAIN = 254
_IFINFO = struct.Struct("=BxHiII")  # struct ifinfomsg: family, type, index, flags, change
_ROUTE = struct.pack("=BBBBBBBBI", socket.AF_INET, 24, 0, 0, 254, 4, 253, 1, 0)  # /24, main, static, on link, unicast
_NEIGHBOUR = struct.Struct("=B3xiHBB")  # struct ndmsg: family, index, state, flags, type
_EVERY = struct.Struct("=B11x")  # struct ifaddrmsg, rtmsg, fib_rule_hdr: what asks for a whole family
_NEW = nl.NLM_F_CREATE | nl.NLM_F_EXCL
#: For each of them the size of its head, the attribute with the kernel's clock in it, and how much of that is no clock.
_DUMPS = {_RTM_GETADDR: (8, 6, 8), _RTM_GETROUTE: (12, 12, 0), _RTM_GETRULE: (12, -1, 0)}
_FAMILIES = (socket.AF_INET, socket.AF_INET6)


def dumped():
    """Every address, route and rule of the namespace, byte by byte as the kernel has it, but for its clock."""
    with NetlinkConnection(NETLINK_ROUTE) as connection:
        return [
            (kind, *_without_clock(reply, *_DUMPS[kind]))
            for kind in _DUMPS
            for family in _FAMILIES
            for reply in connection.dump(kind, _EVERY.pack(family))
        ]


def add_dummy(name):
    """Make an interface behind which nobody is; its MAC is always the same."""
    mac = nl.attribute(_IFLA_ADDRESS, b"\2\0\0\0\0\1")
    _ask(_RTM_NEWLINK, _link(0) + _named(name) + mac + _kind("dummy"), _NEW)
    bring_up(name)


def add_bridge(name):
    """Make a bridge; it forwards at once, for it speaks no spanning tree."""
    _ask(_RTM_NEWLINK, _link(0) + _named(name) + _kind("bridge"), _NEW)


def add_veth(name, peer, descriptor):
    """Make a cable from ``name`` here to ``peer`` in the namespace of ``descriptor``; both ends are down."""
    other_end = _link(0) + _named(peer) + nl.attribute(_IFLA_NET_NS_FD, nl.U32.pack(descriptor))
    data = nl.nested(_INFO_DATA, nl.attribute(_VETH_PEER, other_end))
    _ask(_RTM_NEWLINK, _link(0) + _named(name) + _kind("veth", data), _NEW)


def join(name, bridge):
    _ask(_RTM_NEWLINK, _link(_index(name)) + nl.attribute(_IFLA_MASTER, nl.U32.pack(_index(bridge))))


def bring_up(*names):
    for name in names:
        _ask(_RTM_NEWLINK, _link(_index(name), _UP))


def add_address(name, address, label=None):
    """Give ``name`` an address such as ``10.0.0.11/24`` or ``2001:db8::11/64``."""
    interface = ip_interface(address)
    with RouteClient() as route:
        route.add_address(HeldAddress(str(interface.ip), interface.network.prefixlen, name, label or name))


def add_gateway(gateway, name):
    """Have everything beyond the segment go through ``gateway``."""
    with RouteClient() as route:
        route.add_route(Route(_MAIN, gateway, name))


def add_route(network, name):
    """Make a /24 reachable on the link itself."""
    destination = nl.attribute(_RTA_DST, IPv4Network(network).network_address.packed)
    _ask(_RTM_NEWROUTE, _ROUTE + destination + nl.attribute(_RTA_OIF, nl.U32.pack(_index(name))), _NEW)


def mac(name):
    with RouteClient() as route:
        return route.interfaces()[name].hardware_address.hex(":")


def neighbours(name):
    """The MAC of each neighbour that ``name`` has one of, by its address."""
    with NetlinkConnection(NETLINK_ROUTE) as connection:
        return dict(_mac_of(attributes) for attributes in _neighbours(connection, name) if _NDA_LLADDR in attributes)


def forget_neighbours(name):
    """Have ``name`` ask anew for whoever it has something to send to."""
    with NetlinkConnection(NETLINK_ROUTE) as connection:
        for attributes in list(_neighbours(connection, name)):
            destination = attributes[_NDA_DST]
            family = socket.AF_INET if len(destination) == 4 else socket.AF_INET6
            head = _NEIGHBOUR.pack(family, _index(name), 0, 0, 0)
            connection.request(_RTM_DELNEIGH, head + nl.attribute(_NDA_DST, destination))


def _neighbours(connection, name):
    for reply in connection.dump(_RTM_GETNEIGH, _NEIGHBOUR.pack(0, 0, 0, 0, 0)):
        family, index, *_state = _NEIGHBOUR.unpack_from(reply)
        if family in _FAMILIES and index == _index(name):
            yield nl.attributes(reply[_NEIGHBOUR.size :])


def _mac_of(attributes):
    destination = attributes[_NDA_DST]
    family = socket.AF_INET if len(destination) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, destination), attributes[_NDA_LLADDR].hex(":")


def _without_clock(reply, size, clock, rest):
    attributes = nl.attributes(reply[size:])
    if clock in attributes:
        attributes[clock] = attributes[clock][:rest]
    return reply[:size], tuple(sorted(attributes.items()))


def _ask(kind, payload, flags=0):
    with NetlinkConnection(NETLINK_ROUTE) as connection:
        connection.request(kind, payload, flags)


def _link(index, flags=0):
    return _IFINFO.pack(socket.AF_UNSPEC, 0, index, flags, flags)


def _named(name):
    return nl.text(_IFLA_IFNAME, name)


def _kind(kind, data=b""):
    return nl.nested(_IFLA_LINKINFO, nl.text(_INFO_KIND, kind), data)


def _index(name):
    return socket.if_nametoindex(name)
