# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service of the kernel as the ``services`` that the ``ipvs`` module takes: the way back of a declaration."""

from __future__ import annotations

from .rules import netmask_text, scheduler_flags, tunnel_flags, tunnel_type
from .service import ONE_PACKET, WHOLE_ADDRESS, Destination, Service


def service_params(service: Service) -> dict:
    """Return the entry of ``services`` that declares exactly this service."""
    key = service.key
    identity = (
        {"fwmark": key.fwmark, "family": key.family}
        if key.fwmark
        else {"address": key.address, "port": key.port, "protocol": key.protocol}
    )
    return {
        **identity,
        "scheduler": service.scheduler,
        "scheduler_flags": scheduler_flags(service),
        "persistence": _persistence(service),
        "one_packet": bool(service.flags & ONE_PACKET),
        "destinations": [destination_params(destination) for destination in service.destinations or ()],
    }


def destination_params(destination: Destination) -> dict:
    """Return the entry of ``destinations`` that declares exactly this destination."""
    return {
        "address": destination.address,
        "port": destination.port,
        "forwarding": destination.forwarding,
        "weight": destination.weight,
        "upper_threshold": destination.upper_threshold,
        "lower_threshold": destination.lower_threshold,
        "tunnel": _tunnel(destination),
    }


def _persistence(service: Service) -> dict | None:
    if not service.timeout:
        return None
    netmask = None if service.netmask == WHOLE_ADDRESS[service.key.family] else netmask_text(service)
    return {"timeout": service.timeout, "netmask": netmask, "engine": service.engine or None}


def _tunnel(destination: Destination) -> dict | None:
    kind, port, _bits = destination.tunnel
    if destination.forwarding != "tunnel" or not kind:
        return None
    return {"type": tunnel_type(destination.tunnel), "port": port or None, "flags": tunnel_flags(destination.tunnel)}
