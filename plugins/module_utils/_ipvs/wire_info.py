# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IPVS tells beyond its configuration, decoded: counters, connection counts, time-outs, sync daemons, sizes. Pure.

Names and numbers are those of ``linux/ip_vs.h``; counters and rates have the names of ipvsadm(8)'s columns.
"""

from __future__ import annotations

import struct
from socket import AF_INET, AF_INET6, inet_ntop

from .._netlink import messages as nl
from . import wire

CMD_GET_DAEMON, CMD_GET_CONFIG, CMD_GET_INFO = 11, 13, 15

_CMD_ATTR_DAEMON = 3
_TIMEOUTS = {"tcp": 4, "tcp_fin": 5, "udp": 6}
_SVC_STATS64, _DEST_STATS64 = 12, 12
_CONNECTIONS = {"active_connections": 7, "inactive_connections": 8, "persistent_connections": 9}
_COUNTERS = ("conns", "inpkts", "outpkts", "inbytes", "outbytes", "cps", "inpps", "outpps", "inbps", "outbps")
_DAEMON_STATES = {1: "master", 2: "backup"}
_INFO_VERSION, _INFO_SIZE = 1, 2
_U64 = struct.Struct("=Q")


def service_counters(reply: dict[int, bytes]) -> dict[str, int]:
    """Return the 64-bit counters and rates (per second) of a GET_SERVICE reply."""
    return _counters(nl.attributes(reply[wire.CMD_ATTR_SERVICE])[_SVC_STATS64])


def destination_counters(reply: dict[int, bytes]) -> dict[str, int]:
    """Return the connections that a destination has now, its counters and its rates, of a GET_DEST reply."""
    found = nl.attributes(reply[wire.CMD_ATTR_DEST])
    connections = {name: nl.U32.unpack(found[number])[0] for name, number in _CONNECTIONS.items()}
    return {**connections, **_counters(found[_DEST_STATS64])}


def timeouts(reply: dict[int, bytes]) -> dict[str, int]:
    """Return the time-outs of a GET_CONFIG reply in s."""
    return {name: nl.U32.unpack(reply[number])[0] for name, number in _TIMEOUTS.items()}


def daemon(reply: dict[int, bytes]) -> dict:
    """Return a sync daemon of a GET_DAEMON reply, as the module ``ipvs`` names its parts; ``ttl`` is a hop count."""
    found = nl.attributes(reply[_CMD_ATTR_DAEMON])
    group6 = found.get(6)
    return {
        "state": _DAEMON_STATES[nl.U32.unpack(found[1])[0]],
        "interface": nl.string(found[2]),
        "id": nl.U32.unpack(found[3])[0],
        "maxlen": nl.U16.unpack(found[4])[0],
        "group": inet_ntop(AF_INET6, group6) if group6 else inet_ntop(AF_INET, found[5]),
        "port": nl.U16.unpack(found[7])[0],
        "ttl": nl.U8.unpack(found[8])[0],
    }


def info(reply: dict[int, bytes]) -> dict:
    """Return version (``1.2.1``) and the number of buckets of the connection table."""
    version = nl.U32.unpack(reply[_INFO_VERSION])[0]
    parts = (version >> 16 & 0xFF, version >> 8 & 0xFF, version & 0xFF)
    return {"version": ".".join(map(str, parts)), "table_size": nl.U32.unpack(reply[_INFO_SIZE])[0]}


def _counters(nest: bytes) -> dict[str, int]:
    found = nl.attributes(nest)
    return {name: _U64.unpack(found[number])[0] for number, name in enumerate(_COUNTERS, 1)}
