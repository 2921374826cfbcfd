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
from typing import Mapping, NamedTuple

from .._model.service import Destination, Service, ServiceKey
from . import collector

ADD_SERVICE, EDIT_SERVICE, DELETE_SERVICE = "add_service", "edit_service", "delete_service"
ADD_DESTINATION, EDIT_DESTINATION, DELETE_DESTINATION = "add_destination", "edit_destination", "delete_destination"
DELETIONS = (DELETE_DESTINATION, DELETE_SERVICE)
Table = Mapping[ServiceKey, Service]


class Operation(NamedTuple):
    """One change. ``before`` and ``after`` are Services or Destinations of service ``key``; None: not there."""

    operation: str
    key: ServiceKey
    before: Service | Destination | None
    after: Service | Destination | None


@collector.paused()
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
            steps.destinations(service.key, present, service.destinations, purge_destinations)
    unwanted = {"none": (), "own": owned, "all": current}[purge_services]
    steps.purge(current[key] for key in sorted(unwanted) if key in current and key not in wanted)
    return steps.in_order()


def inverse(operation: Operation) -> Operation:
    """Return what takes ``operation`` back; a deletion has no inverse: what is made anew is not what went."""
    undoing = {
        ADD_SERVICE: DELETE_SERVICE,
        EDIT_SERVICE: EDIT_SERVICE,
        ADD_DESTINATION: DELETE_DESTINATION,
        EDIT_DESTINATION: EDIT_DESTINATION,
    }[operation.operation]
    return Operation(undoing, operation.key, operation.after, operation.before)


def undo_of(done: Collection[Operation]) -> tuple[Operation, ...]:
    """Return the operations that undo ``done``, last first; none once something was deleted for good."""
    if any(operation.operation in DELETIONS for operation in done):
        return ()
    return tuple(inverse(operation) for operation in reversed(tuple(done)))


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

    def destinations(
        self, key: ServiceKey, service: Service | None, wanted: Iterable[Destination], purge: bool
    ) -> None:
        if service and service.destinations == wanted:
            return  # the usual case, told in no time; what differs only in order is found below
        present = {found.key: found for found in (service.destinations or ())} if service else {}
        for destination in wanted:
            before = present.pop(destination.key, None)
            if before is None:
                self.additions.append(Operation(ADD_DESTINATION, key, None, destination))
            elif before != destination:
                phase = self.raises if destination.weight > before.weight else self.falls
                phase.append(Operation(EDIT_DESTINATION, key, before, destination))
        if purge:
            self.deletions += [Operation(DELETE_DESTINATION, key, gone, None) for gone in present.values()]

    def purge(self, services: Iterable[Service]) -> None:
        self.deletions += [Operation(DELETE_SERVICE, service.key, service, None) for service in services]

    def in_order(self) -> tuple[Operation, ...]:
        return (*self.additions, *self.edits, *self.raises, *self.falls, *self.deletions)
