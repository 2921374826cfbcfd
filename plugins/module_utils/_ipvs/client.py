# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPVS of the network namespace that this process is in: read the table, carry out operations."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
from collections.abc import Iterable, Iterator

from .._model.errors import LvsError
from .._model.operations import Operation
from .._model.service import Destination, Service, ServiceKey, Table
from .._netlink.connection import NetlinkError
from .._netlink.generic import GenericFamily
from . import wire
from .presence import is_loaded

#: Destinations that are read one by one sooner than ``reader`` is imported, which reads a hundred thousand.
FEW = 256


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


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Have Python search for no cyclic garbage meanwhile; also good as a decorator.

    It looks through a hundred thousand tuples again and again as they become more: most of the time of reading a large
    table was that.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Client:
    """A connection to IPVS, ``family``. Opening it makes the kernel load ``ip_vs``, where it may."""

    def __init__(self, timeout: float = 10.0) -> None:
        """Resolve the family; raise NoIpvsError, with what to do about it, where the kernel has none."""
        self._read, self._is_large = 0, False  # destinations read one by one; declared are more than FEW
        self._readers: dict = {}
        try:
            self.family = GenericFamily(wire.FAMILY, wire.VERSION, timeout)
        except NetlinkError as error:
            if error.errno == errno.ENOENT:
                raise _no_ipvs() from error
            raise

    def __enter__(self) -> Client:
        """Return itself; leaving closes the connection."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the connection."""
        self.family.close()

    def service(self, key: ServiceKey) -> Service | None:
        """Return one service with its destinations, None where there is none: far faster than the whole table."""
        try:
            reply = self.family.get(wire.CMD_GET_SERVICE, wire.pack_service_key(key))
        except NetlinkError as error:
            if error.errno == errno.ESRCH:
                return None
            raise
        service = wire.unpack_service(reply)
        return service._replace(destinations=self._many(key, ()))

    @paused()
    def dump(self, expected: Iterable[Service] = ()) -> Table:
        """Return the whole table; the destinations of each service are sorted.

        Where they equal those of an ``expected`` service they are the same object, so that no table is kept twice.
        """
        same = {service.key: service.destinations or () for service in expected}
        if sum(map(len, same.values())) > FEW:
            self._is_large = True
        services = [wire.unpack_service(reply) for reply in self.family.dump(wire.CMD_GET_SERVICE)]
        return {service.key: self._with_destinations(service, same.get(service.key, ())) for service in services}

    def execute(self, operations: Iterable[Operation]) -> None:
        """Carry the operations out, many in one message; raise OperationRefusedError when the kernel refused any."""
        # A run with nothing to do, whose time is mostly that of its imports, sends nothing.
        from . import sending

        sending.execute(self, operations)

    def _with_destinations(self, service: Service, expected: tuple[Destination, ...]) -> Service:
        if self._is_large or self._read > FEW:
            found = self._many(service.key, expected)
        else:
            replies = self.family.dump(wire.CMD_GET_DEST, wire.pack_service_key(service.key))
            self._read += len(replies)
            found = tuple(sorted(wire.unpack_destination(service.key.family, reply) for reply in replies))
        return service._replace(destinations=expected if found == expected else found)

    def _many(self, key: ServiceKey, expected: tuple[Destination, ...]) -> tuple[Destination, ...]:
        # Most tables are small, so few runs pay for the import.
        from . import reader

        if not self._readers:
            self._readers = {family: reader.DestinationReader(family) for family in wire.NUMBER_OF_FAMILY}
        found = self.family.dump(wire.CMD_GET_DEST, wire.pack_service_key(key), self._readers[key.family])
        return expected if expected and reader.are(found, expected) else tuple(sorted(reader.each(found)))


@contextlib.contextmanager
def opened_for_reading() -> Iterator[Client | None]:
    """Open a client, none where ip_vs is not loaded. Only a host that cannot tell has to ask its kernel."""
    # Only check mode asks the host before it asks the kernel, so only it pays for the import.
    from .._host import kernel_modules

    there = kernel_modules.available("ip_vs")
    if there is False:
        raise _no_ipvs()
    if there and not is_loaded():
        yield None
    else:
        with Client() as client:
            yield client


def _no_ipvs() -> NoIpvsError:
    # Few hosts have none, so few pay for the import.
    from .._host import kernel_modules

    return NoIpvsError(kernel_modules.no_ipvs())
