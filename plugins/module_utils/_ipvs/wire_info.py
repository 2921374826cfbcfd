# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IPVS tells beyond its configuration, decoded: counters, connection counts, sizes. Pure.

Names and numbers are those of ``linux/ip_vs.h``; counters and rates have the names of ipvsadm(8)'s columns.
"""

from __future__ import annotations

import struct

from .._netlink import messages as nl
from . import wire

CMD_GET_INFO = 15

_SVC_STATS64, _DEST_STATS64 = 12, 12
_CONNECTIONS = ("active_connections", "inactive_connections", "persistent_connections")
_DEST_ACTIVE_CONNS, _DEST_INACT_CONNS, _DEST_PERSIST_CONNS = 7, 8, 9
_COUNTERS = ("conns", "inpkts", "outpkts", "inbytes", "outbytes", "cps", "inpps", "outpps", "inbps", "outbps")
_INFO_VERSION, _INFO_SIZE = 1, 2
_U64 = struct.Struct("=Q")


def service_counters(reply: dict[int, bytes]) -> dict[str, int]:
    """Return the 64-bit counters and rates (per second) of a GET_SERVICE reply."""
    return _counters(wire.service_attributes(reply), _SVC_STATS64)


def destination_counters(reply: dict[int, bytes]) -> dict[str, int]:
    """Return the connections that a destination has now, its counters and its rates, of a GET_DEST reply."""
    counted = _counters(wire.destination_attributes(reply), _DEST_STATS64)
    return {**dict(zip(_CONNECTIONS, connection_counts(reply))), **counted}


def connection_counts(reply: dict[int, bytes]) -> tuple[int, int, int]:
    """Return the active, inactive and persistent connections that a destination has now, of a GET_DEST reply."""
    found = wire.destination_attributes(reply)
    return (
        nl.take(found, _DEST_ACTIVE_CONNS, nl.U32, "a destination's active connections"),
        nl.take(found, _DEST_INACT_CONNS, nl.U32, "a destination's inactive connections"),
        nl.take(found, _DEST_PERSIST_CONNS, nl.U32, "a destination's persistent connections"),
    )


def info(reply: dict[int, bytes]) -> dict:
    """Return version (``1.2.1``) and the number of buckets of the connection table."""
    version = nl.take(reply, _INFO_VERSION, nl.U32, "version of IPVS")
    parts = (version >> 16 & 0xFF, version >> 8 & 0xFF, version & 0xFF)
    size = nl.take(reply, _INFO_SIZE, nl.U32, "size of the connection table")
    return {"version": ".".join(map(str, parts)), "table_size": size}


def _counters(found: dict[int, bytes], nest: int) -> dict[str, int]:
    counted = nl.attributes(nl.value(found, nest, "64-bit counters"))
    return {name: nl.take(counted, kind, _U64, f"counter {name}") for kind, name in enumerate(_COUNTERS, 1)}
