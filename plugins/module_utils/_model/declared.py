# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``services`` that a caller of the ``ipvs`` module declares, validated and in their normal form.

The kernel accepts much that no cluster can mean (a weight of millions, a netmask with holes, a timeout without
persistence); what it would accept and then do something else with is refused here. Sources: ipvsadm(8), linux/ip_vs.h.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from . import values
from .errors import ModelError
from .service import (
    DEFAULT_SCHEDULER,
    LONGEST_TIMEOUT,
    NAMED_FLAGS,
    ONE_PACKET,
    PERSISTENT,
    PROTOCOLS,
    SCHEDULER_FLAGS,
    TUNNEL_FLAGS,
    TUNNEL_TYPES,
    WHOLE_ADDRESS,
    Destination,
    Service,
    ServiceKey,
)

_LARGEST_MARK = 0xFFFFFFFF
_METHODS, _STATES = ("direct", "masquerade", "tunnel"), ("present", "kept", "absent")
_LARGEST_THRESHOLD = 0x7FFFFFFF
_NO_TUNNEL = (0, 0, 0)


def services_from_params(params: Iterable[dict]) -> tuple[Service, ...]:
    """Return what the ``ipvs`` module's ``services`` declare; raise ModelError for the first wrong value."""
    entries = list(params)
    keys = _keys(entries, lambda entry: 0 if entry.get("persistence") else 1)
    return tuple(_service(f"services[{index}] ({key})", key, entries[index]) for index, key in enumerate(keys))


def service_keys_from_params(params: Iterable[dict]) -> tuple[ServiceKey, ...]:
    """Return which services are named, whatever else their entries say; raise ModelError for the first wrong one."""
    return tuple(_keys(params, lambda _entry: 0))


def destination_from_params(where: str, key: ServiceKey, entry: dict) -> Destination:
    """Return the destination that ``entry`` declares for the service ``key``; raise ModelError for a wrong value."""
    family, address = values.address(where, "address", entry["address"])
    forwarding = values.choice(where, "forwarding", entry.get("forwarding") or "direct", _METHODS)
    if address == key.address:
        reason = "is the virtual IP itself; a real server needs an address of its own"
        raise ModelError(where, "address", address, reason)
    if family != key.family and forwarding != "tunnel":
        reason = f"is {family} for a service on {key.family}; only a tunnel can do that"
        raise ModelError(where, "address", address, reason)
    values.choice(where, "state", entry.get("state") or "present", _STATES)
    weight = entry.get("weight")
    upper, lower = _thresholds(where, entry)
    return Destination(
        address,
        _port(where, key, forwarding, entry.get("port")),
        forwarding,
        1 if weight is None else values.integer(where, "weight", weight, 0, 65535),
        upper,
        lower,
        family,
        _tunnel(where, forwarding, entry.get("tunnel")),
    )


def destination_key_from_params(where: str, key: ServiceKey, entry: dict) -> tuple[str, int]:
    """Return which destination ``entry`` names, whatever else it says; raise ModelError for a wrong value."""
    _family, address = values.address(where, "address", entry["address"])
    port = entry.get("port")
    return address, key.port if port is None else values.integer(where, "port", port, 0, 65535)


def _keys(params: Iterable[dict], lowest_port: Callable[[dict], int]) -> list[ServiceKey]:
    seen: dict[ServiceKey, int] = {}
    for index, entry in enumerate(params):
        where = f"services[{index}]"
        marked = entry.get("fwmark") is not None
        key = _marked(where, entry) if marked else _addressed(where, entry, lowest_port(entry))
        if key in seen:
            name = "fwmark" if marked else "port"
            raise ModelError(where, name, entry[name], f"is {key}, which services[{seen[key]}] has already")
        seen[key] = index
    return list(seen)


def _service(where: str, key: ServiceKey, entry: dict) -> Service:
    scheduler = values.scheduler(where, "scheduler", entry.get("scheduler") or DEFAULT_SCHEDULER)
    flags = _scheduler_flags(where, scheduler, entry.get("scheduler_flags") or ())
    flags |= _one_packet(where, key, entry)
    timeout, netmask, engine = _persistence(where, key, entry.get("persistence"))
    flags |= PERSISTENT if timeout else 0
    return Service(key, scheduler, flags, timeout, netmask, engine, *_destinations(where, key, entry))


def _marked(where: str, entry: dict) -> ServiceKey:
    for key in ("address", "port"):
        if entry.get(key) is not None:
            raise ModelError(where, key, entry[key], "goes with no firewall mark: a service has the one or the other")
    mark = values.integer(where, "fwmark", entry["fwmark"], 1, _LARGEST_MARK)
    family = values.choice(where, "family", entry.get("family") or "ipv4", tuple(WHOLE_ADDRESS))
    return ServiceKey(family, "", "", 0, mark)


