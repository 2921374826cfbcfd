# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the ``ipvs`` module: read, plan, refuse, carry out or undo, remember.

The usual run has nothing to do, and its time is mostly that of its imports: a file comes as source in an archive, and
costs the host a millisecond or more. So what such a run never needs is imported only where it is needed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from functools import partial
from typing import Mapping, NamedTuple

from .._host.boot import Boot
from .._host.record import Record
from .._model import operations as op
from .._model import restore
from .._model.declaration import Declaration
from .._model.service import MAPPING_SCHEDULERS, Service, ServiceKey, Table
from . import memory
from .client import Client, opened_for_reading, paused
from .presence import is_loaded


class _Work(NamedTuple):
    """What is to be done, and what is remembered once it is."""

    table: Table
    services: tuple[Service, ...]  # the declared ones, as they shall be
    operations: tuple[op.Operation, ...]
    afterwards: memory.Memory


def preview(declared: Declaration, record: Record, boot: Boot) -> dict:
    """Return what ``apply`` would report, writing and loading nothing."""
    before = memory.load(record)
    with opened_for_reading() as client:
        return _result(declared, boot, _work(client, client is not None, declared, before, boot))


def apply(declared: Declaration, record: Record, boot: Boot) -> dict:
    """Make the director as declared and return the report; on refusal undo and raise ApplyError."""
    with record.locked():
        was_loaded, before = is_loaded(), memory.load(record)
        with _before_loading(declared, boot, was_loaded) as done, Client() as client:
            work = _work(client, was_loaded, declared, before, boot)
            if work.operations or work.afterwards != before:
                _carry_out(client, record, boot, before, work)
        return _result(declared, boot, work._replace(operations=done + work.operations))


def _before_loading(
    declared: Declaration, boot: Boot, was_loaded: bool
) -> contextlib.AbstractContextManager[tuple[op.Operation, ...]]:
    """Do what is heeded only when ip_vs is loaded, which this run is about to do; see ``connection_table.written``."""
    if was_loaded or declared.table_bits is None:
        return contextlib.nullcontext(())
    from .._host import connection_table

    return connection_table.written(declared.table_bits, boot)


@paused()
def _work(client: Client | None, was_loaded: bool, declared: Declaration, before: memory.Memory, boot: Boot) -> _Work:
    table = client.dump(declared.services) if client else {}
    declared, of_settings, remembered = _of_settings(client, was_loaded, declared, before)
    afterwards = _afterwards(declared, before)._replace(settings=remembered)
    services = _services(declared, table, afterwards)
    of_table = _of_table(table, services, declared, before)
    if of_table and declared.max_removals is not None:
        from .._model import removals

        removals.refuse(declared.max_removals, table, of_table, declared.services)
    deleted = {operation.key for operation in of_table if operation.operation == op.DELETE_SERVICE}
    afterwards = afterwards._replace(drains=tuple(drain for drain in afterwards.drains if drain.key not in deleted))
    if of_table or not afterwards.owned <= before.owned:
        _guard(table, of_table, declared)
    of_boot = _of_boot(table, of_table, declared, afterwards, boot) if declared.persist else ()
    operations = (*_of_size(declared, boot), *of_settings, *op.before_deletions(of_table, of_boot))
    return _Work(table, services, operations, afterwards)


def _of_size(declared: Declaration, boot: Boot) -> tuple[op.Operation, ...]:
    if declared.table_bits is None:
        return ()
    from .._host import connection_table

    return connection_table.plan(declared.table_bits, boot)


def _of_settings(
    client: Client | None, was_loaded: bool, declared: Declaration, before: memory.Memory
) -> tuple[Declaration, tuple[op.Operation, ...], Mapping]:
    if declared.settings is None:
        return declared, (), before.settings
    from . import settings

    return settings.planned(client, was_loaded, declared, before.settings)


def _guard(table: Table, of_table: tuple[op.Operation, ...], declared: Declaration) -> None:
    from . import guards

    guards.refuse_missing_schedulers(of_table)
    if not declared.take_over:
        guards.refuse_foreign_owner(table)


def _carry_out(client: Client, record: Record, boot: Boot, before: memory.Memory, work: _Work) -> None:
    """Remember what is about to become ours before the first operation: after a kill anywhere the next run knows it.

    What was undone is not ours, and the services of others are none that a later run may purge.
    """
    from .._host.changing import remembering
    from . import executor

    meanwhile = memory.during(before, work.afterwards)
    with remembering(partial(memory.save, record), before, meanwhile, work.afterwards):
        executor.carry_out(client, boot, work.operations)


