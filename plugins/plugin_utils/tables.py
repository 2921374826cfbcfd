# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the inventory to what each host shall have: the director's table and a real server's VIPs. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError

from .declaration import DEFAULT_GROUP as REALSERVERS
from .declaration import DeclaredService, parse

DIRECTORS = "lvs_directors"


class RealServer(NamedTuple):
    """A host of the inventory as a destination."""

    host: str
    address: str
    weight: int


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


def _tables(service: DeclaredService, members: Collection[RealServer]) -> list[dict]:
    destinations = [{"address": member.address, "weight": member.weight} for member in members]
    return [
        {
            "address": vip,
            "port": port,
            "protocol": service.protocol,
            "scheduler": service.scheduler,
            "destinations": destinations,
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
    for member in members:
        owner = owners.setdefault(member.address, member.host)
        if owner != member.host:
            raise ModelError(f"host {member.host}", "lvs_rips", member.address, f"is the address of host {owner} too")
    return members


def _real_server(host: str, variables: Mapping) -> RealServer:
    where = f"host {host}"
    weight = variables.get("lvs_weight", 1)
    return RealServer(host, _rip(where, variables), values.integer(where, "lvs_weight", weight, 0, 65535))


def _rip(where: str, variables: Mapping) -> str:
    """Return the host's own address: ``lvs_rips``, else ``ansible_host`` where that is an address."""
    if variables.get("lvs_rips") is None:
        try:
            return values.ipv4(where, "ansible_host", variables.get("ansible_host"))
        except ModelError as error:
            reason = f"{error.reason}, and lvs_rips does not name the real server's own address"
            raise ModelError(where, error.key, error.value, reason) from None
    rips = values.listing(where, "lvs_rips", variables["lvs_rips"])
    if len(rips) > 1:
        raise ModelError(where, "lvs_rips", rips, "has more than one address; there is one per family")
    return values.ipv4(where, "lvs_rips", rips[0])


def _refuse_virtual_rips(service: DeclaredService, members: Collection[RealServer]) -> None:
    for member in members:
        if member.address in service.vips:
            reason = f"is a VIP of {service.name}; a real server needs an address of its own"
            raise ModelError(f"host {member.host}", "lvs_rips", member.address, reason)
