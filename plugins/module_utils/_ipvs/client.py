# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPVS of the network namespace that this process is in: read the table, carry out operations."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable

from .._model.errors import LvsError
from .._model.operations import Operation
from .._model.service import Destination, Service, ServiceKey
from .._model.settings import Daemon, Timeouts
from .._netlink.connection import AnswersLostError, NetlinkError
from .._netlink.generic import GenericFamily
from . import collector, reader, wire, wire_info, wire_settings
from .batches import Batch, batches, carried_out, reached

#: s. The kernel answers within the very call that sends; what is not there then does not come.
_ANSWER_OF_A_STOP = 0.0


class NoIpvsError(LvsError):
    """The kernel has no IPVS that could be reached; the text says what is missing and how to get it."""


class OperationRefusedError(Exception):
    """The kernel refused ``operation`` with ``number`` (an errno), the first that it did.

    ``done`` are exactly those that it carried out, and deletions of what somebody else had deleted; some of them may
    come after ``operation``.
    """

    def __init__(self, operation: Operation, number: int, done: tuple[Operation, ...], reason: str = "") -> None:
        """Keep what the caller needs to undo and to report; ``reason`` tells more than the errno."""
        super().__init__(f"{operation.operation} {operation.key}: {reason or os.strerror(number)}")
        self.operation, self.number, self.done, self.reason = operation, number, done, reason


class Client:
    """A connection to IPVS. Opening it makes the kernel load ``ip_vs``, where it may."""

    def __init__(self, timeout: float = 10.0) -> None:
        """Resolve the family; raise NoIpvsError where the kernel has none."""
        self._readers = {family: reader.DestinationReader(family) for family in wire.NUMBER_OF_FAMILY}
        try:
            self._family = GenericFamily(wire.FAMILY, wire.VERSION, timeout)
        except NetlinkError as error:
            if error.errno == errno.ENOENT:
                raise NoIpvsError("the kernel knows no IPVS") from error
            raise

    def __enter__(self) -> Client:
        """Return itself; leaving closes the connection."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the connection."""
        self._family.close()

    def service(self, key: ServiceKey) -> Service | None:
        """Return one service with its destinations, None where there is none: far faster than the whole table."""
        try:
            reply = self._family.get(wire.CMD_GET_SERVICE, wire.pack_service_key(key))
        except NetlinkError as error:
            if error.errno == errno.ESRCH:
                return None
            raise
        return self._with_destinations(wire.unpack_service(reply))

    @collector.paused()
    def dump(self, expected: Iterable[Service] = ()) -> dict[ServiceKey, Service]:
        """Return the whole table; the destinations of each service are sorted.

        Where they equal those of an ``expected`` service they are the same object, so that no table is kept twice.
        """
        same = {service.key: service.destinations for service in expected}
        services = [wire.unpack_service(reply) for reply in self._family.dump(wire.CMD_GET_SERVICE)]
        return {service.key: self._with_destinations(service, same.get(service.key)) for service in services}

    @collector.paused()
    def execute(self, operations: Iterable[Operation]) -> None:
        """Carry the operations out, many in one message; raise OperationRefusedError when the kernel refused any."""
        done: list[Operation] = []
        for batch in batches(operations):
            refused = self._send(batch)
            done += [operation for index, operation in enumerate(batch.operations) if index not in refused]
            if refused:
                first = min(refused)
                raise OperationRefusedError(batch.operations[first], refused[first], tuple(done))

    def connection_counts(self, key: ServiceKey) -> dict[tuple[str, int], tuple[int, int, int]]:
        """Return how many active, inactive and persistent connections each destination of a service has now."""
        replies = self._family.dump(wire.CMD_GET_DEST, wire.pack_service_key(key))
        return {wire.unpack_destination(key.family, reply).key: wire_info.connection_counts(reply) for reply in replies}

    def timeouts(self) -> Timeouts:
        """Return the time-outs of connections."""
        return wire_settings.unpack_timeouts(self._family.get(wire_settings.CMD_GET_CONFIG))

    def daemons(self) -> tuple[Daemon, ...]:
        """Return the sync daemons that run."""
        replies = self._family.dump(wire_settings.CMD_GET_DAEMON)
        return tuple(sorted(wire_settings.unpack_daemon(reply) for reply in replies))

    def set_timeouts(self, timeouts: Timeouts) -> None:
        """Set the time-outs that are not 0."""
        self._change(wire_settings.CMD_SET_CONFIG, wire_settings.pack_timeouts(timeouts))

    def start_daemon(self, daemon: Daemon) -> None:
        """Start a sync daemon; EEXIST where one of its state runs."""
        self._change(wire_settings.CMD_NEW_DAEMON, wire_settings.pack_daemon(daemon))

    def stop_daemon(self, state: str) -> None:
        """Stop a sync daemon; one that somebody else has stopped is. What counts is what runs then.

        A kernel may lose its answer just after a start.
        """
        try:
            self._change(wire_settings.CMD_DEL_DAEMON, wire_settings.pack_daemon_key(state), _ANSWER_OF_A_STOP)
        except NetlinkError as error:
            if error.errno != errno.ESRCH and not isinstance(error, AnswersLostError):
                raise
        if state in {daemon.state for daemon in self.daemons()}:
            raise NetlinkError(errno.ETIMEDOUT, f"the {state} sync daemon did not stop")

    def _change(self, command: int, payload: bytes, timeout: float | None = None) -> None:
        for number in self._family.batch([(command, payload)], timeout).values():
            raise NetlinkError(number, os.strerror(number))

    def _send(self, batch: Batch) -> dict[int, int]:
        """Return the errno of each operation that was refused, by its index in the batch."""
        try:
            refused = self._family.batch(batch.requests)
        except AnswersLostError as lost:
            refused = self._missing(batch, lost)
        return {index: number for index, number in refused.items() if not reached(batch.operations[index], number)}

    def _missing(self, batch: Batch, lost: AnswersLostError) -> dict[int, int]:
        """Find out by reading back; the kernel's answers come in order, so the first refusal is mostly known."""
        table = self.dump()
        missing = (index for index, operation in enumerate(batch.operations) if not carried_out(table, operation))
        return {**dict.fromkeys(missing, lost.errno), **lost.refused}

    def _with_destinations(self, service: Service, expected: tuple[Destination, ...] | None = None) -> Service:
        found = self._family.dump(
            wire.CMD_GET_DEST, wire.pack_service_key(service.key), self._readers[service.key.family]
        )
        if expected and reader.are(found, expected):
            return service._replace(destinations=expected)
        destinations = tuple(sorted(reader.each(found)))
        return service._replace(destinations=expected if destinations == expected else destinations)
