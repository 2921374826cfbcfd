# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared destination, validated: what a real server of a service may be (ipvsadm(8), linux/ip_vs.h)."""

from __future__ import annotations

from . import values
from .errors import ModelError
from .service import TUNNEL_FLAGS, TUNNEL_TYPES, Destination, ServiceKey

DECLARED_METHODS, STATES = ("direct", "masquerade", "tunnel"), ("present", "absent")
_LARGEST_THRESHOLD = 0x7FFFFFFF
_NO_TUNNEL = (0, 0, 0)


def destination_from_params(where: str, key: ServiceKey, entry: dict) -> Destination:
    """Return the destination that ``entry`` declares for the service ``key``; raise ModelError for a wrong value."""
    family, address = values.address(where, "address", entry["address"])
    forwarding = values.choice(where, "forwarding", entry.get("forwarding") or "direct", DECLARED_METHODS)
    if address == key.address:
        reason = "is the virtual IP itself; a real server needs an address of its own"
        raise ModelError(where, "address", address, reason)
    if family != key.family and forwarding != "tunnel":
        reason = f"is {family} for a service on {key.family}; only a tunnel can do that"
        raise ModelError(where, "address", address, reason)
    values.choice(where, "state", entry.get("state") or "present", STATES)
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
