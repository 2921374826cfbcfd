# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interfaces, addresses, ways and neighbours, all over one connection."""

from __future__ import annotations

from typing import Callable, Iterable, Mapping, NamedTuple

from ..._model import node
from ..._model.host import HeldAddress, Interface, Neighbour, NextHop
from ..._netlink import neighbours, offload, ways
from ..._netlink.route import RouteClient
from .gaps import Gaps


class Network(NamedTuple):
    """What rtnetlink tells; None: that could not be read."""

    interfaces: Mapping[str, Interface] | None = None
    addresses: tuple[tuple[HeldAddress, tuple[str, ...]], ...] | None = None
    ways: tuple[node.Way, ...] | None = None
    neighbours: tuple[Neighbour, ...] | None = None

    @property
    def held(self) -> tuple[HeldAddress, ...]:
        """Return the addresses without their flags."""
        return tuple(held for held, _flags in self.addresses or ())


def look(wanted: node.Asked, gaps: Gaps) -> Network:
    """Return the network as it is, before anybody has been asked for anything."""
    route = gaps.part("interfaces, addresses, ways and neighbours", RouteClient)
    if route is None:
        return Network()
    with route:
        found = Network(
            gaps.part("interfaces", route.interfaces),
            gaps.part("addresses", ways.flagged_addresses, route),
            neighbours=gaps.part("neighbours", neighbours.neighbours, route),
        )
        return found._replace(ways=gaps.part("ways", _ways, route, wanted, found))


def _ways(route: RouteClient, wanted: node.Asked, found: Network) -> tuple[node.Way, ...]:
    asked = [
        node.Way(name, route.next_hop(address, source) or NextHop(address, "", "", source))
        for name, address, source in node.questions(wanted, found.held)
    ]
    defaults = [*ways.default_ways(route), *ways.own_default_ways(route, node.held_vips(wanted, found.held))]
    return (*asked, *(node.Way(hop.destination, hop) for hop in defaults))


def described(found: Network, answers: Iterable[node.Answered] | None, gaps: Gaps) -> dict:
    """Return the parts of the document that are of the network."""
    merging = gaps.part("LRO", offload.merges_received, found.interfaces or ()) or {}
    macs = node.macs(found.neighbours or (), answers or ())
    interfaces = None if found.interfaces is None else found.interfaces.values()
    return {
        "interfaces": _each(interfaces, lambda one: node.described_interface(one, merging.get(one.name))),
        "addresses": _each(found.addresses, lambda one: node.described_address(*one)),
        "ways": _each(found.ways, lambda one: node.described_way(one, macs)),
        "answers": _each(answers, lambda one: {**one._asdict(), "macs": list(one.macs)}),
        "neighbours": _each(found.neighbours, lambda one: one._asdict()),
    }


def _each(items: Iterable | None, described: Callable) -> list[dict] | None:
    """Return what is made of each item; what could not be read stays None."""
    return None if items is None else [described(item) for item in items]
