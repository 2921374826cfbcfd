# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the inventory to what each host shall have: the director's table and a real server's VIPs. Pure."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import family

from .declaration import DEFAULT_GROUP as REALSERVERS
from .declaration import DeclaredService, parse

DIRECTORS = "lvs_directors"


class RealServer(NamedTuple):
    """A host of the inventory as a destination; ``addresses`` are its own, one per family at most."""

    host: str
    addresses: tuple[str, ...]
    weight: int

    def address_for(self, service: DeclaredService, vip: str) -> str:
        """Return the address of the VIP's family; direct routing leaves the packet as it is, so there has to be one."""
        for address in self.addresses:
            if family(address) == family(vip):
                return address
        reason = f"has no IPv{family(vip)} address, which {service.name} needs for its VIP {vip}"
        raise ModelError(f"host {self.host}", "lvs_rips", list(self.addresses), reason)


def director_services(lvs_services: object, groups: Mapping, hostvars: Mapping) -> list[dict]:
    """Return the ``services`` of the ``ipvs`` module: one virtual server for each VIP and port of each service.

    ``groups`` and ``hostvars`` are Ansible's. Raise ModelError for what no director could carry, naming host and key.
    """
    services = parse(lvs_services)
    _refuse_other_than_one_director(groups)
    members = {group: _members(group, groups, hostvars) for group in {service.group for service in services}}
    for service in services:
        _refuse_virtual_rips(service, members[service.group])
    return [table for service in services for table in _tables(service, members[service.group])]


def faults(lvs_services: object, groups: Mapping, hostvars: Mapping) -> list[str]:
    """Return what is wrong with the declaration as sentences that name host, key and value; empty if nothing is."""
    try:
        director_services(lvs_services, groups, hostvars)
    except ModelError as error:
        return [str(error)]
    return []


def vips(lvs_services: object, group_names: Collection[str] | None = None) -> list[str]:
    """Return the VIPs of all services, or of those that a host in ``group_names`` serves; each once, in their order."""
    services = parse(lvs_services)
    mine = services if group_names is None else [service for service in services if service.group in group_names]
    return list(dict.fromkeys(vip for service in mine for vip in service.vips))


def listeners(lvs_services: object, group_names: Collection[str]) -> list[dict]:
    """Return what has to listen on a host in ``group_names``, as the module ``vip`` takes it."""
    mine = [service for service in parse(lvs_services) if service.group in group_names]
    return [
        {"address": vip, "port": port, "protocol": service.protocol}
        for service in mine
        for vip in service.vips
        for port in service.ports
    ]


def director_addresses(groups: Mapping, hostvars: Mapping) -> list[str]:
    """Return the directors' own addresses, as far as the inventory has them: what no real server's gateway may be."""
    found: list[str] = []
    for host in groups.get(DIRECTORS, ()):
        where, variables = f"host {host}", hostvars[host]
        if variables.get("lvs_dips") is not None:
            found += _own_addresses(where, "lvs_dips", variables)
        else:
            with contextlib.suppress(ModelError):  # a director that is reached by its name
                found.append(values.address(where, "ansible_host", variables.get("ansible_host"))[1])
    return found


def _tables(service: DeclaredService, members: Collection[RealServer]) -> list[dict]:
    return [
        {
            "address": vip,
            "port": port,
            "protocol": service.protocol,
            "scheduler": service.scheduler,
            "destinations": [
                {"address": member.address_for(service, vip), "weight": member.weight} for member in members
            ],
        }
        for vip in service.vips
        for port in service.ports
    ]


def _refuse_other_than_one_director(groups: Mapping) -> None:
    directors = list(groups.get(DIRECTORS, ()))
    if not directors:
        raise ModelError("inventory", f"group {DIRECTORS}", directors, "has no host")
    if len(directors) > 1:
        reason = "are more than one director, and nothing here elects which of them holds the VIP"
        raise ModelError("inventory", f"group {DIRECTORS}", directors, reason)


def _members(group: str, groups: Mapping, hostvars: Mapping) -> tuple[RealServer, ...]:
    hosts = list(groups.get(group, ()))
    if not hosts:
        raise ModelError("inventory", f"group {group}", hosts, "has no host, so that the service had no real server")
    strangers = sorted(set(hosts) - set(groups.get(REALSERVERS, ())))
    if strangers:
        reason = f"is not in {REALSERVERS}, so that nothing would make it hold its VIPs in silence"
        raise ModelError(f"group {group}", "host", strangers[0], reason)
    members = tuple(_real_server(host, hostvars[host]) for host in hosts)
    owners: dict[str, str] = {}
    for host, address in ((member.host, address) for member in members for address in member.addresses):
        owner = owners.setdefault(address, host)
        if owner != host:
            raise ModelError(f"host {host}", "lvs_rips", address, f"is the address of host {owner} too")
    return members


def _real_server(host: str, variables: Mapping) -> RealServer:
    where = f"host {host}"
    weight = values.integer(where, "lvs_weight", variables.get("lvs_weight", 1), 0, 65535)
    return RealServer(host, _own_addresses(where, "lvs_rips", variables), weight)


def _own_addresses(where: str, key: str, variables: Mapping) -> tuple[str, ...]:
    """Return the host's own addresses: those that it names, else ``ansible_host`` where that is an address."""
    if variables.get(key) is None:
        return (_ansible_host(where, key, variables.get("ansible_host")),)
    given = values.listing(where, key, variables[key])
    found = tuple(values.address(where, key, address)[1] for address in given)
    if len({family(address) for address in found}) < len(found):
        raise ModelError(where, key, given, "has more than one address; there is one per family")
    return found


def _ansible_host(where: str, key: str, value: object) -> str:
    try:
        return values.address(where, "ansible_host", value)[1]
    except ModelError as error:
        reason = f"{error.reason}, and {key} does not name the host's own address"
        raise ModelError(where, error.key, error.value, reason) from None


def _refuse_virtual_rips(service: DeclaredService, members: Collection[RealServer]) -> None:
    for host, address in ((member.host, address) for member in members for address in member.addresses):
        if address in service.vips:
            reason = f"is a VIP of {service.name}; a real server needs an address of its own"
            raise ModelError(f"host {host}", "lvs_rips", address, reason)
