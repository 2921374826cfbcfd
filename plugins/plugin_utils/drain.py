# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is drained, or given back, where: from what is asked for and what each director has in its table. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model.drains import DRAINED
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.realserver import Target, target

from . import admission
from .checks.finding import listed
from .checks.node import Node, destination_key, key
from .drain_request import Drain, WrongError, drain, selected

_IDENTITY = ("address", "port", "protocol", "fwmark", "family")


def drains(
    clusters: Mapping,
    state: str,
    given: Mapping,
    matched: Iterable[str],
    part: Collection[str],
    nodes: Mapping,
) -> dict:
    """Return ``{state, directors, waiting, notes, faults}``; see filter/drains.py."""
    nothing = {"state": state, "waiting": {}, "directors": {}, "notes": []}
    try:
        wanted = drain(clusters, state, given, matched)
    except WrongError as error:
        return {**nothing, "faults": error.faults}
    plan = _Plan(clusters, wanted, set(map(str, part)))
    if not nodes:
        return {**nothing, "faults": plan.absences()}
    for director in plan.directors:
        plan.look_at(director, Node(nodes.get(director) or {"unreachable": "nobody has looked at it"}))
    faults = [*plan.faults, *plan.absences()]
    notes = [*wanted.notes, *plan.notes]
    return {**nothing, "waiting": wanted.waiting, "directors": plan.shares, "notes": notes, "faults": faults}


class Place(NamedTuple):
    """A destination of a service, both by their names: ``tcp 203.0.113.10:80`` and ``10.0.0.11:80``."""

    service: str
    destination: str


class _Plan:
    """``shares`` by director: the module's ``address`` and ``services``, and the ``places`` that are meant."""

    def __init__(self, clusters: Mapping, wanted: Drain, part: set[str]) -> None:
        self._wanted, self._clusters = wanted, clusters
        declared = [director for cluster in clusters.values() for director in cluster["directors"]]
        self.directors = [director for director in declared if director in part]
        self._away = [director for director in declared if director not in part]
        self._rips = admission.names(*clusters.values())
        self._hosts = set(wanted.hosts)
        self.shares: dict[str, dict] = {}
        self.notes: list[str] = []
        self.faults: list[str] = []

    def absences(self) -> list[str]:
        """Return what of this run leaves out a director that is declared to have one of the real servers."""
        faults = [
            f"{director} has {listed(mine)} in its table and is no part of this run (--limit); name it, too"
            for director in self._away
            for mine in [self._declared(director)]
            if mine
        ]
        for name, cluster in self._clusters.items():
            if not cluster["directors"] and self._hosts & set(cluster["realservers"]):
                faults.append(f"cluster {name} of {listed(sorted(self._hosts & set(cluster['realservers'])))} "
                              "has no director in this inventory")  # fmt: skip
        return faults or ([] if self.directors else ["no director is part of this run (--limit); name them, too"])

    def look_at(self, director: str, node: Node) -> None:
        """Find what is meant in a director's table."""
        if node.unreachable or node.part("ipvs") is None:
            why = node.unreachable or "its table could not be read"
            matters = self._wanted.expression or self._declared(director)
            (self.faults if matters else self.notes).append(f"{director}: {why}")
            return
        try:
            targets = self._targets(director, node)
        except ModelError as error:
            self.faults.append(str(error))
            return
        known = _by_address(self._places(director, node))
        held = {
            one: [place for port, place in known.get(one.address, ()) if one.port in (None, port)] for one in targets
        }
        self._note(director, held)
        busy = {one: places for one, places in held.items() if places}
        if busy:
            self._add(director, node, busy)

    def _add(self, director: str, node: Node, busy: Mapping[Target, list[Place]]) -> None:
        places = list(dict.fromkeys(place for found in busy.values() for place in found))
        names = dict.fromkeys(place.service for place in places)
        # Without a selection the module looks for itself, and so also ends drains of services that are no more.
        services = [_identity(node.services[name]) for name in names if name in node.services]
        share = {"address": list(map(str, busy)), "places": [place._asdict() for place in places]}
        self.shares[director] = {**share, "services": services} if self._wanted.services else share
        if self._wanted.state == DRAINED:
            self.faults += _shortfalls(director, node, self._wanted, set(places))

    def _targets(self, director: str, node: Node) -> list[Target]:
        if not self._wanted.expression:
            return [Target(rip, None) for rip, host in self._rips.items() if host in self._hosts]
        found = selected(self._wanted.expression, director, node)
        self._hosts |= {self._rips[one.address] for one in found if one.address in self._rips}
        if not found:
            self.notes.append(f"{director}: lvs_destinations selects nothing in its table")
        return found

    def _places(self, director: str, node: Node) -> Iterator[Place]:
        """Yield what the director has out, and to be drained also what it has in its table."""
        chosen = {name for name, _service in self._services(director)} if self._wanted.services else None
        found = dict.fromkeys(Place(*names) for names in node.drains)
        if self._wanted.state == DRAINED:
            found.update(dict.fromkeys(place for name in node.services for place in _places(node, name)))
        for place in sorted(found):
            if chosen is None or place.service in chosen & set(node.services):
                yield place

    def _services(self, director: str) -> Iterator[tuple[str, Mapping]]:
        """Yield the declared services of a director that are meant."""
        for cluster in self._clusters.values():
            for service in cluster["services"] if director in cluster["directors"] else ():
                if not self._wanted.services or service["name"] in self._wanted.services:
                    yield key(service), service

    def _declared(self, director: str) -> list[str]:
        """Return which of the real servers the inventory has in the table of a director."""
        served = {one["host"] for _name, service in self._services(director) for one in service["destinations"]}
        return sorted(self._hosts & served)

    def _note(self, director: str, held: Mapping[Target, list[Place]]) -> None:
        """A host has an address of each family perhaps, and serves by one of them."""
        busy = {self._rips.get(one.address) for one, places in held.items() if places}
        expected = self._declared(director)
        nothing = "serves nothing" if self._wanted.state == DRAINED else "is not drained"
        nothing += " in what is chosen" if self._wanted.services else ""
        for host in dict.fromkeys(self._rips.get(one.address, one.address) for one in held):
            if host not in busy and (self._wanted.expression or host in expected):
                self.notes.append(f"{director}: {host} {nothing}")


def _shortfalls(director: str, node: Node, wanted: Drain, places: Collection[Place]) -> list[str]:
    """Return a sentence for each service that would have too few real servers left which take new connections."""
    faults = []
    for name, service in node.services.items():
        total = len(service["destinations"])
        serving = {Place(name, destination_key(one)) for one in service["destinations"] if one["weight"]}
        floor, left = min(wanted.least.of(total), total), len(serving - places)
        if serving & places and left < floor:
            counts = f"would have {left} of {total} real servers left that take new connections, and {floor} have to be"
            faults.append(f"{director}: lvs_min_ready: {name} {counts}; lvs_min_ready=0 drains them all the same")
    return faults


def _places(node: Node, name: str) -> list[Place]:
    return [Place(name, destination_key(one)) for one in node.services[name]["destinations"]]


def _by_address(places: Iterable[Place]) -> dict[str, list[tuple[int | None, Place]]]:
    """Return the places, each with its port, by the real server's address."""
    found: dict[str, list[tuple[int | None, Place]]] = {}
    for place in places:
        address, port = target(place.destination)
        found.setdefault(address, []).append((port, place))
    return found


def _identity(service: Mapping) -> dict:
    return {name: service[name] for name in _IDENTITY if name in service}
