# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of ``ipvs`` that takes back all that is ours by the record: the services, the settings, the files, itself.

What the record says stays there until all of it is done. An ip_vs that is not loaded has nothing, and is not loaded.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from .._host import sysctls
from .._host.boot import Boot
from .._host.changing import remembering
from .._host.record import Record
from .._model import operations as op
from .._model import settings_memory
from .._model.declaration import Declaration
from .._model.restore import Texts
from .._model.service import SYSCTLS, Table
from .._model.settings import Settings, Timeouts
from . import changes, executor, guards, memory, planner, settings
from .client import Client
from .presence import is_loaded


class _Work(NamedTuple):
    table: Table
    operations: tuple[op.Operation, ...]
    warnings: list[str]


def preview(declared: Declaration, record: Record, boot: Boot) -> dict:
    """Return what ``apply`` would report, writing and loading nothing."""
    with _opened() as client:
        return _result(boot, _work(client, declared, memory.load(record), boot))


def apply(declared: Declaration, record: Record, boot: Boot) -> dict:
    """Take everything back and return the report; on refusal undo and raise ApplyError."""
    with record.locked(), _opened() as client:
        before = memory.load(record)
        work = _work(client, declared, before, boot)
        if work.operations or record.load():
            meanwhile = before._replace(settings=settings_memory.during(before.settings, before.settings))
            with remembering(lambda left: _save(record, left), before, meanwhile, None):
                executor.carry_out(client, boot, work.operations)
        return _result(boot, work)


@contextlib.contextmanager
def _opened() -> Iterator[Client | None]:
    if not is_loaded():
        yield None
        return
    with Client() as client:
        yield client


def _work(client: Client | None, declared: Declaration, before: memory.Memory, boot: Boot) -> _Work:
    table = client.dump() if client else {}
    of_table = planner.removal(table, sorted(before.owned))
    if of_table and not declared.take_over:
        guards.refuse_foreign_owner(table)
    seen = _look(client, before)
    wanted, left = settings_memory.undone(before.settings, seen)
    of_boot = boot.plan(Texts("", ""), has_options=False) if declared.persist else ()
    return _Work(table, (*settings.plan(seen, wanted), *of_boot, *of_table), [*left, *_of_drains(table, before)])


def _look(client: Client | None, before: memory.Memory) -> Settings:
    """Return the settings that are remembered, as far as this kernel has them."""
    if client is None:
        return Settings()
    known = set(sysctls.names(SYSCTLS)) & set(before.settings.get(settings_memory.SYSCTLS, ()))
    return settings.look(client, Settings(Timeouts(), (), dict.fromkeys(known, "")))


def _of_drains(table: Table, before: memory.Memory) -> list[str]:
    """Return a sentence for each real server that is out of a service that is not ours, which stays as it is."""
    return [
        f"{drain.key} is not ours: its real server {drain.described()['destination']} stays {drain.state}, before that "
        f"its weight was {drain.destination.weight}"
        for drain in before.drains
        if drain.key in table and drain.key not in before.owned
    ]


def _save(record: Record, left: memory.Memory | None) -> None:
    """In the end there is no record at all."""
    record.save({}) if left is None else memory.save(record, left)


def _result(boot: Boot, work: _Work) -> dict:
    return {
        **changes.told(work.table, work.operations),
        "drained": [],
        "ipvsadm": boot.has_ipvsadm,
        "warnings": work.warnings,
    }
