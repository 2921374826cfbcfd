# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What operations make of a table, and how both are told, as ipvsadm-save lines. Pure.

Only a run that has something to do imports this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .._model import operations as op
from .._model import rules
from .._model.service import Destination, Service, ServiceKey, Table, endpoint
from .._model.settings import Daemon, Timeouts

#: A huge table's result stays readable and small; the count is exact all the same.
MOST_REPORTED = 1000


def told(current: Table, operations: Collection[op.Operation]) -> dict:
    """Return ``changed``, ``operations`` (at most MOST_REPORTED), ``operation_count`` and ``diff``."""
    shown = [_described(operation) for operation in tuple(operations)[:MOST_REPORTED]]
    of_table = [operation for operation in operations if operation.operation in op.OF_TABLE]
    before = touched(current, of_table)
    settings = [_described(operation) for operation in operations if operation.operation not in op.OF_TABLE]
    return {
        "changed": bool(operations),
        "operations": shown,
        "operation_count": len(operations),
        "diff": {
            "before": _text(before.values(), [line["before"] for line in settings]),
            "after": _text(outcome(before, of_table).values(), [line["after"] for line in settings]),
        },
    }


def touched(current: Table, operations: Iterable[op.Operation]) -> dict[ServiceKey, Service]:
    """Return the services of ``current`` that ``operations`` change."""
    return {key: current[key] for key in {operation.key for operation in operations} if key in current}


def outcome(current: Table, operations: Iterable[op.Operation]) -> dict[ServiceKey, Service]:
    """Return the table that ``operations`` on services and destinations make of ``current``."""
    services: dict[ServiceKey, Service] = dict(current)
    destinations = {key: {found.key: found for found in service.destinations or ()} for key, service in current.items()}
    for operation in operations:
        if operation.operation in op.OF_SERVICES:
            _replace(services, operation.key, operation.after)
        else:
            found = (operation.after or operation.before).key
            _replace(destinations.setdefault(operation.key, {}), found, operation.after)
    return {
        key: service._replace(destinations=tuple(sorted(destinations.get(key, {}).values())), absent=())
        for key, service in services.items()
    }


def _replace(items: dict, key: object, after: object) -> None:
    if after is None:
        del items[key]
    else:
        items[key] = after


def _described(operation: op.Operation) -> dict[str, str]:
    thing = operation.after or operation.before
    is_destination = operation.operation in op.OF_DESTINATIONS
    return {
        "operation": operation.operation,
        "service": str(operation.key) if operation.operation in op.OF_TABLE else "",
        "destination": endpoint(thing.address, thing.port) if is_destination else "",
        "before": _line(operation, operation.before),
        "after": _line(operation, operation.after),
    }


def _line(operation: op.Operation, thing: object) -> str:
    """Return the line of ipvsadm-save(8), or what is nearest to it; empty for what is not there."""
    if isinstance(thing, Service):
        return rules.service_line(thing)
    if isinstance(thing, Destination):
        return rules.destination_line(operation.key, thing)
    if isinstance(thing, Timeouts):
        return rules.timeouts_line(thing)
    if isinstance(thing, Daemon):
        return rules.daemon_line(thing)
    if operation.operation == op.SET_SYSCTL:
        return f"net.ipv4.vs.{operation.key} = {thing}" if thing is not None else ""
    return operation.key if thing else ""


def _text(services: Iterable[Service], settings: Iterable[str]) -> str:
    lines = [*filter(None, settings), *rules.table_lines(services)]
    shown = lines[:MOST_REPORTED]
    if len(lines) > len(shown):
        shown.append(f"# and {len(lines) - len(shown)} lines more")
    return "".join(line + "\n" for line in shown)
