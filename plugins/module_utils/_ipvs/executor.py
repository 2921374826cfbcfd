# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of every kind, carried out in their order, all or none: on the table, on settings, on files.

Only a run that has something to do imports this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby

from .._host import sysctls
from .._host.boot import Boot
from .._model import operations as op
from .._model.errors import ApplyError, LvsError
from .._model.service import SYSCTLS
from .._model.settings import Timeouts, is_same_value
from . import causes
from .client import Client, OperationRefusedError
from .settings_client import SettingsClient


def carry_out(client: Client | None, boot: Boot, operations: Collection[op.Operation]) -> None:
    """Carry out all of them, or undo and raise ApplyError."""
    executor = Executor(client, boot)
    try:
        executor.execute(operations)
    except OperationRefusedError as refused:
        left = len(operations) - len(refused.done)
        undone, outcome = _undo(executor, refused.done, left)
        raise ApplyError(f"{causes.explain(refused)}. {outcome}", undone) from refused


class Executor:
    """Carries out what a plan says, by a client of the kernel and the files of the next boot.

    Where ip_vs is not loaded there is no client, and only files are to be written.
    """

    def __init__(self, client: Client | None, boot: Boot) -> None:
        """Touch nothing yet."""
        self._client, self._boot = client, boot
        self._settings = SettingsClient(client) if client else None
        self._found: dict[str, object] = {}  # values before they were set, by sysctl; the time-outs have no name

    def execute(self, operations: Iterable[op.Operation]) -> None:
        """Carry them out; raise OperationRefusedError for the first that is refused, with all that was done."""
        done: list[op.Operation] = []
        for is_of_table, group in groupby(operations, key=lambda operation: operation.operation in op.OF_TABLE):
            batch = tuple(group)
            try:
                self._client.execute(batch) if is_of_table else self._one_by_one(batch)
            except OperationRefusedError as refused:
                refused.done = (*done, *refused.done)
                raise
            done += batch

    def _one_by_one(self, operations: Collection[op.Operation]) -> None:
        for index, operation in enumerate(operations):
            try:
                self._perform(operation)
            except (OSError, LvsError) as error:
                number = getattr(error, "errno", None)
                reason = "" if operation.operation in op.OF_SETTINGS and number else str(error)
                raise OperationRefusedError(operation, number or 0, tuple(operations)[:index], reason) from error

    def _perform(self, operation: op.Operation) -> None:
        kind, key, after = operation.operation, operation.key, operation.after
        if kind not in op.OF_SETTINGS:
            self._boot.perform(operation)
        elif kind == op.STOP_DAEMON:
            self._settings.stop_daemon(operation.before.state)
        elif kind == op.START_DAEMON:
            self._settings.start_daemon(after)
        else:
            self._set_timeouts(after) if kind == op.SET_TIMEOUTS else self._set_sysctl(key, after)

    def _set_timeouts(self, timeouts: Timeouts | None) -> None:
        """Set them. None, as in the undoing of a run that has loaded ip_vs, stands for what was found."""
        found = self._found.setdefault("", self._settings.timeouts())
        self._settings.set_timeouts(found if timeouts is None else timeouts)

    def _set_sysctl(self, name: str, value: str | None) -> None:
        """Set it, None as above, and look: for some values a kernel says yes and keeps another. That is taken back."""
        path = f"{SYSCTLS}/{name}"
        found = self._found.setdefault(name, sysctls.text(path))
        wanted = found if value is None else value
        sysctls.write(path, wanted)
        kept = sysctls.text(path)
        if not is_same_value(name, kept, wanted):
            sysctls.write(path, found)
            raise sysctls.SysctlError(f"sysctl {path}: the kernel has made {kept} of {wanted}")


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
