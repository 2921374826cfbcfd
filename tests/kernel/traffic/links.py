# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interfaces and routes of the namespace that we are in, over rtnetlink(7): in the guest ip(8) costs 0.1 s a call."""

import socket
import struct
from ipaddress import IPv4Interface, IPv4Network

from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.connection import NETLINK_ROUTE, NetlinkConnection
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.route import RouteClient

# linux/rtnetlink.h, linux/if_link.h, linux/veth.h
_RTM_NEWLINK, _RTM_NEWROUTE = 16, 24
_IFLA_IFNAME, _IFLA_MASTER, _IFLA_LINKINFO, _IFLA_NET_NS_FD = 3, 10, 18, 28
_INFO_KIND, _INFO_DATA, _VETH_PEER = 1, 2, 1
_RTA_DST, _RTA_OIF = 1, 4
_UP = 1
_IFINFO = struct.Struct("=BxHiII")  # struct ifinfomsg: family, type, index, flags, change
_ROUTE = struct.pack("=BBBBBBBBI", socket.AF_INET, 24, 0, 0, 254, 4, 253, 1, 0)  # /24, main, static, on link, unicast
_NEW = nl.NLM_F_CREATE | nl.NLM_F_EXCL


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
    """Give ``name`` an address such as ``10.0.0.11/24``."""
    interface = IPv4Interface(address)
    with RouteClient() as route:
        route.add_address(HeldAddress(str(interface.ip), interface.network.prefixlen, name, label or name))


def add_route(network, name):
    """Make a /24 reachable on the link itself."""
    destination = nl.attribute(_RTA_DST, IPv4Network(network).network_address.packed)
    _ask(_RTM_NEWROUTE, _ROUTE + destination + nl.attribute(_RTA_OIF, nl.U32.pack(_index(name))), _NEW)


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
