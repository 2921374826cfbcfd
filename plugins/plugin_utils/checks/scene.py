# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents that the checks are made of, indexed once: what was declared, what was read, what was watched. Pure.

``clusters`` is what the filter ``lvs.cluster.clusters`` makes of the inventory, a node what the module
``lvs.cluster.node_info`` returns as ``node``, or ``{"unreachable": why}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from functools import cached_property

from .node import Node, key

DIRECTOR, REALSERVER, LOCALNODE, LEAVING, CLIENT = "director", "realserver", "localnode", "leaving", "client"


class Cluster:
    """A cluster as it is declared."""

    def __init__(self, name: str, document: Mapping) -> None:
        """Keep what is asked for often."""
        self.name = name
        self.directors: list[str] = list(document["directors"])
        self.dips: Mapping[str, list[str]] = document.get("dips") or {}
        self.vips: list[str] = list(document["vips"])
        self.clients: Mapping[str, list[str]] = document.get("clients") or {}
        self.realservers: Mapping[str, Mapping] = document["realservers"]
        self.services: list[Mapping] = list(document["services"])
        self.sysctls: Mapping[str, object] = document.get("sysctls") or {}

    @cached_property
    def _hosts(self) -> dict[str, list[str]]:
        # Somebody has to bear the finding that there is no client.
        found: dict[str, list[str]] = {DIRECTOR: self.directors, CLIENT: list(self.clients) or self.directors}
        for host, member in self.realservers.items():
            found.setdefault(_role(member), []).append(host)
        return found

    def hosts(self, roles: Iterable[str]) -> list[str]:
        """Return the hosts that have one of these roles, each once."""
        return list(dict.fromkeys(host for role in roles for host in self._hosts.get(role, ())))

    def has_left(self, host: str) -> bool:
        """Tell whether the host is declared to be a real server no more."""
        return host in self.realservers and _role(self.realservers[host]) == LEAVING

    @cached_property
    def members(self) -> frozenset[str]:
        """All but the clients."""
        return frozenset(self.hosts((DIRECTOR, REALSERVER, LOCALNODE, LEAVING)))

    @cached_property
    def service_names(self) -> list[tuple[str, Mapping]]:
        return [(key(one), one) for one in self.services]

    @cached_property
    def owners(self) -> dict[str, str]:
        """The real servers' hosts by their own addresses."""
        return {rip: host for host, member in self.realservers.items() for rip in member["rips"]}


class Scene:
    """Everything together. ``now`` is the time that ages are counted to."""

    def __init__(
        self, clusters: Mapping, nodes: Mapping, traffic: Mapping | None = None, now: datetime | None = None
    ) -> None:
        """Index nothing yet."""
        self.clusters = [Cluster(str(name), clusters[name]) for name in clusters]
        self.nodes = {str(host): Node(nodes[host]) for host in nodes}
        self.traffic = traffic
        self.now = now or datetime.now(timezone.utc)

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for host, node in self.nodes.items():
            for mac in node.macs:
                found.setdefault(mac, []).append(host)
        return found

    def owners(self, mac: str) -> list[str]:
        """Return the hosts that have this MAC."""
        return self._owners.get(mac, [])

    def whose(self, mac: str) -> str:
        """Return a MAC with the names of its owners."""
        owners = self.owners(mac)
        return f"{', '.join(owners)} ({mac})" if owners else f"{mac}, which no host of this run has"

    @cached_property
    def _asked(self) -> frozenset[str]:
        hosts = (self.nodes.get(host) for cluster in self.clusters for host in cluster.realservers)
        return frozenset(address for node in hosts if node for address in node.answers)

    def heard_since(self, node: Node) -> frozenset[str]:
        """Return the addresses for which a real server has asked since this one has: its own answers are outdated."""
        return self._asked.intersection(node.part("outdated") or ())

    @cached_property
    def _declared(self) -> dict[str, dict[str, set[str]]]:
        found: dict[str, dict[str, set[str]]] = {"hidden": {}, "announced": {}, "services": {}}
        for cluster in self.clusters:
            for host, member in cluster.realservers.items():
                vips = member["vips"] if member["state"] == "present" else ()
                found["hidden"].setdefault(host, set()).update(vips)
            for host in cluster.directors:
                found["announced"].setdefault(host, set()).update(cluster.vips)
                found["services"].setdefault(host, set()).update(name for name, _one in cluster.service_names)
        return found

    def declared(self, kind: str, host: str) -> set[str]:
        """Return the VIPs that a host shall hold, ``hidden`` or ``announced``, or the ``services`` of its table."""
        return self._declared[kind].get(host, set())

    @cached_property
    def vips(self) -> frozenset[str]:
        """The VIPs of all clusters."""
        return frozenset(vip for cluster in self.clusters for vip in cluster.vips)


def _role(member: Mapping) -> str:
    if member["state"] != "present":
        return LEAVING
    return LOCALNODE if member["is_director"] else REALSERVER
