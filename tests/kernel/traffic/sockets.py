# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients and real servers as sockets of this one process, served by one loop: no process, no thread, no waiting.

A socket stays in the namespace in which it was opened, so one process can be every host of a segment.
"""

import contextlib
import itertools
import selectors
import socket
import struct
import time

#: How often a condition is looked at that no socket reports, in s.
POLL = 0.02
_MOST = 4096
_RESET = struct.pack("ii", 1, 0)  # struct linger: on, 0 s
_questions = itertools.count()
#: A port that comes again soon would be a connection that the director knows already, and so would its real server be.
_client_ports = itertools.cycle(range(20000, 65536))


class Loop:
    """Sockets and what to call when one of them is ready."""

    def __init__(self):
        self._selector = selectors.DefaultSelector()

    def watch(self, sock, ready, events=selectors.EVENT_READ):
        sock.setblocking(False)
        self._selector.register(sock, events, ready)

    def forget(self, sock):
        """Close it."""
        self._selector.unregister(sock)
        sock.close()

    def until(self, done, timeout):
        """Serve the sockets until ``done()`` is true, at most ``timeout`` s; return whether it is."""
        deadline = time.monotonic() + timeout
        while not done():
            if time.monotonic() > deadline:
                return False
            for key, _events in self._selector.select(POLL):
                # What was called before may have closed this socket, and its number may be another's by now.
                if self._selector.get_map().get(key.fd) is key:
                    key.data()
        return True

    def close(self):
        for key in list(self._selector.get_map().values()):
            self.forget(key.fileobj)
        self._selector.close()


class RealServer:
    """Answers every question with its name and the question. ``accepted``: how many TCP connections it ever had."""

    def __init__(self, name, address, namespace, loop):
        self.name, self.address = name, address
        self.accepted = 0
        self._namespace, self._loop = namespace, loop
        self._connections = {}

    def listen(self, vip, tcp=(), udp=()):
        with self._namespace.entered():
            listeners = {port: socket.create_server((vip, port), backlog=1024) for port in tcp}
            receivers = [_bound(socket.SOCK_DGRAM, (vip, port)) for port in udp]
        for port, listener in listeners.items():
            self._loop.watch(listener, lambda listener=listener, port=port: self._accept(listener, port))
        for receiver in receivers:
            self._loop.watch(receiver, lambda receiver=receiver: self._answer_datagram(receiver))

    def has(self, conversation):
        return conversation.identity in self._connections

    def reset(self, conversation):
        """Break the connection off from this side, as a server that crashes does: its RST passes no director."""
        connection = self._connections[conversation.identity]
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._drop(conversation.identity)

    def _accept(self, listener, port):
        connection, client = listener.accept()
        identity = (*client, port)
        self.accepted += 1
        self._connections[identity] = connection
        self._loop.watch(connection, lambda: self._answer(connection, identity))

    def _answer(self, connection, identity):
        question = b""
        with contextlib.suppress(ConnectionError):
            question = connection.recv(_MOST)
        if question:
            connection.send(self._signed(question))
        else:
            self._drop(identity)

    def _answer_datagram(self, receiver):
        question, client = receiver.recvfrom(_MOST)
        receiver.sendto(self._signed(question), client)

    def _signed(self, question):
        return self.name.encode() + b" " + question

    def _drop(self, identity):
        self._loop.forget(self._connections.pop(identity))


class Conversation:
    """A client's TCP connection or UDP flow. ``identity``: client's address and port, and the service's port.

    ``fault`` is why it is dead, ``server`` the name of the real server that answered last.
    """

    def __init__(self, kind, source, vip, port, loop):
        """Send what a client sends first; to be called in the client's namespace."""
        self.fault = self.server = None
        self._question, self._heard = b"", b""
        self._loop = loop
        self._socket = _bound(kind, (source, next(_client_ports)))
        self.identity = (*self._socket.getsockname(), port)
        loop.watch(self._socket, self._hear)
        with contextlib.suppress(BlockingIOError):
            self._socket.connect((vip, port))

    @property
    def answered(self):
        return self._heard.endswith(b" " + self._question)

    def ask(self):
        """Send a question that was never asked before."""
        self._question, self._heard = b"%d\n" % next(_questions), b""
        try:
            self._socket.send(self._question)
        except OSError as error:
            self._fail(error)

    def close(self):
        if self._socket.fileno() >= 0:
            self._loop.forget(self._socket)

    def _hear(self):
        try:
            heard = self._socket.recv(_MOST)
        except BlockingIOError:
            return
        except OSError as error:
            self._fail(error)
            return
        self._heard += heard
        if not heard:
            self._fail(EOFError("closed by the server"))
        elif self.answered:
            self.server = self._heard.split(b" ", 1)[0].decode()

    def _fail(self, error):
        self.fault = self.fault or f"{type(error).__name__}: {error}"
        self.close()


def _bound(kind, address):
    sock = socket.socket(socket.AF_INET, kind)
    sock.bind(address)
    return sock
