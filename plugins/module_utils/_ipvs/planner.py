# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the table that is to the table that shall be: the shortest list of operations, in lawful order.

Pure. The order is the law "create, then edit, then delete": nothing that a kernel may refuse follows a deletion, and
no service is ever without a destination on the way. Among edits, weights rise before others fall, so that a service
whose load moves from one real server to another is never at weight 0 altogether.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import repeat

from .._model.operations import (
    ADD_DESTINATION,
    ADD_SERVICE,
    DELETE_DESTINATION,
    DELETE_SERVICE,
    EDIT_DESTINATION,
    EDIT_SERVICE,
    Operation,
)
from .._model.service import Service, ServiceKey, Table


def plan(
    current: Table,
    desired: Iterable[Service],
    owned: Collection[ServiceKey] = (),
    purge_services: str = "own",
    purge_destinations: bool = True,
) -> tuple[Operation, ...]:
    """Return the operations that turn ``current`` into ``desired``.

    ``owned`` are the services applied last. ``purge_services`` is ``none``, ``own`` (those of ``owned`` that are
    desired no more) or ``all`` (every service that is not desired).
    """
    steps = _Steps()
    wanted = set()
    for service in desired:
        wanted.add(service.key)
        present = current.get(service.key)
        steps.service(present, service)
        if service.destinations is not None:
            steps.destinations(service, present, purge_destinations)
    unwanted = {"none": (), "own": owned, "all": current}[purge_services]
    return steps.in_order() + removal(current, sorted(set(unwanted) - wanted))


def removal(current: Table, keys: Iterable[ServiceKey]) -> tuple[Operation, ...]:
    """Return the operations after which none of these services is there."""
    return tuple(Operation(DELETE_SERVICE, key, current[key], None) for key in keys if key in current)


class _Steps:
    """The operations found so far, by the phase in which they may run."""

    def __init__(self) -> None:
        self.additions: list[Operation] = []
        self.edits: list[Operation] = []
        self.raises: list[Operation] = []
        self.falls: list[Operation] = []
        self.deletions: list[Operation] = []

    def service(self, present: Service | None, wanted: Service) -> None:
        if present is None:
            self.additions.append(Operation(ADD_SERVICE, wanted.key, None, wanted))
        elif present.settings != wanted.settings:
            self.edits.append(Operation(EDIT_SERVICE, wanted.key, present, wanted))

    def destinations(self, wanted: Service, service: Service | None, purge: bool) -> None:
        if service and service.destinations == wanted.destinations:
            return  # the usual case, told in no time; what differs only in order is found below
        key = wanted.key
        if service is None:
            # A whole table is made of these, and this is the quickest way to make a named tuple.
            rows = zip(repeat(ADD_DESTINATION), repeat(key), repeat(None), wanted.destinations)
            self.additions += map(tuple.__new__, repeat(Operation), rows)
            return
        present = {found.key: found for found in service.destinations or ()}
        for destination in wanted.destinations:
            before = present.pop(destination.key, None)
            if before is None:
                self.additions.append(Operation(ADD_DESTINATION, key, None, destination))
            elif before != destination:
                phase = self.raises if destination.weight > before.weight else self.falls
                phase.append(Operation(EDIT_DESTINATION, key, before, destination))
        unwanted = present if purge else [gone for gone in wanted.absent if gone in present]
        self.deletions += [Operation(DELETE_DESTINATION, key, present[gone], None) for gone in unwanted]

    def in_order(self) -> tuple[Operation, ...]:
        return (*self.additions, *self.edits, *self.raises, *self.falls, *self.deletions)
