# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the ``vip`` module: look at the host, take the steps in their lawful order, remember."""

from __future__ import annotations

from typing import NamedTuple

from .._model import vip
from .._netlink import arp
from .._netlink.packet import send_frames
from .._netlink.route import RouteClient
from . import sysctls
from .record import Record


class Announcement(NamedTuple):
    """How often an announced VIP is announced, and the time between two announcements in s."""

    count: int
    interval: float


def preview(declared: vip.Declaration, record: Record, _announcement: Announcement) -> dict:
    """Return what ``apply`` would report, writing nothing."""
    with RouteClient() as route:
        return _result(vip.steps(declared, _look(route), _memory(record)))


def apply(declared: vip.Declaration, record: Record, announcement: Announcement) -> dict:
    """Bring the VIPs and sysctls to what is declared and return the report.

    The memory is written before the first step that it must outlive: a run that is killed anywhere finds the true
    prior values the next time. A VIP leaves the memory only after it has left the host.
    """
    with record.locked(), RouteClient() as route:
        host, memory = _look(route), _memory(record)
        steps = vip.steps(declared, host, memory)
        afterwards = vip.remembered(declared, host, memory)
        if declared.present:
            _save(record, afterwards)
        _take_all(steps, route, announcement)
        _save(record, afterwards)
        return _result(steps)


def _look(route: RouteClient) -> vip.Host:
    return vip.Host(
        sorted(route.interfaces()), route.addresses(), {name: sysctls.read(name) for name, _value in vip.HIDING_SYSCTLS}
    )


def _take_all(steps: tuple[vip.Step, ...], route: RouteClient, announcement: Announcement) -> None:
    """Take every step; where one fails, take those before it back, so that the host is as it was."""
    done: list[vip.Step] = []
    try:
        for step in steps:
            _take(step, route, announcement)
            done.append(step)
    except (OSError, sysctls.SysctlError):
        for step in vip.undo_of(done):
            _take(step, route, announcement)
        raise


def _take(step: vip.Step, route: RouteClient, announcement: Announcement) -> None:
    if step.operation == vip.SET_SYSCTL:
        sysctls.write(step.target, step.after)
    elif step.operation == vip.ADD_ADDRESS:
        route.add_address(step.target)
    elif step.operation == vip.DELETE_ADDRESS:
        route.delete_address(step.target)
    else:
        _announce(step.target, route, announcement)


def _announce(held: vip.HeldAddress, route: RouteClient, announcement: Announcement) -> None:
    interface = route.interfaces()[held.interface]
    frames = arp.announcement(held.address, interface.hardware_address)
    send_frames(held.interface, frames * announcement.count, announcement.interval)


def _result(steps: tuple[vip.Step, ...]) -> dict:
    lines = [_lines(step) for step in steps]
    return {
        "changed": bool(steps),
        "operations": [_described(step) for step in steps],
        "diff": {side: "".join(line[side] for line in lines) for side in ("before", "after")},
    }


def _described(step: vip.Step) -> dict:
    if step.operation == vip.SET_SYSCTL:
        return {"operation": step.operation, "target": step.target, "before": step.before, "after": step.after}
    target = f"{step.target.address}/{step.target.prefix} dev {step.target.interface} label {step.target.label}"
    return {"operation": step.operation, "target": target, "before": None, "after": None}


def _lines(step: vip.Step) -> dict[str, str]:
    """Return the step's lines for a diff: an announcement leaves nothing that could be compared."""
    described = _described(step)
    if step.operation == vip.SET_SYSCTL:
        return {side: f"{described['target']} = {described[side]}\n" for side in ("before", "after")}
    line = described["target"] + "\n"
    return {
        "before": line if step.operation == vip.DELETE_ADDRESS else "",
        "after": line if step.operation == vip.ADD_ADDRESS else "",
    }


def _memory(record: Record) -> vip.Memory:
    content = record.load()
    return vip.Memory(tuple(content.get("hidden", ())), content.get("prior_sysctls", {}))


def _save(record: Record, memory: vip.Memory) -> None:
    record.save({"hidden": list(memory.hidden), "prior_sysctls": dict(memory.prior_sysctls)})
