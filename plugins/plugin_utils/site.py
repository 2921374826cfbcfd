# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the inventory to its clusters: what each director's table shall be, and what each real server holds. Pure.

The document is plain data, so that a playbook keeps it as a fact and every other filter takes it. ``hostvars`` costs
most, so each host's variables are looked up once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.values import suggestion

from . import hosts
from .cluster import Cluster
from .declaration import REALSERVERS, DeclaredService, parse, refuse_shared_endpoints
from .hosts import RealServer
from .shares import questions

DIRECTORS, CLIENTS = "lvs_directors", "lvs_clients"


def site(groups: Mapping, hostvars: Mapping) -> dict:
    """Return ``{clusters, questions, faults, notes}``.

    ``clusters`` has a document for each cluster (see Cluster.document), ``questions`` by host the parameters with which
    ``node_info`` looks at it, ``faults`` sentences about what cannot be, each with host, key and value, ``notes`` about
    what may be meant so, but hardly is. With a fault no cluster is complete.
    """
    reading = _Reading(groups, hostvars)
    clusters = reading.clusters()
    documents = {} if reading.faults else {name: found.document() for name, found in clusters.items()}
    notes = [] if reading.faults else [*reading.notes, *(note for found in clusters.values() for note in found.notes())]
    return {
        "clusters": documents,
        "questions": questions(documents),
        "faults": list(dict.fromkeys(reading.faults)),
        "notes": list(dict.fromkeys(notes)),
    }


