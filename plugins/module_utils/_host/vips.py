# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the ``vip`` module: look at the host, refuse, carry out in lawful order or undo, remember."""

from __future__ import annotations

import functools
import os
from typing import NamedTuple

from .._model import answers, vip, vip_report, vip_warnings
from .._model import operations as op
from .._model.errors import ApplyError, LvsError
from .._model.host import Host
from .._model.sysctl_files import conflicts
from .._model.vip_declaration import HIDDEN, Announcement, Declaration, Listener
from .._model.vip_memory import Memory
from .._netlink import packet
from .._netlink.route import RouteClient
from . import announcer, listeners, sysctl_files, sysctls, vip_files, vip_guards, vip_record
from .boot import RULES, Boot
from .changing import remembering
from .record import Record


class _Work(NamedTuple):
    """What is to be done, and what is remembered once it is."""

    host: Host
    operations: tuple[op.Operation, ...]
    afterwards: Memory


def preview(declared: Declaration, record: Record, boot: Boot) -> dict:
    """Return what ``apply`` would report, writing nothing; the segment is asked about duplicates all the same."""
    with RouteClient() as route:
        return _result(declared, boot, _work(route, declared, vip_record.load(record), boot))


def apply(declared: Declaration, record: Record, boot: Boot) -> dict:
    """Bring the VIPs and all that belongs to them to what is declared and return the report.

    The memory is written before the first step that it must outlive: a run that is killed anywhere finds the true
    prior values the next time. What leaves the host leaves the memory only afterwards.
    """
    with record.locked(), RouteClient() as route:
        before = vip_record.load(record)
        work = _work(route, declared, before, boot)
        meanwhile = work.afterwards.with_leftovers(before) if declared.present else before
        save = functools.partial(vip_record.save, record)
        with remembering(save, before, meanwhile, work.afterwards):
            _Executor(route, boot, declared.announcement).carry_out(work.operations)
        return _result(declared, boot, work)


def _work(route: RouteClient, declared: Declaration, before: Memory, boot: Boot) -> _Work:
    host = _look(route, declared, before)
    plan = vip.plan(declared, host, before)
    vip_guards.refuse_unwritable(plan)
    vip_guards.refuse_without_ipv6(plan)
    vip_guards.refuse_losses(plan, host)
    vip_guards.refuse_duplicates(declared, plan)
    afterwards = vip.remembered(declared, host, before)
    of_boot = _of_boot(boot, before, afterwards, declared.announcement)
    return _Work(host, (*plan.first, *of_boot, *plan.last), afterwards)


def _look(route: RouteClient, declared: Declaration, memory: Memory) -> Host:
    interfaces = route.interfaces()
    is_hidden = declared.arp == HIDDEN
    asked = answers.questions(declared) if is_hidden and declared.present else ()
    tables = {rule.table for rule in memory.rules} | ({declared.answers.table} if declared.answers.gateways else set())
    return Host(
        interfaces,
        route.addresses(),
        sysctls.of_interfaces(interfaces) if is_hidden else {},
        tuple(filter(None, map(route.next_hop, asked))),
        tuple(rule for table in sorted(tables) for rule in route.rules(table)),
        tuple(found for table in sorted(tables) for found in route.routes(table)),
    )


def _of_boot(boot: Boot, before: Memory, after: Memory, announcement: Announcement) -> tuple[op.Operation, ...]:
    """Return what the files of the next boot need; a host that has none of ours, and gets none, is not looked at."""
    if before == after == Memory():
        return ()
    program = announcer.text() if after.announced else ""
    texts = vip_files.texts(after, boot.has(RULES), program, announcer.command(*announcement))
    units = vip_files.units(texts)
    operations = boot.plan_files(texts, units)
    touched = {vip_files.unit_of(one.key) for one in operations if one.operation in (op.WRITE_FILE, op.ENABLE_UNIT)}
    starting = [unit for unit, is_wanted in units.items() if is_wanted and unit in touched and boot.runs]
    return (*operations, *(op.Operation(op.START_UNIT, unit, None, unit) for unit in starting))


class _Executor:
    """Carries operations out, all or none."""

    def __init__(self, route: RouteClient, boot: Boot, announcement: Announcement) -> None:
        self._boot, self._announcement = boot, announcement
        self._steps = {
            op.SET_SYSCTL: lambda one: sysctls.write(one.key, one.after),
            op.ADD_ADDRESS: lambda one: route.add_address(one.after),
            op.DELETE_ADDRESS: lambda one: route.delete_address(one.before),
            op.ADD_RULE: lambda one: route.add_rule(one.after),
            op.DELETE_RULE: lambda one: route.delete_rule(one.before),
            op.SET_ROUTE: lambda one: route.add_route(one.after) if one.after else route.delete_route(one.before),
            op.ANNOUNCE: self._announce,
        }

    def carry_out(self, operations: tuple[op.Operation, ...]) -> None:
        done: list[op.Operation] = []
        for operation in operations:
            try:
                self.perform(operation)
            except (OSError, LvsError) as error:
                failed = f"{vip_report.subject(operation)}: {error}"
                raise ApplyError(f"{failed}. {self._undo(done)}", not self._left) from error
            done.append(operation)

    def perform(self, operation: op.Operation) -> None:
        """Carry out one; raise OSError or LvsError."""
        self._steps.get(operation.operation, self._boot.perform)(operation)

    def _undo(self, done: list[op.Operation]) -> str:
        """Take back what was done, last first, as far as that goes; return what is so now."""
        self._left = []
        for operation in op.undo_of(done):
            try:
                self.perform(operation)
            except (OSError, LvsError) as error:
                self._left.append(f"{vip_report.subject(operation)} ({error})")
        if self._left:
            return f"Undoing failed too; not carried out: {', '.join(self._left)}"
        return "All is as it was before"

    def _announce(self, operation: op.Operation) -> None:
        held = operation.after
        packet.announce(held.interface, [held.address], self._announcement.count, self._announcement.interval)


def _result(declared: Declaration, boot: Boot, work: _Work) -> dict:
    missing = listeners.missing(declared.listeners) if declared.present else []
    return {
        **vip_report.result(work.operations),
        **vip_report.holding(work.afterwards),
        "missing_listeners": [one._asdict() for one in missing],
        "warnings": _warnings(declared, boot, work, missing),
    }


def _warnings(declared: Declaration, boot: Boot, work: _Work, missing: list[Listener]) -> list[str]:
    if not declared.present or declared.arp != HIDDEN:
        return []
    ours = {name: value for name, (_prior, value) in work.afterwards.sysctls.items()}
    later = sysctl_files.later(os.path.basename(vip_files.SYSCTL_FILE), boot.root) if declared.persist else ()
    return [
        *vip_warnings.of_host(declared, work.host),
        *map(str, conflicts(later, ours)),
        *vip_warnings.of_listeners(missing),
    ]
