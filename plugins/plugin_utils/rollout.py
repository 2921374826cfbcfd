# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rollout, batch by batch: who is in it, what each director is given for a batch, and what became of that. Pure.

For a batch a director is given that batch's real servers and no others: whatever else is in its table stays as it is,
and what has to go goes once all batches are done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from . import admission
from .checks.finding import FAILED
from .checks.judging import findings
from .hosts import ABSENT, PRESENT
from .outcomes import SEEN, UNFIT, Outcome, fault_of, nodes, of_realserver
from .views import Clusters, states

#: What is mended after the last batch is no reason to stop before it.
_LATER = ("leaving",)


def rollout(clusters: Clusters, hosts: Iterable[str], hostvars: Mapping) -> dict:
    """Return ``{hosts, directors}`` of a run that deals with ``hosts``; see filter/rollout.py."""
    hosts = list(hosts)
    declared = states(clusters)
    mine = [host for host in hosts if declared.get(host, ABSENT) != ABSENT]
    directors = dict.fromkeys(
        director
        for cluster in clusters.values()
        if any(host in cluster["realservers"] for host in mine)
        for director in cluster["directors"]
    )
    return {
        "hosts": [host for host in mine if not hostvars[host].get(UNFIT)],
        "directors": [director for director in directors if director not in set(hosts)],
    }


def admissions(clusters: Clusters, hosts: Iterable[str], hostvars: Mapping, min_ready: object = 1) -> list[dict]:
    """Return ``{director, services, vips, shortfalls}`` for each director of a batch; see filter/admissions.py."""
    hosts = list(hosts)
    return [
        _admission(director, cluster, hosts, hostvars, min_ready)
        for cluster in clusters.values()
        if any(host in cluster["realservers"] for host in hosts)
        for director in cluster["directors"]
    ]


def withdrawals(clusters: Clusters, admitted: Iterable[Mapping], hostvars: Mapping, faults: Mapping) -> list[dict]:
    """Return ``{director, services}`` that takes those of ``faults`` out again; see filter/withdrawals.py.

    One that was in a service when the run began stays there as it is.
    """
    found = []
    for one in admitted:
        cluster = _of(clusters, one["director"])
        serving, names = admission.serving(cluster, hostvars), admission.names(cluster)
        services = [_withdrawn(each, cluster, names, serving, faults) for each in one["services"]]
        services = [service for service in services if service["destinations"]]
        if services:
            found.append({"director": one["director"], "services": services, "vips": [], "shortfalls": []})
    return found


def batch_faults(
    clusters: Clusters, hosts: Iterable[str], hostvars: Mapping, tables: Iterable[Mapping], vips: Iterable[Mapping]
) -> dict[str, str]:
    """Return what is wrong with a batch, by host; see filter/batch_faults.py."""
    hosts, tables = list(hosts), list(tables)
    found: dict[str, str] = {}
    for cluster in clusters.values():
        seen = _outcomes(cluster, hosts, hostvars)
        for held in admission.held_back(_part(cluster, seen), seen):
            found.setdefault(held.host, held.why)
    for director, why in _refusals(tables, vips):
        for host in _of(clusters, director)["realservers"]:
            if host in hosts:
                found.setdefault(host, f"{director}: {why}")
    for host, why in (*_not_there(clusters, tables, hostvars), *_failed_checks(clusters, hosts, hostvars)):
        found.setdefault(host, why)
    return found


def _admission(director: str, cluster: Mapping, hosts: Collection[str], hostvars: Mapping, min_ready: object) -> dict:
    seen = _outcomes(cluster, hosts, hostvars)
    part = _part(cluster, seen)
    services = [
        {**service, "destinations": [one for one in service["destinations"] if one["state"] == PRESENT]}
        for service in admission.services(part, seen)
    ]
    serving = {service["address"] for service in services if service["destinations"]}
    return {
        "director": director,
        "services": services,
        # One with nobody behind it is announced when somebody is.
        "vips": [vip for vip in cluster["vips"] if vip in serving],
        "shortfalls": admission.shortfalls(part, seen, min_ready),
    }


def _outcomes(cluster: Mapping, hosts: Iterable[str], hostvars: Mapping) -> dict[str, Outcome]:
    members = cluster["realservers"]
    return {host: of_realserver(members[host], hostvars[host]) for host in hosts if host in members}


def _part(cluster: Mapping, hosts: Collection[str]) -> dict:
    """Return the cluster with these real servers alone."""
    services = [
        {**service, "destinations": [one for one in service["destinations"] if one["host"] in hosts]}
        for service in cluster["services"]
    ]
    return {**cluster, "services": services}


def _of(clusters: Clusters, director: str) -> Mapping:
    return next(cluster for cluster in clusters.values() if director in cluster["directors"])


def _withdrawn(
    service: Mapping, cluster: Mapping, names: Mapping, serving: Collection[tuple], faults: Collection[str]
) -> dict:
    name = admission.service_names(cluster).get(admission.endpoint(service))
    going = [
        {**one, "state": ABSENT}
        for one in service["destinations"]
        if names[one["address"]] in faults and (name, names[one["address"]]) not in serving
    ]
    return {**service, "destinations": going}


def _refusals(tables: Iterable[Mapping], vips: Iterable[Mapping]) -> Iterator[tuple[str, str]]:
    """Yield a director and why it has not admitted a batch; the second loop was one over the results of the first."""
    for result in tables:
        asked = result["item"]
        why = "; ".join(f"lvs_min_ready: {one}" for one in asked["shortfalls"]) or fault_of(result)
        if why:
            yield asked["director"], why
    for result in vips:
        if fault_of(result):
            yield result["item"]["item"]["director"], fault_of(result)


def _not_there(clusters: Clusters, tables: Iterable[Mapping], hostvars: Mapping) -> Iterator[tuple[str, str]]:
    """Yield those that a director was given and has not, by a look at it afterwards."""
    for asked in (result["item"] for result in tables):
        director = asked["director"]
        cluster = _of(clusters, director)
        looked = hostvars[director].get(SEEN) or {}
        if fault_of(looked):
            yield from ((host, f"{director}: {fault_of(looked)}") for host in _given(asked, cluster))
        elif "node" in looked:
            serving = {host for _service, host in admission.serving(cluster, hostvars, SEEN)}
            missing = (host for host in _given(asked, cluster) if host not in serving)
            yield from ((host, f"is not in the table of {director}") for host in missing)


def _given(asked: Mapping, cluster: Mapping) -> list[str]:
    names = admission.names(cluster)
    return list(dict.fromkeys(names[one["address"]] for each in asked["services"] for one in each["destinations"]))


def _failed_checks(clusters: Clusters, hosts: Collection[str], hostvars: Mapping) -> Iterator[tuple[str, str]]:
    mine = {name: one for name, one in clusters.items() if any(host in one["realservers"] for host in hosts)}
    about = [*hosts, *(director for cluster in mine.values() for director in cluster["directors"])]
    looked = nodes({host: hostvars[host] for host in about}, SEEN)
    said: dict[str, list[str]] = {}
    for one in findings(mine, looked) if looked else ():
        if one["status"] == FAILED and one["host"] in hosts and one["id"] not in _LATER:
            said.setdefault(one["host"], []).append(f"{one['id']}: {one['found']}")
    yield from ((host, "; ".join(checks)) for host, checks in said.items())
