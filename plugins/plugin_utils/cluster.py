# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster of the inventory: its directors, its services, and its real servers in them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.values import suggestion

from .declaration import DeclaredService
from .hosts import RealServer


class Cluster:
    """``members`` are its real servers by name; ``directors`` and ``clients`` are hosts with their known addresses.

    ``roles`` has of each director what the inventory says of the interface of its VIPs.
    """

    def __init__(
        self,
        name: str,
        services: Collection[DeclaredService],
        members: Mapping[str, RealServer],
        directors: Mapping[str, Collection[str]],
        clients: Mapping[str, Collection[str]],
        roles: Mapping[str, Mapping[str, object]],
        sysctls: Mapping[str, object],
    ) -> None:
        """Have no real server in any service yet."""
        self.name, self.services, self.members = name, services, members
        self.directors, self._clients, self._roles, self._sysctls = directors, clients, roles, sysctls
        self._served: dict[str, list[DeclaredService]] = {host: [] for host in members}
        self._tables: list[dict] = []

    def add(self, service: DeclaredService, hosts: Collection[str]) -> None:
        """Give the service those of the hosts that are of this cluster; raise ModelError where one cannot serve it."""
        serving = [self.members[host] for host in hosts if host in self.members]
        for member in serving:
            self._served[member.host].append(service)
        for table in service.tables():
            vip = table["address"]
            destinations = [
                {
                    "host": member.host,
                    "address": member.address_for(service, vip),
                    "weight": member.weight_for(service),
                    "state": member.state,
                }
                for member in serving
            ]
            self._tables.append({"name": service.name, "probe": service.probe, **table, "destinations": destinations})

    def refuse_strange_values(self) -> None:
        """Raise ModelError for a host whose own address is a VIP, and for a weight in a service that is none."""
        virtual = {vip: service.name for service in self.services for vip in service.vips}
        for member in self.members.values():
            for address in member.addresses:
                if address in virtual:
                    reason = f"is a VIP of {virtual[address]}; a real server needs an address of its own"
                    raise ModelError(f"host {member.host}", "lvs_rips", address, reason)
            self._refuse_strange_weights(member)

    def notes(self) -> Iterator[str]:
        """Yield what is not wrong, as a slice of an inventory shows, but should be known."""
        if not self.directors:
            yield f"cluster {self.name} has no director in this inventory: its real servers are in no table by this run"
        served = {service.name for services in self._served.values() for service in services}
        for service in self.services:
            if service.name not in served:
                empty = f"{service.name} has no real server in this inventory (group {service.group})"
                yield f"cluster {self.name}: {empty}; those that its director has are kept"

    def document(self) -> dict:
        """Return it as plain data; see docs/architecture.md for the shape."""
        return {
            "directors": list(self.directors),
            "dips": {host: list(addresses) for host, addresses in self.directors.items()},
            "vips": list(dict.fromkeys(vip for service in self.services for vip in service.vips)),
            "clients": {host: list(addresses) for host, addresses in self._clients.items()},
            "realservers": {host: self._realserver(member) for host, member in self.members.items()},
            "services": self._tables,
            "roles": {host: dict(given) for host, given in self._roles.items()},
            "sysctls": dict(self._sysctls),
        }

    def _realserver(self, member: RealServer) -> dict:
        """A director holds its VIPs itself, on its interface: as a real server of its own it hides none."""
        mine = self._served[member.host]
        is_director = member.host in self.directors
        return {
            "rips": list(member.addresses),
            "state": member.state,
            "is_director": is_director,
            "vips": [] if is_director else list(dict.fromkeys(vip for service in mine for vip in service.vips)),
            "listeners": [listener for service in mine for listener in _listeners(service)],
            "role": dict(member.role),
        }

    def _refuse_strange_weights(self, member: RealServer) -> None:
        names = [service.name for service in self.services]
        judged = names and isinstance(member.weights, Mapping) and len(member.clusters) == 1
        for name in member.weights if judged else ():
            if name not in names:
                hint = suggestion(name, names) or f"known are {', '.join(names)}"
                reason = f"is for no service of cluster {self.name}; {hint}"
                raise ModelError(f"host {member.host}: lvs_weight", name, member.weights[name], reason)


def _listeners(service: DeclaredService) -> Iterator[dict]:
    for vip in service.vips:
        for port in service.ports:
            yield {
                "protocol": service.protocol,
                "address": vip,
                "port": port,
                "required": service.require_listener,
            }
