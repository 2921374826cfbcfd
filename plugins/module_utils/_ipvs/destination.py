# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the ``ipvs_destination`` module: change real servers, and wait until they are drained."""

from __future__ import annotations

import time
from functools import partial
from typing import NamedTuple

from .._host import sysctls
from .._host.boot import Boot
from .._host.changing import remembering
from .._host.record import Record
from .._model import drains, realserver, restore
from .._model import operations as op
from .._model.errors import LvsError, ModelError
from .._model.realserver import Request
from .._model.service import SYSCTLS, Service, Table
from . import changes, executor, guards, memory, planner, waiting
from .client import Client, opened_for_reading
from .presence import is_loaded

FAIL, REMOVE, RESTORE = "fail", "remove", "restore"
_ONE = "is", "it has", "its weight was", "it stays"
_SEVERAL = "are", "they have", "their weights were", "they stay"


class NotDrainedError(LvsError):
    """Connections were left when the time was up; ``result`` is what the module returns nevertheless."""

    def __init__(self, text: str, result: dict) -> None:
        """Keep the result."""
        super().__init__(text)
        self.result = result


class Host(NamedTuple):
    """What a run works on, and whether it does so beside another owner of the table."""

    record: Record
    boot: Boot
    take_over: bool


class _Work(NamedTuple):
    table: Table
    services: tuple[Service, ...]  # as they shall be
    operations: tuple[op.Operation, ...]
    before: memory.Memory
    afterwards: memory.Memory


def preview(request: Request, host: Host) -> dict:
    """Return the operations that ``apply`` would carry out before it waits, writing and loading nothing."""
    with opened_for_reading() as client:
        return _result(request, [_work(client, request, host)], [])


def apply(request: Request, host: Host, patience: waiting.Patience | None, on_timeout: str) -> dict:
    """Carry the request out and wait; raise ApplyError, or NotDrainedError when time is up and that is a failure.

    The lock is held for the changes only. What is remembered is so before the weight falls: a run that is ended
    anywhere can be run again and goes on, and ``undrained`` knows the weight.
    """
    with Client() as client:
        done = [_change(client, request, host)]
        left = _wait(client, request, host, patience) if request.state == drains.DRAINED and patience else []
        if not left:
            return _result(request, done, left)
        if on_timeout != FAIL:
            state = drains.EVICTED if on_timeout == REMOVE else realserver.UNDRAINED
            done.append(_change(client, _of_those_left(request, left)._replace(state=state), host))
        result = _result(request, done, left)
        if on_timeout == REMOVE:
            return result
        raise NotDrainedError(_complaint(_of_those_left(request, left), left, on_timeout), result)


def _change(client: Client, request: Request, host: Host) -> _Work:
    with host.record.locked():
        work = _work(client, request, host)
        both = {(drain.key, drain.destination.key): drain for drain in work.before.drains + work.afterwards.drains}
        meanwhile = work.before._replace(drains=tuple(both.values()))
        with remembering(partial(memory.save, host.record), work.before, meanwhile, work.afterwards):
            executor.carry_out(client, host.boot, work.operations)
        return work


def _work(client: Client | None, request: Request, host: Host) -> _Work:
    before = memory.load(host.record)
    table = _chosen(client, request, before) if client else {}
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    change = realserver.change(request, table.values(), before.drains, now)
    operations = planner.plan(table, change.services, purge_services="none")
    if operations and not host.take_over:
        guards.refuse_foreign_owner(table)
    texts = restore.with_services(host.boot.texts(), {service.key: service for service in change.services})
    operations = op.before_deletions(operations, host.boot.plan(texts) if texts.rules else ())
    return _Work(table, change.services, operations, before, before._replace(drains=change.drains))


def _chosen(client: Client, request: Request, before: memory.Memory) -> Table:
    """Return the named services, each read by itself, or those that hold the real server or have it out."""
    if request.services is not None:
        named = {key: client.service(key) for key in request.services}
        for key, service in named.items():
            if service is None:
                raise ModelError("", "services", str(key), "is no service of this host")
        return named
    out = {drain.key for drain in before.drains if realserver.is_meant(request, drain.destination)}
    return {
        key: service
        for key, service in sorted(client.dump().items())
        if key in out or any(realserver.is_meant(request, found) for found in service.destinations)
    }


def _wait(client: Client, request: Request, host: Host, patience: waiting.Patience) -> list[dict]:
    def out() -> list:
        return [
            (drain.key, drain.destination.key)
            for drain in memory.load(host.record).drains
            if drain.state == drains.DRAINED and realserver.is_about(request, drain)
        ]

    watched = out()
    left = waiting.wait(client, watched, patience, lambda: set(watched) <= set(out()))
    if not set(watched) <= set(out()):
        raise LvsError(f"{_listed(request)}: the drain was ended by somebody else while this run waited for it")
    return left


def _of_those_left(request: Request, left: list[dict]) -> Request:
    """Return the request for the real servers that have connections left, be it in one service alone."""
    busy = [realserver.target(entry["destination"]) for entry in left]
    targets = tuple(target for target in request.targets if any(target.means(*found) for found in busy))
    return request._replace(targets=targets)


def _listed(request: Request) -> str:
    return ", ".join(map(str, request.targets))


def _complaint(request: Request, left: list[dict], on_timeout: str) -> str:
    counted = ", ".join(_count(request, entry) for entry in left)
    it_is, it_has, its_weight, it_stays = _ONE if len(request.targets) == 1 else _SEVERAL
    stays = f"{it_stays} at weight 0; run it again to wait longer"
    now = f"{its_weight} given back" if on_timeout == RESTORE else stays
    return f"{_listed(request)} {it_is} not drained, {it_has} connections left: {counted}; {now}"


def _count(request: Request, entry: dict) -> str:
    of_whom = "" if len(request.targets) == 1 else f" on {entry['destination']}"
    return f"{entry['connections']} of {entry['service']}{of_whom}"


def _result(request: Request, done: list[_Work], left: list[dict]) -> dict:
    operations = tuple(operation for work in done for operation in work.operations)
    out = [drain for drain in done[-1].afterwards.drains if realserver.is_meant(request, drain.destination)]
    return {
        **changes.told(done[0].table, operations),
        "drained": [drain.described() for drain in out],
        "remaining": left,
        "warnings": _warnings(request, done[-1].services),
    }


def _warnings(request: Request, services: tuple[Service, ...]) -> list[str]:
    """Return what of the host's settings keeps the request from doing what an operator expects of it."""
    said = drains.warnings(services)
    if request.state == drains.DRAINED and any(service.timeout for service in services):
        said += _unless_set("expire_quiescent_template", "persistent clients keep coming to a drained real server")
    if request.state == drains.EVICTED:
        said += _unless_set("expire_nodest_conn", "packets of its connections vanish until they time out")
    return said


def _unless_set(sysctl: str, consequence: str) -> list[str]:
    is_set = is_loaded() and sysctls.text(f"{SYSCTLS}/{sysctl}") != "0"
    return [] if is_set else [f"net.ipv4.vs.{sysctl} is 0: {consequence}"]
