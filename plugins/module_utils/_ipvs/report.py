# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module says of a plan: its operations, and the table around them as ipvsadm-save lines. Pure."""

from __future__ import annotations

from collections.abc import Collection

from .._model.operations import Operation
from . import planner

#: A huge table's result stays readable and small; the count is exact all the same.
MOST_REPORTED = 1000


def result(current: planner.Table, operations: Collection[Operation]) -> dict:
    """Return ``changed``, ``operations`` (at most MOST_REPORTED), ``operation_count`` and ``diff``."""
    if not operations:
        return {"changed": False, "operations": [], "operation_count": 0, "diff": {"before": "", "after": ""}}
    # A run with nothing to do, whose time is mostly that of its imports, has none of this to tell.
    from . import changes

    return changes.told(current, operations)


def invocation(params: dict) -> dict:
    """Return what Ansible shows of the call when that is too long to show: nothing, where Ansible may say it itself."""
    destinations = sum(len(service.get("destinations") or ()) for service in params["services"] or ())
    if destinations <= MOST_REPORTED:
        return {}
    said = f"{len(params['services'])} services with {destinations} destinations"
    return {"invocation": {"module_args": {**params, "services": said}}}
