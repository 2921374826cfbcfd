# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other end of a node's cable: its whole segment, played by one thread that keeps every frame.

The cable is a pair of sockets of this process and the guest's. Nothing else of the machine can see or disturb it, no
device and no address is needed, and it is there before the guest is: there is no frame before the first that is kept.
"""

from __future__ import annotations

import itertools
import select
import socket
import threading
import time
from typing import NamedTuple

from . import frames

EVERY = 0.02  # s between two rounds of questions
KNOCK_EVERY = 0.1  # s between two connections of a client
FIRST_PORT = 40000
LONGEST = 1 << 16
ROOM = 1 << 12  # bytes, with the kernel's bookkeeping: for a handful of frames


class Client(NamedTuple):
    """Who opens connections to a service by a node, once the node has claimed the address ``after``."""

    host: frames.Host  # with the MAC of the hop that hands its packets to the node
    service: frames.Host
    after: str


class Segment(NamedTuple):
    """What the wire plays."""

    hosts: tuple[frames.Host, ...]  # who answers for their addresses
    asker: tuple[frames.Host, ...]  # a neighbour, once per family
    wanted: tuple[str, ...]  # the addresses that it asks for all the time
    clients: tuple[Client, ...] = ()


class Wire:
    """A context in which the segment is alive; ``node_end`` is for the guest."""

    def __init__(self, segment):
        self._segment = segment
        self._near, self.node_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._near.setblocking(False)
        self._near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
        self._kept = []
        self._awake = set()
        self._ports = itertools.count(FIRST_PORT)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._ending.set()
        self._thread.join()
        self._near.close()
        self.node_end.close()

    def kept(self):
        """The frames so far, each with its time."""
        return list(self._kept)

    def _live(self):
        questions, knocks = 0.0, 0.0
        while not self._ending.is_set():
            now = time.monotonic()
            if now >= questions:
                questions = now + EVERY
                self._ask()
            if now >= knocks:
                knocks = now + KNOCK_EVERY
                self._knock(self._awake)
            if select.select([self._near], [], [], max(0.0, questions - time.monotonic()))[0]:
                self._hear(self._near.recv(LONGEST))

    def _ask(self):
        for address in self._segment.wanted:
            asker = next(host for host in self._segment.asker if (":" in host.address) == (":" in address))
            self._send(frames.question(asker, address))

    def _knock(self, clients):
        for client in clients:
            self._send(frames.opening(client.host, next(self._ports), client.service, 80))

    def _hear(self, frame):
        self._kept.append((time.time(), frame))
        question, claimed = frames.asked(frame), frames.claimed(frame)
        for host in self._segment.hosts:
            if question and host.address == question.address:
                self._send(frames.answer(host, question.asker))
        # At the very first moment: what is not ready then shall be seen.
        new = {client for client in self._segment.clients if client.after == claimed} - self._awake
        self._awake |= new
        self._knock(new)

    def _send(self, frame):
        """A handful waits in the cable for a node that does not listen yet; what finds no room there was not sent."""
        try:
            self._near.send(frame)
        except (BlockingIOError, ConnectionError):
            return
        self._kept.append((time.time(), frame))
