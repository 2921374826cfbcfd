# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPVS of the network namespace that this process is in: read the table, carry out operations."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from types import MappingProxyType

from .._model.service import Service, ServiceKey
from .._netlink.connection import NetlinkError
from .._netlink.generic import GenericFamily
from . import planner, wire

_SEND = MappingProxyType(
    {
        planner.ADD_SERVICE: (wire.CMD_NEW_SERVICE, lambda op: wire.pack_service(op.after)),
        planner.EDIT_SERVICE: (wire.CMD_SET_SERVICE, lambda op: wire.pack_service(op.after)),
        planner.DELETE_SERVICE: (wire.CMD_DEL_SERVICE, lambda op: wire.pack_service_key(op.key)),
        planner.ADD_DESTINATION: (wire.CMD_NEW_DEST, lambda op: wire.pack_destination(op.key, op.after)),
        planner.EDIT_DESTINATION: (wire.CMD_SET_DEST, lambda op: wire.pack_destination(op.key, op.after)),
        planner.DELETE_DESTINATION: (wire.CMD_DEL_DEST, lambda op: wire.pack_destination_key(op.key, op.before)),
    }
)


class NoIpvsError(Exception):
    """The kernel has no IPVS that could be reached; the text says what is missing and how to get it."""


class OperationRefusedError(Exception):
    """The kernel refused ``operation`` with ``number`` (an errno); ``done`` are those carried out before it."""

    def __init__(self, operation: planner.Operation, number: int, done: tuple[planner.Operation, ...]) -> None:
        """Keep what the caller needs to undo and to report."""
        super().__init__(f"{operation.operation} {operation.key}: {os.strerror(number)}")
        self.operation, self.number, self.done = operation, number, done


class Client:
    """A connection to IPVS. Opening it makes the kernel load ``ip_vs``, where it may."""

    def __init__(self, timeout: float = 10.0) -> None:
        """Resolve the family; raise NoIpvsError where the kernel has none."""
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

    def dump(self) -> dict[ServiceKey, Service]:
        """Return the whole table; the destinations of each service are sorted."""
        services = [wire.unpack_service(reply) for reply in self._family.dump(wire.CMD_GET_SERVICE)]
        return {service.key: self._with_destinations(service) for service in services}

    def execute(self, operations: Iterable[planner.Operation]) -> None:
        """Carry the operations out one by one; raise OperationRefusedError at the first that the kernel refuses."""
        done: list[planner.Operation] = []
        for operation in operations:
            command, pack = _SEND[operation.operation]
            try:
                self._family.request(command, pack(operation))
            except NetlinkError as error:
                raise OperationRefusedError(operation, error.errno, tuple(done)) from error
            done.append(operation)

    def _with_destinations(self, service: Service) -> Service:
        replies = self._family.dump(wire.CMD_GET_DEST, wire.pack_service_key(service.key))
        destinations = sorted(wire.unpack_destination(service.key, reply) for reply in replies)
        return service._replace(destinations=tuple(destinations))
