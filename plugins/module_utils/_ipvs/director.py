# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A director as a run finds it: opened, looked at, guarded against other owners, changed as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from .._host import kernel_modules, owners, sysctls
from .._host.boot import Boot
from .._model import operations as op
from .._model import values
from .._model.errors import LvsError, ModelError
from .._model.service import Service, ServiceKey
from .._model.settings import SYSCTLS, Settings
from . import causes, planner
from .client import Client, NoIpvsError, OperationRefusedError
from .executor import Executor

_TABLE = "/proc/net/ip_vs"


class ApplyError(LvsError):
    """An operation was refused; the text says which, why, and what became of those before it.

    ``undone`` tells whether all is as it was before.
    """

    def __init__(self, text: str, undone: bool) -> None:
        """Keep what the record depends on."""
        super().__init__(text)
        self.undone = undone


class ForeignOwnerError(LvsError):
    """Another program drives this host's table; the text says which and how that can be seen."""


class Seen(NamedTuple):
    """What is in the kernel. An ip_vs that is not loaded is an empty table and has no settings."""

    table: planner.Table
    settings: Settings


@contextlib.contextmanager
def opened() -> Iterator[Client]:
    """Open a client, which makes the kernel load ip_vs; raise NoIpvsError with what to do about it."""
    try:
        client = Client()
    except NoIpvsError as error:
        raise NoIpvsError(kernel_modules.no_ipvs()) from error
    with client:
        yield client


@contextlib.contextmanager
def opened_for_reading() -> Iterator[Client | None]:
    """Open a client, none where ip_vs is not loaded. Only a host that cannot tell has to ask its kernel."""
    there = kernel_modules.available("ip_vs")
    if there is False:
        raise NoIpvsError(kernel_modules.no_ipvs())
    if there and not is_loaded():
        yield None
    else:
        with opened() as client:
            yield client


def is_loaded() -> bool:
    """Tell whether this network namespace has an IPVS."""
    return os.path.exists(_TABLE)


def look_at_settings(client: Client | None, declared: Settings) -> Settings:
    """Return those settings that ``declared`` says something of; raise ModelError for an unknown sysctl."""
    if client is None:
        return Settings()
    if declared.sysctls:
        values.known_keys("sysctls", dict(declared.sysctls), tuple(sysctls.names(SYSCTLS)))
    return Settings(
        None if declared.timeouts is None else client.timeouts(),
        None if declared.daemons is None else client.daemons(),
        {name: sysctls.text(f"{SYSCTLS}/{name}") for name in declared.sysctls},
    )


def refuse_foreign_owner(table: planner.Table, operations: Iterable[op.Operation], is_new: bool) -> None:
    """Raise ForeignOwnerError when another program drives the table and this run changes or adopts (``is_new``) any."""
    if not is_new and not any(operation.operation in op.OF_TABLE for operation in operations):
        return
    owner = owners.foreign_owner(table)
    if owner:
        raise ForeignOwnerError(
            f"the table of this host is driven by {owner.name} ({owner.evidence}); two owners would undo each other's "
            f"changes. Take the virtual servers out of {owner.name}, or say take_over: true"
        )


def refuse_missing_schedulers(operations: Iterable[op.Operation]) -> None:
    """Refuse a service whose scheduler the kernel has not; the kernel is looked at once for each scheduler."""
    users: dict[str, ServiceKey] = {}
    for operation in operations:
        if isinstance(operation.after, Service):
            users.setdefault(operation.after.scheduler, operation.key)
    for scheduler, key in users.items():
        if kernel_modules.available("ip_vs_" + scheduler) is False:
            reason = f"is not a scheduler of this kernel: it has no module ip_vs_{scheduler}"
            raise ModelError(str(key), "scheduler", scheduler, reason)


def carry_out(client: Client, boot: Boot, operations: Collection[op.Operation]) -> None:
    """Carry out all of them, or undo and raise ApplyError."""
    executor = Executor(client, boot)
    try:
        executor.execute(operations)
    except OperationRefusedError as refused:
        left = len(operations) - len(refused.done)
        undone, outcome = _undo(executor, refused.done, left)
        raise ApplyError(f"{causes.explain(refused)}. {outcome}", undone) from refused


def _undo(executor: Executor, done: tuple[op.Operation, ...], left: int) -> tuple[bool, str]:
    """Undo what was done besides a refusal; return whether that went well, and what is so now."""
    undoing = op.undo_of(done)
    if done and not undoing:
        return False, f"{len(done)} operations were carried out, deletions among them; {left} were not. Run it again"
    try:
        executor.execute(undoing)
    except OperationRefusedError as refused:
        undone = set(refused.done)
        remaining = ", ".join(causes.subject(operation) for operation in undoing if operation not in undone)
        return False, f"Undoing failed too ({causes.explain(refused)}); not carried out: {remaining}"
    if any(operation.operation in op.OF_SETTINGS for operation in done):
        return True, "The table and the settings are as they were before"
    return True, "The table is as it was before"
