# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a playbook says in the end: what became of its hosts, and what was found on them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from . import admission, ends
from .checks.finding import FAILED, listed
from .checks.summary import summary
from .outcomes import CHANGING, NODE, STALE, TABLE, Outcome, of_director
from .shares import everybody
from .views import Clusters, realserver

_NOTHING: Mapping[str, list] = {}
#: What is no failure of a director where a rollout has stopped: those that it did not come to are not in the table yet.
_NOT_YET = ("table",)
#: Of one that is in the table or is not, alone or with others.
_KEPT = {True: ("stays as it was in", "stay as they were in"), False: ("was not added to", "were not added to")}
#: Only what the roles cannot mend, and what would make a black hole of a real server. The end tells the rest.
_STOPS_DIRECTOR, _STOPS_REALSERVER = ("reachable", "vip_free"), ("reachable", "F1", "F2", "firewall", "mtu")


def report(
    clusters: Clusters, hostvars: Mapping, findings: Collection[Mapping] = (), notes: Iterable[str] = ()
) -> dict:
    """Return ``{lines, failed, rows}``; see filter/report.py."""
    failed = _of_checks(findings, _NOT_YET if ends.stop(clusters, hostvars) else ())
    told: list[str] = []
    for name, cluster in clusters.items():
        seen = admission.outcomes(cluster, hostvars)
        outcomes = {**{host: of_director(hostvars[host]) for host in cluster["directors"]}, **seen}
        failed.update({host: found.why for host, found in outcomes.items() if found.seen and found.why})
        told += [
            *_held_back(cluster, seen, hostvars),
            *_not_part(name, outcomes, hostvars),
            *_drained(cluster, hostvars),
        ]
    told += ends.grouped(pair for host in _realservers(clusters) for pair in _waiting(clusters, host, hostvars))
    found = ends.ends(clusters, hostvars, failed)
    judged = [*_looks(clusters, hostvars), *summary(findings).splitlines()] if findings else []
    lines = [*notes, *ends.lines(found), *told, *judged]
    return {"lines": lines, "failed": failed, "rows": [*ends.rows(found), *findings]}


def unfit(findings: Iterable[Mapping], directors: Collection[str]) -> dict[str, str]:
    """Return what keeps a host from being dealt with, by its name; see filter/unfit.py."""
    found: dict[str, list[str]] = {}
    for one in findings:
        stopping = _STOPS_DIRECTOR if one["host"] in directors else _STOPS_REALSERVER
        if one["status"] == FAILED and one["id"] in stopping:
            found.setdefault(one["host"], []).append(f"{one['id']}: {one['found']}")
    return {host: "; ".join(said) for host, said in found.items()}


def _looks(clusters: Clusters, hostvars: Mapping) -> Iterator[str]:
    """Say so where not every host was looked at in the end."""
    known = (hostvars[host].get(STALE) for host in hostvars)
    again = next((hosts for hosts in known if hosts is not None), None)
    if again == []:
        yield "Nothing was to be changed, so that what the preflight saw is what was judged."
    elif again and len(again) < sum(bool(hostvars[host].get(NODE)) for host in everybody(clusters)):
        yield f"Looked at in the end: {listed(again, 5)}. The others are judged as their own last change has left them."


def _of_checks(findings: Iterable[Mapping], passed_over: Collection[str]) -> dict[str, str]:
    failed: dict[str, list[str]] = {}
    for one in findings:
        if one["status"] == FAILED and one["id"] not in passed_over:
            failed.setdefault(one["host"], []).append(one["id"])
    return {host: f"failed checks: {', '.join(names)}" for host, names in failed.items()}


def _held_back(cluster: Mapping, seen: Mapping[str, Outcome], hostvars: Mapping) -> Iterator[str]:
    """Yield what became of those that are not admitted, in a run that has dealt with their director's table."""
    if not any(hostvars[director].get(CHANGING) for director in cluster["directors"]):
        return
    serving = admission.serving(cluster, hostvars)
    told: dict[tuple[str, str, bool], list[str]] = {}
    for held in admission.held_back(cluster, seen):
        if seen[held.host].seen:
            is_in = (held.service, held.host) in serving
            told.setdefault((held.service, held.why, is_in), []).append(held.host)
    for (service, why, is_in), hosts in told.items():
        yield f"{listed(hosts)} {_KEPT[is_in][len(hosts) > 1]} {service}: {why}"


def _not_part(name: str, hosts: Collection[str], hostvars: Mapping) -> Iterator[str]:
    others = [host for host in hosts if not hostvars[host].get(NODE)]
    if 0 < len(others) < len(hosts):
        yield f"cluster {name}: not part of this run, and left as they are: {listed(others, 5)}"


def _drained(cluster: Mapping, hostvars: Mapping) -> Iterator[str]:
    names = admission.names(cluster)
    for director in cluster["directors"]:
        for drain in (hostvars[director].get(TABLE) or _NOTHING).get("drained") or ():
            address = drain["destination"].rpartition(":")[0].strip("[]")
            who = names.get(address, address)
            yield f"{director}: {who} is {drain['state']} in {drain['service']} since {drain['since']}"


def _waiting(clusters: Clusters, host: str, hostvars: Mapping) -> Iterator[tuple[str, str]]:
    share = realserver(clusters, host, hostvars)
    if share["leaving"] and share["blocked"]:
        yield f"{host} keeps {', '.join(share['leaving'])}", share["blocked"]


def _realservers(clusters: Clusters) -> list[str]:
    return list(dict.fromkeys(host for cluster in clusters.values() for host in cluster["realservers"]))
