# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run does to a director, as values: operations with what was before and what is afterwards."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from .service import ServiceKey

SET_SYSCTL, SET_TIMEOUTS, STOP_DAEMON, START_DAEMON = "set_sysctl", "set_timeouts", "stop_daemon", "start_daemon"
ADD_SERVICE, EDIT_SERVICE, DELETE_SERVICE = "add_service", "edit_service", "delete_service"
ADD_DESTINATION, EDIT_DESTINATION, DELETE_DESTINATION = "add_destination", "edit_destination", "delete_destination"
WRITE_FILE, ENABLE_UNIT, DISABLE_UNIT, START_UNIT = "write_file", "enable_unit", "disable_unit", "start_unit"
ADD_ADDRESS, DELETE_ADDRESS, ANNOUNCE = "add_address", "delete_address", "announce"
SET_ROUTE, ADD_RULE, DELETE_RULE = "set_route", "add_rule", "delete_rule"
OF_SETTINGS = (SET_SYSCTL, SET_TIMEOUTS, STOP_DAEMON, START_DAEMON)
OF_SERVICES = (ADD_SERVICE, EDIT_SERVICE, DELETE_SERVICE)
OF_DESTINATIONS = (ADD_DESTINATION, EDIT_DESTINATION, DELETE_DESTINATION)
OF_TABLE = OF_SERVICES + OF_DESTINATIONS
DELETIONS = (DELETE_DESTINATION, DELETE_SERVICE)
_UNDOING = {
    **{name: name for name in (SET_SYSCTL, SET_TIMEOUTS, EDIT_SERVICE, EDIT_DESTINATION, WRITE_FILE, SET_ROUTE)},
    STOP_DAEMON: START_DAEMON,
    START_DAEMON: STOP_DAEMON,
    ENABLE_UNIT: DISABLE_UNIT,
    DISABLE_UNIT: ENABLE_UNIT,
    ADD_SERVICE: DELETE_SERVICE,
    ADD_DESTINATION: DELETE_DESTINATION,
    ADD_ADDRESS: DELETE_ADDRESS,
    DELETE_ADDRESS: ADD_ADDRESS,
    ADD_RULE: DELETE_RULE,
    DELETE_RULE: ADD_RULE,
}


class Operation(NamedTuple):
    """One change. ``before`` and ``after`` are Services or Destinations of service ``key``; None: not there.

    Of a sysctl, the time-outs, a sync daemon or a file ``key`` is the name, and they are text, Timeouts, Daemon.
    Of an address, a rule and a route they say all, and there is no key.
    """

    operation: str
    key: ServiceKey | str
    before: object
    after: object


def before_deletions(of_table: Collection[Operation], others: Collection[Operation]) -> tuple[Operation, ...]:
    """Return both with ``others``, which may be refused, where undoing is still possible."""
    split = next((index for index, one in enumerate(of_table) if one.operation in DELETIONS), len(of_table))
    return (*of_table[:split], *others, *of_table[split:])


def inverse(operation: Operation) -> Operation:
    """Return what takes ``operation`` back; a deletion has no inverse: what is made anew is not what went."""
    return Operation(_UNDOING[operation.operation], operation.key, operation.after, operation.before)


def undo_of(done: Collection[Operation]) -> tuple[Operation, ...]:
    """Return the operations that undo ``done``, last first; none once something was deleted for good.

    What was announced, or started, cannot be called back.
    """
    if any(operation.operation in DELETIONS for operation in done):
        return ()
    return tuple(inverse(one) for one in reversed(tuple(done)) if one.operation in _UNDOING)
