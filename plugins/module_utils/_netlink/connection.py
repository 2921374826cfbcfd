# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sockets. This is the one file of the collection that opens any; every wait here has a deadline."""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Iterator

from . import messages as nl

NETLINK_ROUTE, NETLINK_GENERIC = 0, 16
_RECEIVE = 1 << 18
_DUMP_TRIES = 20


class NetlinkError(OSError):
    """The kernel refused a request (``errno`` says how), or gave no answer in time (ETIMEDOUT)."""


class NetlinkConnection:
    """A netlink socket, one request at a time. ``timeout`` s is the longest wait for any one answer."""

    def __init__(self, protocol: int, timeout: float = 10.0) -> None:
        """Open and bind; the kernel chooses the port."""
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self._socket.bind((0, 0))
        self._timeout = timeout
        self._sequence = 0

    def __enter__(self) -> NetlinkConnection:
        """Return itself; leaving closes the socket."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the socket."""
        self._socket.close()

    def request(self, kind: int, payload: bytes, flags: int = 0) -> None:
        """Send a change and wait for its acknowledgement; raise NetlinkError with the kernel's errno."""
        sequence = self._send(kind, nl.NLM_F_REQUEST | nl.NLM_F_ACK | flags, payload)
        for message in self._answers(sequence):
            if message.type == nl.NLMSG_ERROR:
                _raise_error(message)
                return

    def get(self, kind: int, payload: bytes) -> bytes:
        """Send a question that has one answer and return the answer's payload."""
        sequence = self._send(kind, nl.NLM_F_REQUEST, payload)
        for message in self._answers(sequence):
            if message.type != nl.NLMSG_ERROR:
                return message.payload
            _raise_error(message)
        raise AssertionError("unreachable: answers end with a message or an exception")

    def dump(self, kind: int, payload: bytes) -> list[bytes]:
        """Return every payload of a dump; one that a writer disturbed (NLM_F_DUMP_INTR) is read again."""
        for _try in range(_DUMP_TRIES):
            payloads, disturbed = self._dump_once(kind, payload)
            if not disturbed:
                return payloads
        raise NetlinkError(errno.EINTR, f"the table changed during each of {_DUMP_TRIES} readings")

    def _dump_once(self, kind: int, payload: bytes) -> tuple[list[bytes], bool]:
        sequence = self._send(kind, nl.NLM_F_REQUEST | nl.NLM_F_DUMP, payload)
        payloads, disturbed = [], False
        for message in self._answers(sequence):
            disturbed = disturbed or bool(message.flags & nl.NLM_F_DUMP_INTR)
            if message.type in (nl.NLMSG_ERROR, nl.NLMSG_DONE):
                _raise_error(message)
                break
            payloads.append(message.payload)
        return payloads, disturbed

    def _send(self, kind: int, flags: int, payload: bytes) -> int:
        self._sequence += 1
        self._socket.send(nl.message(kind, flags, self._sequence, payload))
        return self._sequence

    def _answers(self, sequence: int) -> Iterator[nl.Message]:
        """Yield the messages that answer ``sequence``; late answers to requests that timed out are passed over."""
        deadline = time.monotonic() + self._timeout
        while True:
            self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
            try:
                datagram = self._socket.recv(_RECEIVE)
            except (socket.timeout, TimeoutError):
                raise NetlinkError(errno.ETIMEDOUT, f"the kernel gave no answer within {self._timeout:g} s") from None
            for message in nl.messages(datagram):
                if message.sequence == sequence:
                    yield message


def send_frames(interface: str, frames: list[bytes], interval: float = 0.0) -> None:
    """Send whole Ethernet frames out of ``interface``, ``interval`` s apart (packet(7)); needs CAP_NET_RAW."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as packet:
        packet.bind((interface, 0))
        for index, frame in enumerate(frames):
            if index:
                time.sleep(interval)
            packet.send(frame)


def _raise_error(message: nl.Message) -> None:
    number = nl.error_number(message.payload)
    if number:
        raise NetlinkError(number, os.strerror(number))
