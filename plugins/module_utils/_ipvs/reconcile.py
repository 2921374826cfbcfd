# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the ``ipvs`` module: read, plan, refuse, carry out or undo, remember.

The usual run has nothing to do, and its time is mostly that of its imports: a file comes as source in an archive, and
costs the host a millisecond or more. So what such a run never needs is imported only where it is needed.
"""

from __future__ import annotations

from typing import NamedTuple

from .._host.boot import Boot
from .._host.record import Record
from .._model import drains, restore
from .._model import operations as op
from .._model.declaration import Declaration
from .._model.settings import Settings
from . import memory, planner, report
from .client import Client, is_loaded, opened_for_reading


class _Work(NamedTuple):
    """What is to be done, and what is remembered once it is."""

    table: planner.Table
    operations: tuple[op.Operation, ...]
    afterwards: memory.Memory


def preview(declared: Declaration, record: Record, boot: Boot) -> dict:
    """Return what ``apply`` would report, writing and loading nothing."""
    before = memory.load(record)
    with opened_for_reading() as client:
        return _result(declared, boot, _work(client, client is not None, declared, before, boot))


def apply(declared: Declaration, record: Record, boot: Boot) -> dict:
    """Make the director as declared and return the report; on refusal undo and raise ApplyError.

    What is about to become ours is remembered before the first operation: after a kill anywhere the next run knows it.
    What was undone is not ours, and the services of others are none that a later run may purge.
    """
    with record.locked():
        was_loaded, before = is_loaded(), memory.load(record)
        with Client() as client:
            work = _work(client, was_loaded, declared, before, boot)
            meanwhile = before._replace(owned=before.owned | work.afterwards.owned)
            with memory.changing(record, before, meanwhile, work.afterwards):
                _carry_out(client, boot, work.operations)
        return _result(declared, boot, work)


def _work(client: Client | None, was_loaded: bool, declared: Declaration, before: memory.Memory, boot: Boot) -> _Work:
    table = client.dump(declared.services) if client else {}
    of_settings = _of_settings(client, was_loaded, declared.settings)
    afterwards = _afterwards(declared, before)
    of_table = _of_table(table, declared, before, afterwards)
    deleted = {operation.key for operation in of_table if operation.operation == op.DELETE_SERVICE}
    afterwards = afterwards._replace(drains=tuple(drain for drain in afterwards.drains if drain.key not in deleted))
    if of_table or not afterwards.owned <= before.owned:
        _guard(table, of_table, declared)
    of_boot = _of_boot(table, of_table, declared, afterwards, boot) if declared.persist else ()
    return _Work(table, of_settings + op.before_deletions(of_table, of_boot), afterwards)


def _of_settings(client: Client | None, was_loaded: bool, declared: Settings) -> tuple[op.Operation, ...]:
    if declared == Settings():
        return ()
    from . import settings

    seen = settings.look(client, declared)
    return settings.plan(seen if was_loaded else Settings(), declared)


def _guard(table: planner.Table, of_table: tuple[op.Operation, ...], declared: Declaration) -> None:
    from . import guards

    guards.refuse_missing_schedulers(of_table)
    if not declared.take_over:
        guards.refuse_foreign_owner(table)


def _carry_out(client: Client, boot: Boot, operations: tuple[op.Operation, ...]) -> None:
    if operations:
        from . import executor

        executor.carry_out(client, boot, operations)


def _of_table(
    table: planner.Table, declared: Declaration, before: memory.Memory, afterwards: memory.Memory
) -> tuple[op.Operation, ...]:
    if not declared.present:
        return planner.removal(table, [service.key for service in declared.services])
    services = drains.respected(declared.services, afterwards.drains)
    return planner.plan(table, services, before.owned, declared.purge_services, declared.purge_destinations)


def _afterwards(declared: Declaration, before: memory.Memory) -> memory.Memory:
    """Without purging, what was ours before stays ours; with it, only what is declared still is."""
    keys = frozenset(service.key for service in declared.services)
    if not declared.present:
        left = tuple(drain for drain in before.drains if drain.key not in keys)
        return memory.Memory(before.owned - keys, left)
    owned = before.owned | keys if declared.purge_services == "none" else keys
    out = drains.lasting(before.drains, declared.services, declared.purge_destinations)
    if not declared.respect_drained:
        out = drains.ended(out, declared.services)
    return memory.Memory(owned, tuple(drain for drain in out if drain.key in owned or drain.key not in before.owned))


def _of_boot(
    table: planner.Table,
    of_table: tuple[op.Operation, ...],
    declared: Declaration,
    afterwards: memory.Memory,
    boot: Boot,
) -> tuple[op.Operation, ...]:
    """Return what the files of the next boot need; of a service in them, it is all that the kernel will have."""
    changed = _changed(table, of_table)
    keys = [service.key for service in declared.services] if declared.present else []
    services = {key: changed[key] if key in changed else table[key] for key in keys}
    return boot.plan(restore.texts(boot.texts(), afterwards.owned, services, declared.settings))


def _changed(table: planner.Table, of_table: tuple[op.Operation, ...]) -> planner.Table:
    if not of_table:
        return {}
    from . import changes

    return changes.outcome(changes.touched(table, of_table), of_table)


def _result(declared: Declaration, boot: Boot, work: _Work) -> dict:
    return {
        **report.result(work.table, work.operations),
        "drained": [drains.described(drain) for drain in work.afterwards.drains],
        "warnings": _warnings(declared, boot, work),
    }


def _warnings(declared: Declaration, boot: Boot, work: _Work) -> list[str]:
    if not declared.present:
        return []
    said = drains.warnings(drains.respected(declared.services, work.afterwards.drains))
    is_restored = declared.persist and (work.afterwards.owned or declared.settings != Settings())
    return said + boot.warnings() if is_restored else said