def _of_table(
    table: Table, services: Collection[Service], declared: Declaration, before: memory.Memory
) -> tuple[op.Operation, ...]:
    unlisted = {"none": (), "own": before.owned, "all": table}[declared.purge_services]
    if declared.present and _is_so(table, services, unlisted):
        return ()
    from . import planner

    if not declared.present:
        return planner.removal(table, [service.key for service in services])
    return planner.plan(table, services, before.owned, declared.purge_services, declared.purge_destinations)


def _is_so(table: Table, services: Collection[Service], purged: Iterable[ServiceKey]) -> bool:
    """Tell whether there is certainly nothing to plan: all is as declared, and nothing unlisted is to be purged."""
    wanted = {service.key: service for service in services}
    return wanted.items() <= table.items() and wanted.keys() >= set(purged)


def _services(declared: Declaration, table: Table, afterwards: memory.Memory) -> tuple[Service, ...]:
    """Return the declared services with what is kept of the table, as they are while real servers are out."""
    services = declared.services
    if any(service.kept for service in services):
        from .._model import kept

        services = kept.resolved(services, table)
    if afterwards.drains:
        from .._model import drains

        services = drains.respected(services, afterwards.drains)
    return services


def _afterwards(declared: Declaration, before: memory.Memory) -> memory.Memory:
    """Without purging, what was ours before stays ours; with it, only what is declared still is."""
    keys = frozenset(service.key for service in declared.services)
    if not declared.present:
        left = tuple(drain for drain in before.drains if drain.key not in keys)
        return before._replace(owned=before.owned - keys, drains=left)
    owned = before.owned | keys if declared.purge_services == "none" else keys
    out = _out(declared, before) if before.drains else ()
    out = tuple(drain for drain in out if drain.key in owned or drain.key not in before.owned)
    return before._replace(owned=owned, drains=out)


def _out(declared: Declaration, before: memory.Memory) -> tuple:
    from .._model import drains

    out = drains.lasting(before.drains, declared.services, declared.purge_destinations)
    return out if declared.respect_drained else drains.ended(out, declared.services)


def _of_boot(
    table: Table,
    of_table: tuple[op.Operation, ...],
    declared: Declaration,
    afterwards: memory.Memory,
    boot: Boot,
) -> tuple[op.Operation, ...]:
    """Return what the files of the next boot need; of a service in them, it is all that the kernel will have."""
    changed = _changed(table, of_table)
    keys = [service.key for service in declared.services] if declared.present else []
    services = {key: changed[key] if key in changed else table[key] for key in keys}
    texts = restore.texts(boot.texts(), afterwards.owned, services, *(declared.settings or ()))
    return boot.plan(texts, has_options=declared.table_bits is not None)


def _changed(table: Table, of_table: tuple[op.Operation, ...]) -> Table:
    if not of_table:
        return {}
    from . import changes

    return changes.outcome(changes.touched(table, of_table), of_table)


def _result(declared: Declaration, boot: Boot, work: _Work) -> dict:
    return {
        **_told(work),
        "drained": [drain.described() for drain in work.afterwards.drains],
        "ipvsadm": boot.has_ipvsadm,
        "warnings": _warnings(declared, boot, work),
    }


def _told(work: _Work) -> dict:
    if not work.operations:
        return {"changed": False, "operations": [], "operation_count": 0, "diff": {"before": "", "after": ""}}
    from . import changes

    return changes.told(work.table, work.operations)


def _warnings(declared: Declaration, boot: Boot, work: _Work) -> list[str]:
    if not declared.present:
        return []
    is_restored = declared.persist and (work.afterwards.owned or declared.settings is not None)
    return [*_of_weights(work.services), *(boot.warnings() if is_restored else ()), *_of_table_size(declared)]


def _of_table_size(declared: Declaration) -> list[str]:
    if declared.table_bits is None:
        return []
    from .._host import connection_table

    return connection_table.warnings(declared.table_bits)


def _of_weights(services: Iterable[Service]) -> list[str]:
    mapped = [service for service in services if service.scheduler in MAPPING_SCHEDULERS]
    if not mapped:
        return []
    from .._model import drains

    return drains.warnings(mapped)
