# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that captures, until somebody asks it for what it has seen, or its time is over.

It says nothing by itself and writes no file: who asks is answered by it or by nobody.
"""

from __future__ import annotations

import json
import select
import socket
import time
from collections.abc import Callable, Iterable

from .._model.tally import Tally
from .._model.traffic import Watch
from .._netlink import frames, neighbours, packet
from .._netlink.capture import OUT, Port
from .._netlink.connection import NetlinkError
from .._netlink.route import RouteClient

#: What is asked of the process, beside the name of the watch that is meant; no name is any.
COLLECT, END = "collect", "end"
_FORGET_EVERY = 1.0  # s
_CONTROL_FOR, _CONTROL_EVERY = 2.0, 0.2  # s
_PATIENCE = 5.0  # s, with who asks


class Watcher:
    """A capture on ``ports``, and a ``listener`` on which it is asked for. ``memo`` is given back as it came.

    ``ways`` are pairs of an interface and a neighbour that the host is made to ask for, again and again: what asked
    for it between might have been anybody.
    """

    def __init__(
        self,
        name: str,
        wanted: Watch,
        ports: Iterable[Port],
        listener: socket.socket,
        ways: Iterable[tuple[str, str]],
        memo: object,
    ) -> None:
        """Take over what the module has opened."""
        self._name, self._wanted, self._ways, self._memo = name, wanted, tuple(ways), memo
        self._listener, self._ports = listener, {port.fileno(): port for port in ports}
        self._tally = Tally(wanted.vips, wanted.clients, wanted.controls())
        self._dropped, self._began = 0, time.monotonic()

    def run(self) -> None:
        """Capture until the time is over or the watch has been collected or ended."""
        deadline, forget_at = self._began + self._wanted.timeout, self._began + _FORGET_EVERY
        poll = _poll([*self._ports, self._listener.fileno()])
        while time.monotonic() < deadline:
            if time.monotonic() >= forget_at:
                forget(self._ways)
                forget_at = time.monotonic() + _FORGET_EVERY
            for descriptor, _event in poll.poll(1000 * max(min(deadline, forget_at) - time.monotonic(), 0)):
                if descriptor in self._ports:
                    self._take(self._ports[descriptor])
                elif self._is_over():
                    return

    def _take(self, port: Port) -> bool:
        """Count what has come; tell whether anything had."""
        count, seen, came = self._tally.count, frames.seen, False
        for frame in port.frames():
            came, found = True, seen(frame)
            if found:
                count(port.interface, port.direction, found)
        return came

    def _is_over(self) -> bool:
        """Answer who asks; tell whether that ends the watch. His connection ends with the process, not before it."""
        self._asking, _address = self._listener.accept()
        self._asking.settimeout(_PATIENCE)
        try:
            asked = json.loads(self._asking.recv(4096))
            is_meant = asked["name"] in ("", self._name)
            self._asking.sendall(json.dumps(self._answer(asked["do"]) if is_meant else {"other": self._name}).encode())
        except (OSError, ValueError):  # who asked has gone
            is_meant = False
        if not is_meant:
            self._asking.close()
        return is_meant

    def _answer(self, what: str) -> dict:
        return {"watch": self._report(), "memo": self._memo} if what == COLLECT else {}

    def _report(self) -> dict:
        control = self._has_heard_itself()
        self._dropped += sum(port.dropped() for port in self._ports.values())
        return {
            "seconds": round(time.monotonic() - self._began, 1),
            "control": control,
            "interfaces": sorted({port.interface for port in self._ports.values()}),
            "frames": self._tally.frames(),
            "dropped": self._dropped + self._tally.left_out,
        }

    def _has_heard_itself(self) -> bool:
        """Ask on each interface for an address that nobody has, until each question was captured; then take the rest.

        What came before it was captured before: a socket keeps the order.
        """
        senders = [port for port in self._ports.values() if port.direction == OUT]
        due = {(port.interface, OUT, control) for port in senders for control in self._wanted.controls()}
        deadline = time.monotonic() + _CONTROL_FOR
        while due - self._tally.controls and time.monotonic() < deadline:
            for port in senders:
                _send_controls(port, self._wanted.controls())
            self._take_until(time.monotonic() + _CONTROL_EVERY, lambda: due <= self._tally.controls)
        while sum(map(self._take, self._ports.values())) and time.monotonic() < deadline:
            continue
        return due <= self._tally.controls

    def _take_until(self, deadline: float, is_enough: Callable[[], bool]) -> None:
        poll = _poll(self._ports)
        while not is_enough() and time.monotonic() < deadline:
            for descriptor, _event in poll.poll(1000 * max(deadline - time.monotonic(), 0)):
                self._take(self._ports[descriptor])


def forget(ways: Iterable[tuple[str, str]]) -> None:
    """Have the host ask anew for these neighbours; where an interface has gone, there is nobody to be asked for."""
    if ways:
        with RouteClient() as route:
            for interface, neighbour in ways:
                try:
                    neighbours.forget_neighbour(route, interface, neighbour)
                except NetlinkError:
                    continue


def _poll(descriptors: Iterable[int]) -> select.poll:
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return poll


def _send_controls(port: Port, controls: Iterable[str]) -> None:
    """Ask for each of them; an interface that takes no frame has no control, which tells."""
    questions = [packet.family_of(one).solicitation(one, port.hardware_address) for one in controls]
    try:
        packet.send_frames(port.interface, questions)
    except packet.PacketError:
        return
