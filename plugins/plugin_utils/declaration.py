# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory's ``lvs_services``, parsed: what an operator states once and all tables are derived from.

Shape: ``[{name: web, vips: [203.0.113.10], ports: [80, 443], protocol: tcp, scheduler: wlc, realservers: GROUP}]``;
only ``name``, ``vips`` and ``ports`` have to be there. Values may be strings, as Tower's extra variables are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.declared import services_from_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import IPV6, family
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import DEFAULT_SCHEDULER, LONGEST_TIMEOUT

REALSERVERS = "lvs_realservers"
PROTOCOLS = ("tcp", "udp")
LARGEST_WEIGHT = 65535
_PERSISTENCE = ("timeout", "netmask", "netmask6", "engine")


class DeclaredService(NamedTuple):
    """One entry of ``lvs_services``: VIPs and ports span the virtual servers that the hosts of ``group`` serve.

    ``persistence`` is None or has ``timeout`` (s), ``netmask`` (IPv4), ``netmask6`` (a prefix length) and ``engine``.
    ``cluster`` is empty where it is that of the host which has the declaration. ``probe`` is what a client sends to get
    an answer, when the cluster is verified with traffic.
    """

    name: str
    vips: tuple[str, ...]
    ports: tuple[int, ...]
    protocol: str
    scheduler: str
    scheduler_flags: tuple[str, ...]
    persistence: Mapping[str, object] | None
    one_packet: bool
    weight: int
    group: str
    cluster: str
    require_listener: bool
    probe: str

    @property
    def where(self) -> str:
        """Where an error about this service points to."""
        return f"lvs_services ({self.name})"

    def tables(self) -> list[dict]:
        """Return its virtual servers as the module ``ipvs`` takes them, yet without destinations."""
        return [self.table(vip, port) for vip in self.vips for port in self.ports]

    def table(self, vip: str, port: int) -> dict:
        """Return the virtual server of one VIP and port."""
        return {
            "address": vip,
            "port": port,
            "protocol": self.protocol,
            "scheduler": self.scheduler,
            "scheduler_flags": list(self.scheduler_flags),
            "persistence": self._persistence(vip),
            "one_packet": self.one_packet,
        }

    def _persistence(self, vip: str) -> dict | None:
        if self.persistence is None:
            return None
        netmask = self.persistence["netmask6" if family(vip) == IPV6 else "netmask"]
        return {**{key: self.persistence[key] for key in ("timeout", "engine")}, "netmask": netmask}


def parse(lvs_services: object) -> tuple[DeclaredService, ...]:
    """Return the declared services; raise ModelError for the first value that cannot be, or a virtual server twice."""
    if not isinstance(lvs_services, (list, tuple)):
        raise ModelError("", "lvs_services", lvs_services, "is not a list of services")
    return tuple(_service(index, entry) for index, entry in enumerate(lvs_services))


def refuse_shared_endpoints(services: Iterable[DeclaredService]) -> None:
    """Raise ModelError where two services have a virtual server in common, or one has a name that is taken."""
    owners: dict[tuple[str, str, int], str] = {}
    names: set[str] = set()
    for service in services:
        if service.name in names:
            raise ModelError(service.where, "name", service.name, "names two services")
        names.add(service.name)
        for vip, port in itertools.product(service.vips, service.ports):
            endpoint = (service.protocol, vip, port)
            if endpoint in owners:
                reason = f"on {service.protocol} {vip} belongs to {owners[endpoint]} already"
                raise ModelError(service.where, "ports", port, reason)
            owners[endpoint] = service.name


def _service(index: int, entry: object) -> DeclaredService:
    if not isinstance(entry, Mapping):
        raise ModelError("", f"lvs_services[{index}]", entry, "is not a mapping with name, vips and ports")
    where = f"lvs_services[{index}]" + (f" ({entry['name']})" if entry.get("name") else "")
    values.known_keys(where, entry, tuple(_READERS))
    for key in ("name", "vips", "ports"):
        if entry.get(key) in (None, "", []):
            raise ModelError(where, key, entry.get(key), "is missing or empty")
    service = DeclaredService(*(read(where, key, entry.get(key, default)) for key, (read, default) in _READERS.items()))
    _refuse_what_no_table_has(where, service)
    return service


def _refuse_what_no_table_has(where: str, service: DeclaredService) -> None:
    """Have the module's own validation look, so that there is only one; its place becomes the one in the inventory."""
    try:
        services_from_params([service.table(vip, service.ports[0]) for vip in service.vips])
    except ModelError as error:
        inside = error.where.partition(": ")[2]
        raise ModelError(f"{where}: {inside}" if inside else where, error.key, error.value, error.reason) from None


def _vips(where: str, key: str, value: object) -> tuple[str, ...]:
    given = values.listing(where, key, value)
    vips = tuple(values.address(where, f"{key}[{index}]", vip)[1] for index, vip in enumerate(given))
    twice = next((vip for index, vip in enumerate(vips) if vip in vips[:index]), None)
    if twice is not None:
        raise ModelError(where, key, twice, "is listed twice")
    return vips


def _ports(where: str, key: str, value: object) -> tuple[int, ...]:
    return tuple(_port(where, f"{key}[{index}]", port) for index, port in enumerate(values.listing(where, key, value)))


def _port(where: str, key: str, value: object) -> int:
    """Return a port; ``80:8080`` is what operators of NAT write, so it gets an answer of its own."""
    if isinstance(value, str) and ":" in value:
        reason = "maps a port to another, which direct routing cannot: a real server listens on the service's own port"
        raise ModelError(where, key, value, reason)
    return values.port(where, key, value)


def _flags(where: str, key: str, value: object) -> tuple[str, ...]:
    return tuple(values.text(where, key, flag) for flag in values.listing(where, key, value)) if value else ()


def _persistence(where: str, key: str, value: object) -> dict | None:
    """Return the normal form; a number alone is the timeout."""
    if value in (None, {}, ""):
        return None
    given = value if isinstance(value, Mapping) else {"timeout": value}
    where = f"{where}: {key}"
    values.known_keys(where, given, _PERSISTENCE)
    timeout = values.integer(where, "timeout", given.get("timeout", 300), 1, LONGEST_TIMEOUT)
    prefix = given.get("netmask6")
    # Each is right or wrong by itself, whether or not there is a VIP of its family.
    if given.get("netmask") is not None:
        values.netmask(where, "netmask", given["netmask"])
    if prefix is not None:
        prefix = str(values.integer(where, "netmask6", prefix, 1, 128))
    return {**{name: given.get(name) for name in _PERSISTENCE}, "timeout": timeout, "netmask6": prefix}


def _weight(where: str, key: str, value: object) -> int:
    return values.integer(where, key, value, 0, LARGEST_WEIGHT)


def _optional(where: str, key: str, value: object) -> str:
    return values.text(where, key, value) if value is not None else ""


def _protocol(where: str, key: str, value: object) -> str:
    return values.choice(where, key, value, PROTOCOLS)


#: Each key of an entry, in the order of DeclaredService: how it is read, and what it is by default.
_READERS = {
    "name": (lambda _where, _key, value: str(value), None),
    "vips": (_vips, None),
    "ports": (_ports, None),
    "protocol": (_protocol, "tcp"),
    "scheduler": (values.scheduler, DEFAULT_SCHEDULER),
    "scheduler_flags": (_flags, ()),
    "persistence": (_persistence, None),
    "one_packet": (values.boolean, False),
    "weight": (_weight, 1),
    "realservers": (values.text, REALSERVERS),
    "cluster": (_optional, None),
    "require_listener": (values.boolean, True),
    "probe": (_optional, None),
}
