# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual servers and their real servers, as a declaration and as a kernel has them.

Named tuples, because a table is compared, hashed and sorted by value, 100,000 destinations at a time.
Configuration only: counters are another type, so that no comparison ever meets one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from . import values
from .errors import ModelError

PROTOCOLS = ("tcp", "udp")
#: linux/ip_vs.h: IP_VS_CONN_F_FWD_MASK. A declaration may only say ``direct``; the others are read back as they are.
FORWARDING_METHODS = ("masquerade", "localnode", "tunnel", "direct", "bypass")
DEFAULT_SCHEDULER = "wlc"
#: The persistence netmask that means "each client by itself", as the kernel keeps it: IPv4 a mask, IPv6 a prefix.
WHOLE_ADDRESS = {"ipv4": 0xFFFFFFFF, "ipv6": 128}


class ServiceKey(NamedTuple):
    """What the kernel identifies a service by: protocol, address and port, or family and firewall mark."""

    family: str
    protocol: str
    address: str
    port: int
    fwmark: int = 0

    def __str__(self) -> str:
        """Return the form of ipvsadm(8)'s listing: ``tcp 203.0.113.10:80`` or ``fwmark 7``."""
        if self.fwmark:
            return f"fwmark {self.fwmark}" + (" ipv6" if self.family == "ipv6" else "")
        return f"{self.protocol} {endpoint(self.address, self.port)}"


class Destination(NamedTuple):
    """A real server of one service. Weight 0: no new connections; threshold 0: none; tunnel: type, port, flags."""

    address: str
    port: int
    forwarding: str = "direct"
    weight: int = 1
    upper_threshold: int = 0
    lower_threshold: int = 0
    family: str = "ipv4"
    tunnel: tuple[int, int, int] = (0, 0, 0)

    @property
    def key(self) -> tuple[str, int]:
        """What the kernel identifies a destination of a service by."""
        return self.address, self.port


class Service(NamedTuple):
    """A virtual server. ``flags`` are scheduler and one-packet bits, ``timeout`` s of persistence (0: none).

    ``netmask`` is the kernel's (see WHOLE_ADDRESS). ``destinations`` is None where the declaration leaves them alone.
    """

    key: ServiceKey
    scheduler: str
    flags: int = 0
    timeout: int = 0
    netmask: int = WHOLE_ADDRESS["ipv4"]
    engine: str = ""
    destinations: tuple[Destination, ...] | None = None

    @property
    def settings(self) -> tuple:
        """All that SET_SERVICE can change."""
        return self[1:6]


def endpoint(address: str, port: int) -> str:
    """Return ``address:port``, an IPv6 address in brackets (RFC 3986, section 3.2.2)."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def services_from_params(params: Iterable[dict]) -> tuple[Service, ...]:
    """Return what the ``ipvs`` module's ``services`` declare; raise ModelError for the first wrong value."""
    services, seen = [], {}
    for index, entry in enumerate(params):
        service = _service(f"services[{index}]", entry)
        if service.key in seen:
            raise ModelError(
                f"services[{index}]",
                "port",
                service.key.port,
                f"is {service.key}, which services[{seen[service.key]}] has already",
            )
        seen[service.key] = index
        services.append(service)
    return tuple(services)


def _service(where: str, entry: dict) -> Service:
    address = values.ipv4(where, "address", entry["address"])
    protocol = values.choice(where, "protocol", entry.get("protocol") or "tcp", PROTOCOLS)
    key = ServiceKey("ipv4", protocol, address, values.port(where, "port", entry["port"]))
    where = f"{where} ({key})"
    scheduler = values.scheduler(where, "scheduler", entry.get("scheduler") or DEFAULT_SCHEDULER)
    given = entry.get("destinations")
    destinations = None if given is None else _destinations(where, key, given)
    return Service(key, scheduler, destinations=destinations)


def _destinations(where: str, key: ServiceKey, given: Iterable[dict]) -> tuple[Destination, ...]:
    found: dict[tuple[str, int], Destination] = {}
    for index, entry in enumerate(given):
        destination = _destination(f"{where}: destinations[{index}]", key, entry)
        if destination.key in found:
            raise ModelError(f"{where}: destinations[{index}]", "address", entry["address"], "is listed twice")
        found[destination.key] = destination
    return tuple(sorted(found.values()))


def _destination(where: str, key: ServiceKey, entry: dict) -> Destination:
    address = values.ipv4(where, "address", entry["address"])
    if address == key.address:
        raise ModelError(
            where, "address", address, "is the virtual IP itself; a real server needs an address of its own"
        )
    forwarding = values.choice(where, "forwarding", entry.get("forwarding") or "direct", ("direct",))
    given = entry.get("port")
    port = key.port if given is None else values.port(where, "port", given)
    if port != key.port:
        raise ModelError(
            where, "port", port, f"differs from the service's port {key.port}; direct routing cannot remap ports"
        )
    weight = entry.get("weight")
    return Destination(
        address, port, forwarding, 1 if weight is None else values.integer(where, "weight", weight, 0, 65535)
    )
