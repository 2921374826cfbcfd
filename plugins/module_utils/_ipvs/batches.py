# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations as batches of messages, and what became of them. Pure.

A kernel carries out what follows a refused message of the same batch. So a batch holds operations of one kind only,
additions, edits or deletions: then no edit and no deletion ever follows a refused addition, and no deletion an edit.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import NamedTuple

from .._model import operations as op
from .._model.service import Table
from . import wire, wire_changes

#: Bytes of one send: less than the smallest send buffer that a kernel gives by default.
LARGEST_SEND = 1 << 16
_OVERHEAD = 24  # headers of netlink and generic netlink, and padding
#: The command of each operation, and its kind.
_COMMAND = MappingProxyType(
    {
        op.ADD_SERVICE: (wire.CMD_NEW_SERVICE, "add"),
        op.ADD_DESTINATION: (wire.CMD_NEW_DEST, "add"),
        op.EDIT_SERVICE: (wire.CMD_SET_SERVICE, "edit"),
        op.EDIT_DESTINATION: (wire.CMD_SET_DEST, "edit"),
        op.DELETE_SERVICE: (wire.CMD_DEL_SERVICE, "delete"),
        op.DELETE_DESTINATION: (wire.CMD_DEL_DEST, "delete"),
    }
)


class Batch(NamedTuple):
    """What goes out in one send: operations, and for each its command and payload."""

    operations: list[op.Operation]
    requests: list[tuple[int, bytes]]


def batches(operations: Iterable[op.Operation], largest: int = LARGEST_SEND) -> Iterator[Batch]:
    """Yield the operations in their order as batches of at most ``largest`` bytes, packed when they are asked for."""
    pack, batch, size, last = wire_changes.DestinationPacker().pack, Batch([], []), 0, ""
    for operation in operations:
        name, key, before, after = operation
        command, kind = _COMMAND[name]
        if name == op.ADD_DESTINATION or name == op.EDIT_DESTINATION:
            payload = pack(key, after)
        elif name == op.DELETE_DESTINATION:
            payload = wire_changes.pack_destination_key(key, before)
        else:
            payload = wire_changes.pack_service(after) if after else wire.pack_service_key(key)
        needed = len(payload) + _OVERHEAD
        size += needed
        if batch.operations and (size > largest or kind != last):
            yield batch
            batch, size = Batch([], []), needed
        last = kind
        batch.operations.append(operation)
        batch.requests.append((command, payload))
    if batch.operations:
        yield batch


def carried_out(table: Table, operation: op.Operation) -> bool:
    """Tell from the table as it is now whether ``operation`` was carried out: where no answer of the kernel told."""
    service = table.get(operation.key)
    if operation.operation == op.DELETE_SERVICE:
        return service is None
    if operation.operation in (op.ADD_SERVICE, op.EDIT_SERVICE):
        return service is not None and service.settings == operation.after.settings
    destinations = service.destinations if service else ()
    if operation.operation == op.DELETE_DESTINATION:
        return operation.before.key not in {destination.key for destination in destinations}
    return operation.after in destinations


def reached(operation: op.Operation, number: int) -> bool:
    """Tell whether an operation refused with errno ``number`` has its goal all the same: what it deletes is gone."""
    return operation.operation in op.DELETIONS and number in (errno.ENOENT, errno.ESRCH)
