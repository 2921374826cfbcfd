# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory says of a host: its variables ``lvs_*``, checked and in their normal form. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import family

from .declaration import LARGEST_WEIGHT, DeclaredService

DEFAULT_CLUSTER = "default"
PRESENT, ABSENT = "present", "absent"
#: Every variable of the inventory that a playbook of ours reads.
VARIABLES = (
    "lvs_services", "lvs_cluster", "lvs_rips", "lvs_dips", "lvs_weight", "lvs_realserver_state", "lvs_prune",
    "lvs_max_removals", "lvs_min_ready", "lvs_serial", "lvs_report_json", "lvs_report_junit", "lvs_hosts",
    "lvs_destinations", "lvs_drain_services", "lvs_drain_wait", "lvs_drain_timeout", "lvs_drain_on_timeout",
    "lvs_drain_connections", "lvs_drain_idle", "lvs_drain_persistent",
)  # fmt: skip
#: How alike a strange name has to be to be a misspelt one: an operator may well have a ``lvs_vips`` of his own.
_ALIKE = 0.89
_OF_ROLE = ("rp_filter", "reply_gateway", "reply_table", "client_networks", "state")


class RealServer(NamedTuple):
    """A host as a real server. ``addresses`` are its own, one per family at most; ``weights`` by service, or one.

    ``role`` are the parameters of the module ``vip`` that its operator gives by variables of the role.
    """

    host: str
    clusters: tuple[str, ...]
    addresses: tuple[str, ...]
    weights: Mapping[str, int] | int | None
    state: str
    role: Mapping[str, object]

    def address_for(self, service: DeclaredService, vip: str) -> str:
        """Return the address of the VIP's family; direct routing leaves the packet as it is, so there has to be one."""
        for address in self.addresses:
            if family(address) == family(vip):
                return address
        reason = f"has no IPv{family(vip)} address, which {service.name} needs for its VIP {vip}"
        raise ModelError(f"host {self.host}", "lvs_rips", list(self.addresses), reason)

    def weight_for(self, service: DeclaredService) -> int:
        """Return the weight in a service: the host's own one, else that of the service."""
        weight = self.weights.get(service.name) if isinstance(self.weights, Mapping) else self.weights
        return service.weight if weight is None else weight


def real_server(host: str, variables: Mapping) -> RealServer:
    """Return the host as a real server; raise ModelError for the first variable that cannot be."""
    where = f"host {host}"
    refuse_misspelt(where, variables)
    state = variables.get("lvs_realserver_state")
    return RealServer(
        host,
        clusters(where, variables),
        own_addresses(where, "lvs_rips", variables),
        _weights(where, variables.get("lvs_weight")),
        PRESENT if state is None else values.choice(where, "lvs_realserver_state", state, (PRESENT, ABSENT)),
        of_role("realserver", _OF_ROLE, variables),
    )


def of_role(role: str, names: Iterable[str], variables: Mapping) -> dict[str, object]:
    """Return what the inventory gives of a role's variables, by their names in the module."""
    given = {name: variables.get(f"{role}_{name}") for name in names}
    return {name: value for name, value in given.items() if value is not None}


def clusters(where: str, variables: Mapping) -> tuple[str, ...]:
    """Return the clusters that a host belongs to."""
    given = variables.get("lvs_cluster")
    if given is None:
        return (DEFAULT_CLUSTER,)
    return tuple(dict.fromkeys(_cluster(where, name) for name in values.listing(where, "lvs_cluster", given)))


def own_addresses(where: str, key: str, variables: Mapping) -> tuple[str, ...]:
    """Return the host's own addresses: those that it names, else ``ansible_host`` where that is an address."""
    if variables.get(key) is None:
        return (_ansible_host(where, key, variables.get("ansible_host")),)
    given = values.listing(where, key, variables[key])
    found = tuple(values.address(where, key, address)[1] for address in given)
    if len({family(address) for address in found}) < len(found):
        raise ModelError(where, key, given, "has more than one address; there is one per family")
    return found


def known_addresses(where: str, key: str, variables: Mapping) -> tuple[str, ...]:
    """Return the host's own addresses as far as the inventory has them: none for one that is reached by its name."""
    if variables.get(key) is not None:
        return own_addresses(where, key, variables)
    try:
        return own_addresses(where, key, variables)
    except ModelError:
        return ()


def refuse_misspelt(where: str, variables: Mapping) -> None:
    """Raise ModelError for a variable that is nearly one of ours: nothing would read it."""
    for name in variables:
        if str(name).startswith("lvs_") and name not in VARIABLES:
            hint = values.suggestion(name, VARIABLES, _ALIKE)
            if hint:
                raise ModelError(where, str(name), variables[name], f"belongs to an unknown key; {hint}")


def _cluster(where: str, given: object) -> str:
    name = values.text(where, "lvs_cluster", given)
    if re.search(r"[\s,\[\]]", name):
        raise ModelError(where, "lvs_cluster", given, "is not the name of a cluster; several are a list")
    return name


def _ansible_host(where: str, key: str, value: object) -> str:
    try:
        return values.address(where, "ansible_host", value)[1]
    except ModelError as error:
        reason = f"{error.reason}, and {key} does not name the host's own address"
        raise ModelError(where, error.key, error.value, reason) from None


def _weights(where: str, given: object) -> Mapping[str, int] | int | None:
    if given is None or given == "":
        return None
    if not isinstance(given, Mapping):
        return values.integer(where, "lvs_weight", given, 0, LARGEST_WEIGHT)
    return {
        str(name): values.integer(f"{where}: lvs_weight", str(name), weight, 0, LARGEST_WEIGHT)
        for name, weight in given.items()
    }
