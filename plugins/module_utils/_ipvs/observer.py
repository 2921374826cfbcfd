# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPVS as it is now, with all that moves: what ``ipvs_info`` returns. Reads only."""

from __future__ import annotations

import operator

from .._host import sysctls
from .._model.described import service_params
from .._model.service import SYSCTLS, Service
from .._netlink.generic import GenericFamily
from . import wire, wire_info, wire_settings


def observe() -> dict:
    """Return the whole state; NetlinkError ENOENT where the kernel has no IPVS."""
    family = GenericFamily(wire.FAMILY, wire.VERSION)
    try:
        services, statistics = _services(family)
        return {
            "loaded": True,
            "services": services,
            "statistics": statistics,
            "timeouts": wire_settings.unpack_timeouts(family.get(wire_settings.CMD_GET_CONFIG))._asdict(),
            "sync": [
                wire_settings.unpack_daemon(reply)._asdict() for reply in family.dump(wire_settings.CMD_GET_DAEMON)
            ],
            "sysctls": sysctls.read_all(SYSCTLS),
            **wire_info.info(family.get(wire_info.CMD_GET_INFO)),
        }
    finally:
        family.close()


def _services(family: GenericFamily) -> tuple[list[dict], list[dict]]:
    """Return the services as a declaration takes them, and beside each what its counters say."""
    decoded = [(wire.unpack_service(reply), reply) for reply in family.dump(wire.CMD_GET_SERVICE)]
    services, statistics = [], []
    for service, reply in sorted(decoded, key=operator.itemgetter(0)):
        found = _destinations(family, service)
        whole = service._replace(destinations=tuple(destination for destination, _counters in found))
        services.append(service_params(whole))
        statistics.append(_statistics(service, reply, found))
    return services, statistics


def _destinations(family: GenericFamily, service: Service) -> list[tuple]:
    replies = family.dump(wire.CMD_GET_DEST, wire.pack_service_key(service.key))
    decoded = [
        (wire.unpack_destination(service.key.family, reply), wire_info.destination_counters(reply)) for reply in replies
    ]
    return sorted(decoded, key=operator.itemgetter(0))


def _statistics(service: Service, reply: dict[int, bytes], destinations: list[tuple]) -> dict:
    return {
        "service": str(service.key),
        **wire_info.service_counters(reply),
        "destinations": [
            {"address": destination.address, "port": destination.port, **counters}
            for destination, counters in destinations
        ],
    }
