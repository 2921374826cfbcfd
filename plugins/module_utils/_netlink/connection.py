# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Netlink sockets. This file alone opens them; every wait here has a deadline."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import time
from collections.abc import Collection, Iterator
from itertools import repeat

from . import messages as nl

NETLINK_ROUTE, NETLINK_GENERIC = 0, 16
_DUMP_TRIES = 20
_LARGEST_DATAGRAM = 1 << 16  # the kernel makes none above 32 KiB; each page of it costs time
_RECEIVE_BUFFER = 1 << 22  # of the socket: the answers to a whole batch, each counted with the kernel's bookkeeping
# linux/netlink.h and asm-generic/socket.h: names that Python's socket module does not have.
_SOL_NETLINK, _NETLINK_CAP_ACK, _NETLINK_GET_STRICT_CHK, _SO_RCVBUFFORCE = 270, 10, 12, 33


class NetlinkError(OSError):
    """The kernel refused a request (``errno`` says how), or gave no answer in time (ETIMEDOUT)."""


class NetlinkConnection:
    """A netlink socket, one request at a time. ``timeout`` s is the longest wait for any one answer.

    A ``strict`` one has the kernel leave out of a dump what was not asked for; before Linux 4.20 it dumps all.
    """

    def __init__(self, protocol: int, timeout: float = 10.0, strict: bool = False) -> None:
        """Open and bind; the kernel chooses the port."""
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self._socket.bind((0, 0))
        self._socket.setblocking(False)
        self._make_room_for_answers()
        if strict:
            with contextlib.suppress(OSError):
                self._socket.setsockopt(_SOL_NETLINK, _NETLINK_GET_STRICT_CHK, 1)
        self._readable = select.poll()
        self._readable.register(self._socket, select.POLLIN)
        self._buffer = memoryview(bytearray(_LARGEST_DATAGRAM))
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
        sequence = self.send(kind, [nl.NLM_F_REQUEST | nl.NLM_F_ACK | flags], [payload])
        for message in self.answers(sequence):
            if message.type == nl.NLMSG_ERROR:
                _raise_error(message)
                return

    def batch(self, kind: int, payloads: Collection[bytes], timeout: float | None = None) -> dict[int, int]:
        """Send changes in one go; see _netlink.batch."""
        # A run with nothing to do, whose time is mostly that of its imports, sends none.
        from . import batch

        return batch.send(self, kind, payloads, self._timeout if timeout is None else timeout)

    def get(self, kind: int, payload: bytes) -> bytes:
        """Send a question that has one answer and return the answer's payload."""
        sequence = self.send(kind, [nl.NLM_F_REQUEST], [payload])
        for message in self.answers(sequence):
            if message.type != nl.NLMSG_ERROR:
                return message.payload
            _raise_error(message)
        raise AssertionError("unreachable: answers end with a message or an exception")

    def dump(self, kind: int, payload: bytes, reader: nl.Reader | None = None) -> list:
        """Return what ``reader`` makes of a dump (if none, payloads); one that a writer disturbed is read again."""
        for _try in range(_DUMP_TRIES):
            items, disturbed = self._dump_once(kind, payload, reader or nl.Reader())
            if not disturbed:
                return items
        raise NetlinkError(errno.EINTR, f"the table changed during each of {_DUMP_TRIES} readings")

    def _dump_once(self, kind: int, payload: bytes, reader: nl.Reader) -> tuple[list, bool]:
        sequence = self.send(kind, [nl.NLM_F_REQUEST | nl.NLM_F_DUMP], [payload])
        items, disturbed, ended = [], False, False
        while not ended:
            datagram, position = self._receive(self._timeout), 0
            if nl.begins_plainly(datagram, sequence):
                found, position = reader.many(datagram)
                items += found
            for message in nl.messages(datagram, position):
                if message.sequence != sequence:
                    continue
                disturbed = disturbed or bool(message.flags & nl.NLM_F_DUMP_INTR)
                ended = message.type in (nl.NLMSG_ERROR, nl.NLMSG_DONE)
                if ended:
                    _raise_error(message)
                    break
                items.append(reader.one(message.payload))
        return items, disturbed

    def send(self, kind: int, flags: Collection[int], payloads: Collection[bytes]) -> int:
        """Send requests in one go, each with its flags; return the sequence number of the first."""
        first = self._sequence + 1
        self._sequence += len(payloads)
        numbers = range(first, self._sequence + 1)
        self._socket.send(b"".join(map(nl.message, repeat(kind), flags, numbers, payloads)))
        return first

    def answers(self, first: int, last: int = 0, timeout: float | None = None) -> Iterator[nl.Message]:
        """Yield the answers to request ``first`` (to ``last``); late answers to earlier ones are passed over."""
        while True:
            for message in nl.messages(self._receive(self._timeout if timeout is None else timeout)):
                if first <= message.sequence <= (last or first):
                    yield message

    def _receive(self, timeout: float) -> bytes:
        """Return the next datagram. Mostly it is there already, so this asks before it looks at a clock and waits."""
        deadline = None
        while True:
            try:
                return self._received()
            except BlockingIOError:
                now = time.monotonic()
                deadline = now + timeout if deadline is None else deadline
                if now >= deadline:
                    raise NetlinkError(errno.ETIMEDOUT, f"the kernel gave no answer within {timeout:g} s") from None
                self._readable.poll(max((deadline - now) * 1000, 1))

    def _received(self) -> bytes:
        try:
            size = self._socket.recv_into(self._buffer, 0, socket.MSG_TRUNC)
        except BlockingIOError:
            raise
        except OSError as error:
            raise NetlinkError(error.errno, os.strerror(error.errno)) from error
        if size > len(self._buffer):
            raise nl.NetlinkProtocolError(f"a datagram of {size} bytes, which no kernel was known to make")
        return bytes(self._buffer[:size])

    def _make_room_for_answers(self) -> None:
        """Have errors come without the message that they are about, and room for many; an old kernel may refuse."""
        with contextlib.suppress(OSError):
            self._socket.setsockopt(_SOL_NETLINK, _NETLINK_CAP_ACK, 1)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _RECEIVE_BUFFER)
        except OSError:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)


def _raise_error(message: nl.Message) -> None:
    number = nl.error_number(message.payload)
    if number:
        raise NetlinkError(number, os.strerror(number))
