# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations on the table, sent to the kernel a batch at a time, and which of them it carried out."""

from __future__ import annotations

from collections.abc import Iterable

from .._model.operations import Operation
from .._netlink.batch import AnswersLostError
from .batches import Batch, batches, carried_out, reached
from .client import Client, OperationRefusedError, paused


@paused()
def execute(client: Client, operations: Iterable[Operation]) -> None:
    """Carry the operations out; see Client.execute."""
    done: list[Operation] = []
    for batch in batches(operations):
        refused = send(client, batch)
        done += [operation for index, operation in enumerate(batch.operations) if index not in refused]
        if refused:
            first = min(refused)
            raise OperationRefusedError(batch.operations[first], refused[first], tuple(done))


def send(client: Client, batch: Batch) -> dict[int, int]:
    """Return the errno of each operation that was refused, by its index in the batch."""
    try:
        refused = client.family.batch(batch.requests)
    except AnswersLostError as lost:
        refused = _missing(client, batch, lost)
    return {index: number for index, number in refused.items() if not reached(batch.operations[index], number)}


def _missing(client: Client, batch: Batch, lost: AnswersLostError) -> dict[int, int]:
    """Find out by reading back; the kernel's answers come in order, so the first refusal is mostly known."""
    table = client.dump()
    missing = (index for index, operation in enumerate(batch.operations) if not carried_out(table, operation))
    return {**dict.fromkeys(missing, lost.errno), **lost.refused}
