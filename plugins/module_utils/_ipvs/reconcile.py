# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the ``ipvs`` module: read, plan, preflight, carry out or undo, remember."""

from __future__ import annotations

import contextlib
import os
from typing import NamedTuple

from .._host import kernel_modules
from .._host.record import Record
from .._model.errors import ModelError
from .._model.service import Service, ServiceKey
from . import causes, planner, report
from .client import Client, NoIpvsError, OperationRefusedError

_TABLE = "/proc/net/ip_vs"


class ApplyError(Exception):
    """An operation was refused; the text says which, why, and what became of those before it."""


class Declaration(NamedTuple):
    """What one call of the module declares; see the module's documentation for the two purges."""

    services: tuple[Service, ...]
    purge_services: str
    purge_destinations: bool


def preview(declared: Declaration, record: Record) -> dict:
    """Return what ``apply`` would report, writing and loading nothing: an unloaded ip_vs is an empty table."""
    current = _read_without_loading()
    return report.result(current, _lawful_plan(current, declared, _owned(record)))


def apply(declared: Declaration, record: Record) -> dict:
    """Make the kernel's table as declared and return the report; on refusal undo and raise ApplyError."""
    with record.locked(), _client() as client:
        current, owned = client.dump(declared.services), _owned(record)
        operations = _lawful_plan(current, declared, owned)
        wanted = {service.key for service in declared.services}
        _remember(record, owned | wanted)
        _carry_out(client, operations)
        # Without purging, what was ours before stays ours; with it, only what is declared still is.
        _remember(record, owned | wanted if declared.purge_services == "none" else wanted)
        return report.result(current, operations)


def _lawful_plan(
    current: planner.Table, declared: Declaration, owned: set[ServiceKey]
) -> tuple[planner.Operation, ...]:
    operations = planner.plan(current, declared.services, owned, declared.purge_services, declared.purge_destinations)
    _refuse_missing_schedulers(operations)
    return operations


def _carry_out(client: Client, operations: tuple[planner.Operation, ...]) -> None:
    try:
        client.execute(operations)
    except OperationRefusedError as refused:
        raise ApplyError(f"{causes.explain(refused)}. {_undo(client, refused.done, operations)}") from refused


def _undo(client: Client, done: tuple[planner.Operation, ...], operations: tuple[planner.Operation, ...]) -> str:
    """Undo what was done besides a refusal and say what is so now."""
    undoing = planner.undo_of(done)
    if done and not undoing:
        left = len(operations) - len(done)
        return f"{len(done)} operations were carried out, deletions among them; {left} were not. Run it again"
    try:
        client.execute(undoing)
    except OperationRefusedError as refused:
        undone = set(refused.done)
        left = ", ".join(causes.subject(operation) for operation in undoing if operation not in undone)
        return f"Undoing failed too ({causes.explain(refused)}); not carried out: {left}"
    return "The table is as it was before"


def _refuse_missing_schedulers(operations: tuple[planner.Operation, ...]) -> None:
    """Refuse a service whose scheduler the kernel has not; the kernel is looked at once for each scheduler."""
    users: dict[str, ServiceKey] = {}
    for operation in operations:
        if isinstance(operation.after, Service):
            users.setdefault(operation.after.scheduler, operation.key)
    for scheduler, key in users.items():
        if kernel_modules.available("ip_vs_" + scheduler) is False:
            reason = f"is not a scheduler of this kernel: it has no module ip_vs_{scheduler}"
            raise ModelError(str(key), "scheduler", scheduler, reason)


def _read_without_loading() -> planner.Table:
    """Read the table; an ip_vs that is not loaded has none. Only a host that cannot tell has to ask its kernel."""
    there = kernel_modules.available("ip_vs")
    if there is False:
        raise NoIpvsError(kernel_modules.no_ipvs())
    if there and not os.path.exists(_TABLE):
        return {}
    with _client() as client:
        return client.dump()


@contextlib.contextmanager
def _client():
    try:
        client = Client()
    except NoIpvsError as error:
        raise NoIpvsError(kernel_modules.no_ipvs()) from error
    with client:
        yield client


def _owned(record: Record) -> set[ServiceKey]:
    return {ServiceKey(*key) for key in record.load().get("services", [])}


def _remember(record: Record, owned: set[ServiceKey]) -> None:
    record.save({"services": sorted(owned)})
