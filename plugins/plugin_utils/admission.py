# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which real servers a director's table gets, keeps and loses by this run. Pure.

The guard: one is added only when it was proved ready in this run, and removed only when its host says so
(``lvs_realserver_state: absent``) or, having left the inventory, when the run says so (``lvs_prune``). All others are
kept as they are: what a run knows nothing of may well be serving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model.removals import bound_from_text

from .hosts import ABSENT, PRESENT
from .outcomes import NODE, Outcome, lacking, of_realserver

KEPT = "kept"
_NOTHING: Mapping[str, list] = {}


class Held(NamedTuple):
    """A real server that is not admitted to a service by this run, and why."""

    host: str
    service: str
    why: str


def outcomes(cluster: Mapping, hostvars: Mapping) -> dict[str, Outcome]:
    """Return what became of each real server of a cluster."""
    return {host: of_realserver(found, hostvars[host]) for host, found in cluster["realservers"].items()}


def services(cluster: Mapping, seen: Mapping[str, Outcome]) -> list[dict]:
    """Return the cluster's table as the module ``ipvs`` takes it."""
    return [_service(cluster, entry, seen) for entry in cluster["services"]]


def held_back(cluster: Mapping, seen: Mapping[str, Outcome]) -> list[Held]:
    """Return the real servers that are not admitted, each once for a service."""
    found: dict[Held, None] = {}
    for service in cluster["services"]:
        for destination in service["destinations"]:
            why = _why_not(cluster, service, destination, seen)
            if destination["state"] != ABSENT and why:
                found[Held(destination["host"], service["name"], why)] = None
    return list(found)


def shortfalls(cluster: Mapping, seen: Mapping[str, Outcome], least: object) -> list[str]:
    """Return a sentence for each service of which fewer real servers are ready than ``least`` says (number or ``N%``).

    It is a share of those that this run has dealt with: one run for a part of the hosts has none of the others' merits.
    """
    back: dict[str, dict[str, str]] = {}
    for held in held_back(cluster, seen):
        back.setdefault(held.service, {})[held.host] = held.why
    # A survey's empty answer is none.
    sentences, bound = [], bound_from_text(str(least) or "1", "lvs_min_ready")
    for name, hosts in _present(cluster, seen).items():
        not_ready = back.get(name, {})
        floor, ready = min(bound.of(len(hosts)), len(hosts)), len(hosts - set(not_ready))
        if hosts and ready < floor:
            reasons = "; ".join(f"{host}: {why}" for host, why in not_ready.items() if host in hosts)
            counts = f"{ready} of {len(hosts)} real servers are ready, and {floor} have to be"
            sentences.append(f"{name}: {counts} ({reasons})")
    return sentences


def serving(cluster: Mapping, hostvars: Mapping, look: str = NODE) -> set[tuple[str, str]]:
    """Return which real servers are in which service, by the names of both, by a look at the cluster's directors.

    It is the one that the run began with, unless ``look`` names another result of node_info.
    """
    hosts, services, found = names(cluster), service_names(cluster), set()
    for director in cluster["directors"]:
        node = (hostvars[director].get(look) or _NOTHING).get("node") or _NOTHING
        for service in (node.get("ipvs") or _NOTHING).get("services") or ():
            name = services.get(endpoint(service))
            found |= {(name, hosts.get(one["address"])) for one in service["destinations"]}
    return found


def names(*clusters: Mapping) -> dict[str, str]:
    """Return the real servers by their own addresses."""
    return {rip: host for one in clusters for host, found in one["realservers"].items() for rip in found["rips"]}


def service_names(cluster: Mapping) -> dict[tuple, str]:
    """Return the names of the services by what clients ask for."""
    return {endpoint(one): one["name"] for one in cluster["services"]}


def endpoint(service: Mapping) -> tuple:
    """Return what clients ask for: protocol, address and port."""
    return service.get("protocol"), service.get("address"), service.get("port")


def _service(cluster: Mapping, entry: Mapping, seen: Mapping[str, Outcome]) -> dict:
    destinations = [
        {
            "address": destination["address"],
            "weight": destination["weight"],
            "state": _state(cluster, entry, destination, seen),
        }
        for destination in entry["destinations"]
    ]
    settings = {key: value for key, value in entry.items() if key not in ("name", "probe")}
    return {**settings, "destinations": destinations}


def _state(cluster: Mapping, service: Mapping, destination: Mapping, seen: Mapping[str, Outcome]) -> str:
    if destination["state"] == ABSENT:
        return ABSENT
    return KEPT if _why_not(cluster, service, destination, seen) else PRESENT


def _why_not(cluster: Mapping, service: Mapping, destination: Mapping, seen: Mapping[str, Outcome]) -> str:
    outcome = seen[destination["host"]]
    if not outcome.ready:
        return outcome.why
    listeners = cluster["realservers"][destination["host"]]["listeners"]
    mine = [one for one in listeners if endpoint(one) == endpoint(service)]
    return "; ".join(
        f"nothing listens on {one.protocol} port {one.port} of {one.address}" for one in lacking(mine, outcome)
    )


def _present(cluster: Mapping, seen: Mapping[str, Outcome]) -> dict[str, set[str]]:
    """Return the hosts of each service that the run has dealt with and that shall serve it."""
    found: dict[str, set[str]] = {}
    for service in cluster["services"]:
        found.setdefault(service["name"], set()).update(_of_run(service, seen))
    return found


def _of_run(service: Mapping, seen: Mapping[str, Outcome]) -> Iterator[str]:
    for destination in service["destinations"]:
        if destination["state"] != ABSENT and seen[destination["host"]].seen:
            yield destination["host"]
