# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at the whole cluster from outside: everything that the facts are judged by.

The order matters. The router asks for the VIP before the traffic, the real servers ask for their gateway during it, and
the ARP probes come last: where a real server answers them, too, the router may believe it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from .answers import fingerprint
from .frames import parse_responders
from .layout import Layout
from .tables import in_segment, parse_addresses, parse_neighbours
from .traffic import Traffic, read_counters, watch_requests


@dataclass(frozen=True)
class NextHop:
    """Where a node sends a packet: by which interface, through which gateway if any, and to which MAC."""

    interface: str
    gateway: str
    mac: str


@dataclass(frozen=True)
class Observation:
    """What was seen; nodes are named."""

    layout: Layout
    addresses: dict  # node → its addresses
    legs: dict  # node → its own address in the segment of director and real servers
    pages: dict  # real server → the hash of what it serves
    traffic: Traffic
    rules: str  # ipvsadm -Sn
    counters: dict
    to_realservers: dict  # real server → the director's next hop to it
    to_client: dict  # real server → its next hop for an answer
    router_entry: str  # the MAC that the router believes to have the VIP
    responders: dict  # node → the MACs that answered its probe for the VIP
    control: list  # the MACs that answered the director's probe for the router

    @property
    def owners(self):
        """{MAC: node}."""
        return {address.mac: node for node, held in self.addresses.items() for address in held}

    def mac(self, node):
        return self.legs[node].mac


def observe(cluster):
    """Look at everything once. It takes some seconds, most of them for the kernel's counters and the probes."""
    layout, director = cluster.layout, cluster[cluster.layout.director]
    addresses = read_addresses(cluster)
    legs = legs_of(layout, addresses)
    client = _own_address(addresses[layout.client], layout.family)
    cluster[layout.router].attempt("ping", "-c", "1", "-W", "2", layout.vip)
    return Observation(
        layout=layout,
        addresses=addresses,
        legs=legs,
        pages=cluster.each(layout.realservers, lambda node: fingerprint(node, layout)),
        traffic=watch_requests(cluster, legs, client),
        rules=director.run("ipvsadm", "-Sn"),
        counters=read_counters(cluster),
        to_realservers={name: _next_hop(director, rip) for name, rip in layout.remote.items()},
        to_client=_ways_to_client(cluster, client),
        router_entry=parse_neighbours(cluster[layout.router].run("ip", "-j", "neigh")).get(layout.vip, ""),
        **_probes(cluster, legs),
    )


def read_addresses(cluster):
    """{node: its addresses}."""
    return cluster.each(cluster.layout.nodes, lambda node: parse_addresses(node.run("ip", "-j", "address")))


def legs_of(layout, addresses):
    """{node: its address in the segment that the real servers' own addresses are in}."""
    rip = next(iter(layout.rips.values()))
    own = {name: [each for each in held if each.address != layout.vip] for name, held in addresses.items()}
    return {name: in_segment(held, rip) for name, held in own.items() if name != layout.client}


def _next_hop(node, target, *source):
    """How the node would send to the target, with the MAC that it has learned."""
    (route,) = json.loads(node.run("ip", "-j", "route", "get", target, *source))
    gateway = route.get("gateway", "")
    mac = parse_neighbours(node.run("ip", "-j", "neigh")).get(gateway or target, "")
    return NextHop(route["dev"], gateway, mac)


def _own_address(held, family):
    """The one by which others reach a node that holds no VIP."""
    return next(
        each.address for each in held if each.family == family and each.interface != "lo" and not each.is_link_local
    )


def _ways_to_client(cluster, client):
    layout = cluster.layout
    return cluster.each(layout.realservers, lambda node: _next_hop(node, client, "from", layout.vip))


def _probes(cluster, legs):
    """Who answers for the VIP, asked by every node of the segment at once."""
    layout = cluster.layout

    def probe(node, target=layout.vip, times=2):
        return parse_responders(node.attempt(*_question(legs[node.name], target, str(times)))[1])

    router = legs[layout.router].address
    return {
        "responders": cluster.each(layout.segment, probe),
        "control": probe(cluster[layout.director], router, times=1),
    }


def _question(leg, target, times):
    """The command that asks the segment who has an address, and waits for all who say so."""
    if leg.family == 4:
        return ["arping", "-b", "-c", times, "-I", leg.interface, "-s", leg.address, target]
    return ["ndisc6", "-m", "-n", "-r", times, "-w", "1000", target, leg.interface]