def _addressed(where: str, entry: dict, lowest_port: int) -> ServiceKey:
    if entry.get("address") is None:
        raise ModelError(where, "address", None, "is missing; a service has an address or a fwmark")
    family, address = values.address(where, "address", entry["address"])
    if entry.get("family") not in (None, family):
        raise ModelError(where, "family", entry["family"], f"is not that of the address {address}")
    protocol = values.choice(where, "protocol", entry.get("protocol") or "tcp", PROTOCOLS)
    port = values.integer(where, "port", entry.get("port"), lowest_port, 65535)
    return ServiceKey(family, protocol, address, port)


def _scheduler_flags(where: str, scheduler: str, given: Iterable[str]) -> int:
    named, flags = NAMED_FLAGS.get(scheduler, {}), 0
    for flag in given:
        if named.get(flag, flag) not in SCHEDULER_FLAGS:
            known = ", ".join((*named, *SCHEDULER_FLAGS))
            raise ModelError(where, "scheduler_flags", flag, f"is no flag of the scheduler {scheduler}: {known}")
        flags |= SCHEDULER_FLAGS[named.get(flag, flag)]
    return flags


def _one_packet(where: str, key: ServiceKey, entry: dict) -> int:
    if not entry.get("one_packet"):
        return 0
    if key.protocol in ("tcp", "sctp"):
        raise ModelError(where, "one_packet", True, f"is for UDP and firewall marks, not for {key.protocol}")
    return ONE_PACKET


def _persistence(where: str, key: ServiceKey, given: dict | None) -> tuple[int, int, str]:
    """Return timeout in s, netmask as the kernel keeps it, and engine; without persistence those of a plain service."""
    if not given:
        return 0, WHOLE_ADDRESS[key.family], ""
    where = f"{where}: persistence"
    timeout = values.integer(where, "timeout", given.get("timeout") or 300, 1, LONGEST_TIMEOUT)
    netmask = given.get("netmask")
    if netmask is None:
        mask = WHOLE_ADDRESS[key.family]
    elif key.family == "ipv4":
        mask = values.netmask(where, "netmask", netmask)
    else:
        mask = values.integer(where, "netmask", netmask, 1, 128)
    engine = given.get("engine")
    return timeout, mask, values.scheduler(where, "engine", engine) if engine else ""


def _destinations(where: str, key: ServiceKey, entry: dict) -> tuple:
    """Return ``destinations`` (None where the entry says nothing of any), ``absent`` and ``kept`` of a Service."""
    if entry.get("destinations") is None:
        return None, (), ()
    seen: set[tuple[str, int]] = set()
    present: list[Destination] = []
    kept: list[Destination] = []
    absent: list[tuple[str, int]] = []
    for index, given in enumerate(entry["destinations"]):
        place, state = f"{where}: destinations[{index}]", given.get("state")
        if state == "absent":
            identity = destination_key_from_params(place, key, given)
            absent.append(identity)
        else:
            destination = destination_from_params(place, key, given)
            identity = destination.key
            (kept if state == "kept" else present).append(destination)
        if identity in seen:
            raise ModelError(place, "address", given["address"], "is listed twice")
        seen.add(identity)
    return tuple(sorted(present)), tuple(absent), tuple(kept)


def _port(where: str, key: ServiceKey, forwarding: str, given: object) -> int:
    """Only masquerading rewrites ports; the kernel would ignore another one without a word."""
    if given is None:
        return key.port
    port = values.integer(where, "port", given, 0 if not key.port else 1, 65535)
    if port != key.port and (forwarding != "masquerade" or not key.port):
        kind = {"direct": "direct routing", "tunnel": "a tunnel"}.get(forwarding, "a service on every port")
        raise ModelError(where, "port", port, f"differs from the service's port {key.port}; {kind} cannot remap ports")
    return port


def _thresholds(where: str, entry: dict) -> tuple[int, int]:
    upper = values.integer(where, "upper_threshold", entry.get("upper_threshold") or 0, 0, _LARGEST_THRESHOLD)
    lower = values.integer(where, "lower_threshold", entry.get("lower_threshold") or 0, 0, _LARGEST_THRESHOLD)
    if lower > upper:
        raise ModelError(where, "lower_threshold", lower, f"is above the upper threshold {upper}")
    return upper, lower


def _tunnel(where: str, forwarding: str, given: dict | None) -> tuple[int, int, int]:
    """Return type, port and flags as linux/ip_vs.h has them; GUE alone has a port, ipip has no flags."""
    if not given:
        return _NO_TUNNEL
    if forwarding != "tunnel":
        raise ModelError(where, "tunnel", given, f"goes with forwarding tunnel, not {forwarding}")
    where = f"{where}: tunnel"
    kind = values.choice(where, "type", given.get("type") or "ipip", TUNNEL_TYPES)
    port, flags = given.get("port"), given.get("flags") or []
    if (kind == "gue") != (port is not None):
        raise ModelError(where, "port", port, "is needed for gue" if kind == "gue" else f"is not for {kind}")
    for flag in flags:
        values.choice(where, "flags", flag, {"ipip": (), "gre": ("csum",), "gue": tuple(TUNNEL_FLAGS)}[kind])
    bits = sum(TUNNEL_FLAGS[flag] for flag in set(flags))
    return TUNNEL_TYPES.index(kind), 0 if port is None else values.port(where, "port", port), bits
