# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a playbook says in the end: what became of its hosts, and what was found on them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from . import admission
from .checks.finding import FAILED
from .checks.summary import summary
from .outcomes import NODE, TABLE, Outcome, of_director
from .views import Clusters, realserver

_NOTHING: Mapping[str, list] = {}


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


def complaints(findings: Iterable[Mapping], host: str) -> str:
    """Return what has failed on a host, as a sentence for each check; empty where nothing has."""
    return "; ".join(
        f"{one['id']}: {one['found']}" for one in findings if one["host"] == host and one["status"] == FAILED
    )


def _of_checks(findings: Iterable[Mapping]) -> dict[str, str]:
    failed: dict[str, list[str]] = {}
    for one in findings:
        if one["status"] == FAILED:
            failed.setdefault(one["host"], []).append(one["id"])
    return {host: f"failed checks: {', '.join(names)}" for host, names in failed.items()}


def _held_back(cluster: Mapping, seen: Mapping[str, Outcome], hostvars: Mapping) -> Iterator[str]:
    serving = _serving(cluster, hostvars)
    for held in admission.held_back(cluster, seen):
        if seen[held.host].seen:
            state = "stays as it was in" if (held.service, held.host) in serving else "was not added to"
            yield f"{held.host} {state} {held.service}: {held.why}"


def _not_part(name: str, outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    others = [host for host, found in outcomes.items() if not found.seen]
    if 0 < len(others) < len(outcomes):
        shown = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        yield f"cluster {name}: not part of this run, and left as they are: {shown}"


def _drained(cluster: Mapping, hostvars: Mapping) -> Iterator[str]:
    names = {rip: host for host, found in cluster["realservers"].items() for rip in found["rips"]}
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


def _serving(cluster: Mapping, hostvars: Mapping) -> set[tuple[str, str]]:
    """Return which real servers were in which service when the run began, by the names of both."""
    names = {rip: host for host, found in cluster["realservers"].items() for rip in found["rips"]}
    services = {(one["protocol"], one["address"], one["port"]): one["name"] for one in cluster["services"]}
    found = set()
    for director in cluster["directors"]:
        node = (hostvars[director].get(NODE) or _NOTHING).get("node") or _NOTHING
        for service in (node.get("ipvs") or _NOTHING).get("services") or ():
            name = services.get((service.get("protocol"), service.get("address"), service.get("port")))
            found |= {(name, names.get(one["address"])) for one in service["destinations"]}
    return found
