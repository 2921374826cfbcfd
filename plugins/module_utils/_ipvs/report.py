# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ``ipvs`` module says of a plan: its operations, and the table around them as ipvsadm-save lines. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .._model import rules
from .._model.service import Service, ServiceKey, endpoint
from . import planner

#: A huge table's result stays readable and small; the count is exact all the same.
MOST_REPORTED = 1000


def result(current: planner.Table, operations: Collection[planner.Operation]) -> dict:
    """Return ``changed``, ``operations`` (at most MOST_REPORTED), ``operation_count`` and ``diff``."""
    touched = {operation.key for operation in operations}
    before = {key: service for key, service in current.items() if key in touched}
    return {
        "changed": bool(operations),
        "operations": [_described(operation) for operation in tuple(operations)[:MOST_REPORTED]],
        "operation_count": len(operations),
        "diff": {"before": _text(before.values()), "after": _text(outcome(before, operations).values())},
    }


def invocation(params: dict) -> dict:
    """Return what Ansible shows of the call when that is too long to show: nothing, where Ansible may say it itself."""
    destinations = sum(len(service.get("destinations") or ()) for service in params["services"])
    if destinations <= MOST_REPORTED:
        return {}
    said = f"{len(params['services'])} services with {destinations} destinations"
    return {"invocation": {"module_args": {**params, "services": said}}}


def outcome(current: planner.Table, operations: Iterable[planner.Operation]) -> dict[ServiceKey, Service]:
    """Return the table that ``operations`` make of ``current``."""
    services: dict[ServiceKey, Service] = dict(current)
    destinations = {key: {found.key: found for found in service.destinations or ()} for key, service in current.items()}
    for operation in operations:
        if operation.operation.endswith("_service"):
            _replace(services, operation.key, operation.after)
        else:
            _replace(
                destinations.setdefault(operation.key, {}), (operation.after or operation.before).key, operation.after
            )
    return {
        key: service._replace(destinations=tuple(sorted(destinations.get(key, {}).values())))
        for key, service in services.items()
    }


def _replace(items: dict, key: object, after: object) -> None:
    if after is None:
        del items[key]
    else:
        items[key] = after


def _described(operation: planner.Operation) -> dict[str, str]:
    thing = operation.after or operation.before
    return {
        "operation": operation.operation,
        "service": str(operation.key),
        "destination": "" if isinstance(thing, Service) else endpoint(thing.address, thing.port),
        "before": _line(operation.key, operation.before),
        "after": _line(operation.key, operation.after),
    }


def _line(key: ServiceKey, thing: object) -> str:
    if thing is None:
        return ""
    return rules.service_line(thing) if isinstance(thing, Service) else rules.destination_line(key, thing)


def _text(services: Iterable[Service]) -> str:
    lines = rules.table_lines(services)
    shown = lines[:MOST_REPORTED]
    if len(lines) > len(shown):
        shown.append(f"# and {len(lines) - len(shown)} lines more")
    return "".join(line + "\n" for line in shown)
