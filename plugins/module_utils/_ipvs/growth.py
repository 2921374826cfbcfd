# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What services have counted between two readings. The kernel sums its counters up every two seconds (ip_vs_est.c)."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping

from .._model.service import ServiceKey
from .._netlink.generic import GenericFamily
from . import wire, wire_info
from .presence import is_loaded

_NAMES = {"connections": "conns", "inpkts": "inpkts", "outpkts": "outpkts"}
_QUIET, _PAUSE, _LONGEST = 2.3, 0.25, 8.0  # s


def settled(vips: Collection[str]) -> dict[str, dict[str, int]]:
    """Return connections and packets of each service of a VIP or a firewall mark, once they have come to rest.

    Those of a director that others use, too, never do: after some seconds they are taken as they are.
    """
    if not is_loaded():
        return {}
    family = GenericFamily(wire.FAMILY, wire.VERSION)
    try:
        now = began = time.monotonic()
        found, since = _read(family, vips), now
        while found and now - since < _QUIET and now - began < _LONGEST:
            time.sleep(_PAUSE)
            before, found, now = found, _read(family, vips), time.monotonic()
            since = since if found == before else now
        return found
    finally:
        family.close()


def grown(before: Mapping[str, Mapping[str, int]], after: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Return by how much each service has grown; one whose counters went back was zeroed or made anew, and counts."""
    return {service: _difference(before.get(service, {}), counters) for service, counters in after.items()}


def _difference(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    if any(after[name] < before.get(name, 0) for name in after):
        return dict(after)
    return {name: count - before.get(name, 0) for name, count in after.items()}


def _read(family: GenericFamily, vips: Collection[str]) -> dict[str, dict[str, int]]:
    decoded = [(wire.unpack_service(reply).key, reply) for reply in family.dump(wire.CMD_GET_SERVICE)]
    return {str(key): _counters(reply) for key, reply in sorted(decoded) if _is_watched(key, vips)}


def _counters(reply: dict[int, bytes]) -> dict[str, int]:
    found = wire_info.service_counters(reply)
    return {name: found[kernels] for name, kernels in _NAMES.items()}


def _is_watched(key: ServiceKey, vips: Collection[str]) -> bool:
    return bool(key.fwmark) or key.address in vips
