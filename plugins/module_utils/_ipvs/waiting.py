# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting until a drained real server has few enough connections left, as the kernel knows them.

TCP and SCTP: active connections. UDP: inactive ones, too, for the kernel calls every UDP flow inactive. A firewall
mark may carry either, so both count. A reset that the real server sends passes the director by, whose kernel then
keeps the connection for its whole time-out (900 s); that is what ``idle`` is for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from .._host import connections
from .._model import values
from .._model.service import LONGEST_TIMEOUT, ServiceKey, endpoint
from . import wire, wire_info
from .client import Client

_POLL = 1.0  # s
#: net/netfilter/ipvs/ip_vs_proto_tcp.c, tcp_state_active_table: what active connections are counted by.
_INACTIVE = ("FIN_WAIT", "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN")
#: s. Entries tell when they expire in whole seconds.
_ROUNDING, _SHORTEST_IDLE = 1.5, 5

Watched = "tuple[ServiceKey, tuple[str, int]]"


class Patience(NamedTuple):
    """How long to wait in s, for how few connections; whether templates of persistent clients count.

    ``idle`` s without a packet from its client, seen while waiting, and a connection counts no more; 0: it counts.
    """

    timeout: float
    connections: int
    persistent: bool
    idle: int


def patience_from_params(params: dict) -> Patience | None:
    """Return what the module's parameters say, None where it shall not wait; raise ModelError for a wrong value."""
    timeout = values.integer("", "wait_timeout", params["wait_timeout"], 0, LONGEST_TIMEOUT)
    left = values.integer("", "wait_connections", params["wait_connections"], 0, 0xFFFFFFFF)
    idle = params["wait_idle"] and values.integer("", "wait_idle", params["wait_idle"], _SHORTEST_IDLE, LONGEST_TIMEOUT)
    return Patience(timeout, left, params["wait_persistent"], idle) if params["wait"] else None


def wait(client: Client, watched: Iterable[Watched], patience: Patience, still_out: Callable[[], bool]) -> list[dict]:
    """Return what is left of each destination when all have few enough, or time is up: empty when drained.

    Ends early when ``still_out`` says that somebody has ended the drain meanwhile.
    """
    watched, idle = list(watched), _Idle(patience.idle)
    deadline = time.monotonic() + patience.timeout
    while True:
        left = [
            entry for entry in _left(client, watched, patience, idle) if entry["connections"] > patience.connections
        ]
        rest = deadline - time.monotonic()
        if not left or rest <= 0 or not still_out():
            return left
        time.sleep(min(_POLL, rest))


def _left(client: Client, watched: list[Watched], patience: Patience, idle: _Idle) -> list[dict]:
    counts = {key: _connection_counts(client, key) for key, _destination in watched}
    found = []
    for key, destination in watched:
        active, inactive, persistent = counts[key].get(destination, (0, 0, 0))
        count = active if key.protocol in ("tcp", "sctp") else active + inactive
        if count > patience.connections and patience.idle:
            count = idle.busy(key, destination)
        count += persistent if patience.persistent else 0
        found.append({"service": str(key), "destination": endpoint(*destination), "connections": count})
    return found


def _connection_counts(client: Client, key: ServiceKey) -> dict[tuple[str, int], tuple[int, int, int]]:
    """Return how many active, inactive and persistent connections each destination of a service has now."""
    replies = client.family.dump(wire.CMD_GET_DEST, wire.pack_service_key(key))
    return {wire.unpack_destination(key.family, reply).key: wire_info.connection_counts(reply) for reply in replies}


class _Idle:
    """Which connections have been without packets: each packet puts off the moment at which its entry expires."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._seen: dict[tuple, tuple[float, float]] = {}

    def busy(self, key: ServiceKey, destination: tuple[str, int]) -> int:
        """Return how many connections of a destination are not known to have been idle for long enough."""
        now = time.monotonic()
        with open(connections.TABLE, encoding="ascii") as lines:
            entries = [entry for entry in connections.entries(lines) if _is_of(entry, key, destination)]
        return sum(now - self._silent_since(entry, now) < self._seconds for entry in entries)

    def _silent_since(self, entry: dict, now: float) -> float:
        who = entry["protocol"], entry["client"], entry["service"]
        expires_at = now + entry["expires"]
        first, since = self._seen.get(who, (expires_at, now))
        if expires_at - first > _ROUNDING:
            first, since = expires_at, now
        self._seen[who] = first, since
        return since


def _is_of(entry: dict, key: ServiceKey, destination: tuple[str, int]) -> bool:
    """An entry does not tell its firewall mark; there the real server's address has to do."""
    if entry["state"] in _INACTIVE or entry["client"].endswith(":0"):
        return False
    if key.fwmark:
        return entry["destination"].rpartition(":")[0].strip("[]") == destination[0]
    return (
        entry["protocol"] == key.protocol
        and entry["service"] == endpoint(key.address, key.port)
        and entry["destination"] == endpoint(*destination)
    )
