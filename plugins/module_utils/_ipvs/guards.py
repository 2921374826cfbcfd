# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run looks at before it changes the table or adopts any of it: whether it may, and whether it can."""

from __future__ import annotations

from collections.abc import Iterable

from .._host import kernel_modules, owners
from .._model.errors import LvsError, ModelError
from .._model.operations import Operation
from .._model.service import Service, ServiceKey, Table


class ForeignOwnerError(LvsError):
    """Another program drives this host's table; the text says which and how that can be seen."""


def refuse_foreign_owner(table: Table) -> None:
    """Raise ForeignOwnerError when another program drives the table, which this run is about to change or adopt."""
    owner = owners.foreign_owner(table)
    if owner:
        raise ForeignOwnerError(
            f"the table of this host is driven by {owner.name} ({owner.evidence}); two owners would undo each other's "
            f"changes. Take the virtual servers out of {owner.name}, or say take_over: true"
        )


def refuse_missing_schedulers(operations: Iterable[Operation]) -> None:
    """Refuse a service whose scheduler the kernel has not; the kernel is looked at once for each scheduler."""
    users: dict[str, ServiceKey] = {}
    for operation in operations:
        if isinstance(operation.after, Service):
            users.setdefault(operation.after.scheduler, operation.key)
    for scheduler, key in users.items():
        if kernel_modules.available("ip_vs_" + scheduler) is False:
            reason = f"is not a scheduler of this kernel: it has no module ip_vs_{scheduler}"
            raise ModelError(str(key), "scheduler", scheduler, reason)
