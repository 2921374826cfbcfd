# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``vip`` says of its operations, and of what the host holds after them. Pure."""

from __future__ import annotations

from collections.abc import Collection

from .operations import ANNOUNCE, SET_SYSCTL, START_UNIT, WRITE_FILE, Operation
from .vip_memory import Memory

_OF_THE_MOMENT = (ANNOUNCE, START_UNIT)


def result(operations: Collection[Operation]) -> dict:
    """Return ``changed``, ``operations`` and ``diff``: one of the live host, and one for each file."""
    lines = [_lines(operation) for operation in operations if operation.operation != WRITE_FILE]
    live = {side: "".join(line[side] for line in lines) for side in ("before", "after")}
    files = [_file(operation) for operation in operations if operation.operation == WRITE_FILE]
    return {
        "changed": bool(operations),
        "operations": [_described(operation) for operation in operations],
        "diff": [live, *files] if operations else [],
    }


def holding(memory: Memory) -> dict:
    """Return the addresses of ours that the host holds, ``hidden`` and ``announced``, of earlier calls, too."""
    return {"hidden": list(memory.hidden), "announced": [held.address for held in memory.announced]}


def subject(operation: Operation) -> str:
    """Return what an error says of an operation: its kind and its target."""
    described = _described(operation)
    value = f" = {operation.after}" if operation.operation == SET_SYSCTL else ""
    return f"{described['operation']} {described['target']}{value}"


def _described(operation: Operation) -> dict:
    if operation.operation == SET_SYSCTL:
        before, after = int(operation.before), int(operation.after)
        return {"operation": operation.operation, "target": operation.key, "before": before, "after": after}
    target = operation.key or str(operation.after or operation.before)
    return {"operation": operation.operation, "target": target, "before": None, "after": None}


def _lines(operation: Operation) -> dict[str, str]:
    """Return the operation's lines for a diff: what is of the moment leaves nothing that could be compared."""
    if operation.operation in _OF_THE_MOMENT:
        return {"before": "", "after": ""}
    sides = {"before": operation.before, "after": operation.after}
    if operation.operation == SET_SYSCTL:
        return {side: f"{operation.key} = {value}\n" for side, value in sides.items()}
    return {side: f"{thing}\n" if thing else "" for side, thing in sides.items()}


def _file(operation: Operation) -> dict[str, str]:
    """Return the difference of a file; of a program it is enough to say that there is one."""
    sides = {"before": operation.before, "after": operation.after}
    return {
        **{side: "(a program)\n" if "\0" in text else text for side, text in sides.items()},
        "before_header": operation.key,
        "after_header": operation.key,
    }
