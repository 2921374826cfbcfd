# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a playbook says in the end: what became of its hosts, and what was found on them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from . import admission
from .checks.finding import FAILED, listed
from .checks.summary import summary
from .outcomes import CHANGING, NODE, TABLE, Outcome, of_director
from .views import Clusters, realserver

_NOTHING: Mapping[str, list] = {}
#: Only what the roles cannot mend, and what would make a black hole of a real server. The end tells the rest.
_STOPS_DIRECTOR, _STOPS_REALSERVER = ("reachable",), ("reachable", "F1", "F2", "firewall", "mtu")


def report(
    clusters: Clusters, hostvars: Mapping, findings: Collection[Mapping] = (), notes: Iterable[str] = ()
) -> dict:
    """Return ``{lines, failed}``; see filter/report.py."""
    failed: dict[str, str] = {}
    told: list[str] = []
    for name, cluster in clusters.items():
        seen = admission.outcomes(cluster, hostvars)
        outcomes = {**{host: of_director(hostvars[host]) for host in cluster["directors"]}, **seen}
        failed.update({host: found.why for host, found in outcomes.items() if found.seen and found.why})
        told += [*_held_back(cluster, seen, hostvars), *_not_part(name, outcomes), *_drained(cluster, hostvars)]
    told += [line for host in _realservers(clusters) for line in _waiting(clusters, host, hostvars)]
    lines = [*notes, *(f"{host}: {why}" for host, why in failed.items()), *told]
    lines += summary(findings).splitlines() if findings else []
    return {"lines": lines, "failed": {**_of_checks(findings), **failed}}


def unfit(findings: Iterable[Mapping], directors: Collection[str]) -> dict[str, str]:
    """Return what keeps a host from being dealt with, by its name; see filter/unfit.py."""
    found: dict[str, list[str]] = {}
    for one in findings:
        stopping = _STOPS_DIRECTOR if one["host"] in directors else _STOPS_REALSERVER
        if one["status"] == FAILED and one["id"] in stopping:
            found.setdefault(one["host"], []).append(f"{one['id']}: {one['found']}")
    return {host: "; ".join(said) for host, said in found.items()}


def _of_checks(findings: Iterable[Mapping]) -> dict[str, str]:
    failed: dict[str, list[str]] = {}
    for one in findings:
        if one["status"] == FAILED:
            failed.setdefault(one["host"], []).append(one["id"])
    return {host: f"failed checks: {', '.join(names)}" for host, names in failed.items()}


def _held_back(cluster: Mapping, seen: Mapping[str, Outcome], hostvars: Mapping) -> Iterator[str]:
    """Yield what became of those that are not admitted, in a run that has dealt with their director's table."""
    if not any(hostvars[director].get(CHANGING) for director in cluster["directors"]):
        return
    serving = _serving(cluster, hostvars)
    for held in admission.held_back(cluster, seen):
        if seen[held.host].seen:
            state = "stays as it was in" if (held.service, held.host) in serving else "was not added to"
            yield f"{held.host} {state} {held.service}: {held.why}"


def _not_part(name: str, outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    others = [host for host, found in outcomes.items() if not found.seen]
    if 0 < len(others) < len(outcomes):
        yield f"cluster {name}: not part of this run, and left as they are: {listed(others, 5)}"


def _drained(cluster: Mapping, hostvars: Mapping) -> Iterator[str]:
    names = _names(cluster)
    for director in cluster["directors"]:
        for drain in (hostvars[director].get(TABLE) or _NOTHING).get("drained") or ():
            address = drain["destination"].rpartition(":")[0].strip("[]")
            who = names.get(address, address)
            yield f"{director}: {who} is {drain['state']} in {drain['service']} since {drain['since']}"


def _waiting(clusters: Clusters, host: str, hostvars: Mapping) -> Iterator[str]:
    share = realserver(clusters, host, hostvars)
    if share["leaving"] and share["blocked"]:
        yield f"{host} keeps {', '.join(share['leaving'])}: {share['blocked']}"


def _realservers(clusters: Clusters) -> list[str]:
    return list(dict.fromkeys(host for cluster in clusters.values() for host in cluster["realservers"]))


def _names(cluster: Mapping) -> dict[str, str]:
    """Return the hosts by their own addresses."""
    return {rip: host for host, found in cluster["realservers"].items() for rip in found["rips"]}


def _serving(cluster: Mapping, hostvars: Mapping) -> set[tuple[str, str]]:
    """Return which real servers were in which service when the run began, by the names of both."""
    names = _names(cluster)
    services = {(one["protocol"], one["address"], one["port"]): one["name"] for one in cluster["services"]}
    found = set()
    for director in cluster["directors"]:
        node = (hostvars[director].get(NODE) or _NOTHING).get("node") or _NOTHING
        for service in (node.get("ipvs") or _NOTHING).get("services") or ():
            name = services.get((service.get("protocol"), service.get("address"), service.get("port")))
            found |= {(name, names.get(one["address"])) for one in service["destinations"]}
    return found
