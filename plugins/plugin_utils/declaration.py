# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory's ``lvs_services``, parsed: what an operator states once and all tables are derived from.

Shape: ``[{name: web, vips: [203.0.113.10], ports: [80, 443], protocol: tcp, scheduler: wlc, realservers: GROUP}]``;
only ``name``, ``vips`` and ``ports`` have to be there. Values may be strings, as Tower's extra variables are.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import DEFAULT_SCHEDULER

DEFAULT_GROUP = "lvs_realservers"
PROTOCOLS = ("tcp", "udp")
_KEYS = ("name", "vips", "ports", "protocol", "scheduler", "realservers")


class DeclaredService(NamedTuple):
    """One entry of ``lvs_services``: ports and VIPs span the virtual servers that ``group``'s hosts serve."""

    name: str
    vips: tuple[str, ...]
    ports: tuple[int, ...]
    protocol: str
    scheduler: str
    group: str

    @property
    def where(self) -> str:
        """Where an error about this service points to."""
        return f"lvs_services ({self.name})"


def parse(lvs_services: object) -> tuple[DeclaredService, ...]:
    """Return the declared services; raise ModelError for the first value that cannot be, or a virtual server twice."""
    if not isinstance(lvs_services, (list, tuple)):
        raise ModelError("", "lvs_services", lvs_services, "is not a list of services")
    services = tuple(_service(index, entry) for index, entry in enumerate(lvs_services))
    _refuse_shared_endpoints(services)
    return services


def _service(index: int, entry: object) -> DeclaredService:
    if not isinstance(entry, dict):
        raise ModelError("", f"lvs_services[{index}]", entry, "is not a mapping with name, vips and ports")
    where = f"lvs_services[{index}]" + (f" ({entry['name']})" if entry.get("name") else "")
    values.known_keys(where, entry, _KEYS)
    for key in ("name", "vips", "ports"):
        if entry.get(key) in (None, "", []):
            raise ModelError(where, key, entry.get(key), "is missing or empty")
    return DeclaredService(
        str(entry["name"]),
        tuple(
            values.address(where, f"vips[{n}]", vip)[1]
            for n, vip in enumerate(values.listing(where, "vips", entry["vips"]))
        ),
        tuple(_port(where, n, port) for n, port in enumerate(values.listing(where, "ports", entry["ports"]))),
        values.choice(where, "protocol", entry.get("protocol", "tcp"), PROTOCOLS),
        values.scheduler(where, "scheduler", entry.get("scheduler", DEFAULT_SCHEDULER)),
        values.text(where, "realservers", entry.get("realservers", DEFAULT_GROUP)),
    )


def _port(where: str, index: int, value: object) -> int:
    """Return a port; ``80:8080`` is what operators of NAT write, so it gets an answer of its own."""
    if isinstance(value, str) and ":" in value:
        reason = "maps a port to another, which direct routing cannot: a real server listens on the service's own port"
        raise ModelError(where, f"ports[{index}]", value, reason)
    return values.port(where, f"ports[{index}]", value)


def _refuse_shared_endpoints(services: tuple[DeclaredService, ...]) -> None:
    owners: dict[tuple[str, str, int], str] = {}
    for service in services:
        for vip, port in itertools.product(service.vips, service.ports):
            endpoint = (service.protocol, vip, port)
            if endpoint in owners:
                reason = f"on {service.protocol} {vip} belongs to {owners[endpoint]} already"
                raise ModelError(service.where, "ports", port, reason)
            owners[endpoint] = service.name