class _Reading:
    """One pass over the inventory, which goes on after a fault: an operator wants to know all of them at once."""

    def __init__(self, groups: Mapping, hostvars: Mapping) -> None:
        self._groups, self._hostvars = groups, hostvars
        self._realservers = set(map(str, groups.get(REALSERVERS, ())))
        self._names: list[str] = []
        self.faults: list[str] = []
        self.notes: list[str] = []

    def clusters(self) -> dict[str, Cluster]:
        directors = self._hosts(DIRECTORS, self._director)
        realservers = self._hosts(REALSERVERS, lambda host: hosts.real_server(host, self._hostvars[host]))
        self._refuse_shared_addresses(realservers)
        names = dict.fromkeys(name for _host, name in directors)
        names.update(dict.fromkeys(name for found in realservers for name in found.clusters))
        self._names = list(names)
        clusters = {name: self._cluster(name, directors, realservers) for name in names}
        self._refuse_strays(clusters)
        self._refuse_shared_vips(clusters)
        return clusters

    def _hosts(self, group: str, read: object) -> list:
        if group not in self._groups:
            self.faults.append(str(ModelError("inventory", f"group {group}", "", _unknown(group, self._groups))))
        found = []
        for host in self._groups.get(group, ()):
            with self._faults():
                found.append(read(str(host)))
        return found

    def _director(self, host: str) -> tuple[str, str]:
        where = f"host {host}"
        hosts.refuse_misspelt(where, self._hostvars[host])
        names = hosts.clusters(where, self._hostvars[host])
        if len(names) > 1:
            raise ModelError(where, "lvs_cluster", list(names), "are more than one cluster for a director")
        return host, names[0]

    def _cluster(self, name: str, directors: Collection[tuple], realservers: Collection[RealServer]) -> Cluster:
        mine = [host for host, cluster in directors if cluster == name]
        members = {found.host: found for found in realservers if name in found.clusters}
        if len(mine) > 1:
            reason = "are more than one director, and nothing here elects which of them holds the VIP"
            self.faults.append(str(ModelError("inventory", f"group {DIRECTORS}", mine, reason)))
        speaker = next(iter(mine), next(iter(members), ""))
        services: tuple[DeclaredService, ...] = ()
        with self._faults():
            services = self._services(name, speaker)
        directing = self._addresses(mine, "lvs_dips")
        roles = {host: hosts.of_role("director", ["interface"], self._hostvars[host]) for host in mine}
        cluster = Cluster(name, services, members, directing, self._clients(), roles, self._sysctls(mine))
        for service in services:
            with self._faults():
                cluster.add(service, self._members(speaker, service))
        with self._faults():
            cluster.refuse_strange_values()
        return cluster

    def _services(self, cluster: str, host: str) -> tuple[DeclaredService, ...]:
        """Return the cluster's services, as its director declares them."""
        given = self._hostvars[host].get("lvs_services")
        if given is None:
            raise ModelError(f"host {host}", "lvs_services", given, "is missing: no service is declared")
        try:
            services = parse(given)
            self._look_for_strays(services)
            mine = tuple(service for service in services if service.cluster in ("", cluster))
            refuse_shared_endpoints(mine)
        except ModelError as error:
            where = f"host {host}: {error.where}" if error.where else f"host {host}"
            raise ModelError(where, error.key, error.value, error.reason) from None
        return mine

    def _look_for_strays(self, services: Iterable[DeclaredService]) -> None:
        """A service of a cluster that has no host here may belong to another slice; a name that is nearly right not."""
        for service in services:
            if service.cluster and service.cluster not in self._names:
                hint = suggestion(service.cluster, self._names)
                if hint:
                    reason = f"is no cluster of the inventory; {hint}"
                    raise ModelError(service.where, "cluster", service.cluster, reason)
                self.notes.append(
                    f"{service.name} is of cluster {service.cluster}, which has no host in this inventory"
                )

    def _members(self, speaker: str, service: DeclaredService) -> list[str]:
        if service.group not in self._groups:
            reason = _unknown(service.group, self._groups)
            raise ModelError(f"host {speaker}: {service.where}", "realservers", service.group, reason)
        members = list(map(str, self._groups[service.group]))
        strangers = sorted(set(members) - self._realservers)
        if strangers:
            reason = f"is not in {REALSERVERS}, so that nothing would make it hold its VIPs in silence"
            raise ModelError(f"group {service.group}", "host", strangers[0], reason)
        return members

    def _addresses(self, names: Collection[str], key: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for host in names:
            with self._faults():
                found[host] = hosts.known_addresses(f"host {host}", key, self._hostvars[host])
        return found

    def _sysctls(self, directors: Iterable[str]) -> dict[str, object]:
        """Return what the inventory says of net.ipv4.vs; the role's own defaults are not in it."""
        names = ("director_default_sysctls", "director_sysctls")
        given = [self._hostvars[host].get(name) or {} for host in directors for name in names]
        return {str(key): value for one in given for key, value in one.items()}

    def _clients(self) -> dict[str, tuple[str, ...]]:
        return self._addresses(list(map(str, self._groups.get(CLIENTS, ()))), "lvs_rips")

    def _refuse_shared_addresses(self, realservers: Collection[RealServer]) -> None:
        owners: dict[str, str] = {}
        for host, address in ((found.host, address) for found in realservers for address in found.addresses):
            owner = owners.setdefault(address, host)
            if owner != host:
                reason = f"is the address of host {owner} too"
                self.faults.append(str(ModelError(f"host {host}", "lvs_rips", address, reason)))

    def _refuse_strays(self, clusters: Mapping[str, Cluster]) -> None:
        """A cluster without a director may be a slice of an inventory; one with nearly another's name is misspelt."""
        led = [name for name, cluster in clusters.items() if cluster.directors]
        for name, cluster in clusters.items():
            hint = "" if cluster.directors else suggestion(name, led, 0.8)
            if hint:
                reason = f"is a cluster without a director; {hint}"
                host = next(iter(cluster.members))
                self.faults.append(str(ModelError(f"host {host}", "lvs_cluster", name, reason)))

    def _refuse_shared_vips(self, clusters: Mapping[str, Cluster]) -> None:
        owners: dict[str, str] = {}
        for name, cluster in clusters.items():
            served = {vip: service.where for service in cluster.services for vip in service.vips}
            for vip, where in served.items():
                owner = owners.setdefault(vip, name)
                if owner != name:
                    reason = f"is in cluster {name} and in cluster {owner}; a service names its own by the key cluster"
                    host = next(iter([*cluster.directors, *cluster.members]))
                    self.faults.append(str(ModelError(f"host {host}: {where}", "vips", vip, reason)))

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except ModelError as error:
            self.faults.append(str(error))


def _unknown(group: str, groups: Mapping) -> str:
    hint = suggestion(group, groups)
    return "is no group of the inventory" + (f"; {hint}" if hint else "")
