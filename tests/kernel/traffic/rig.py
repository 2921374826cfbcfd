# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real connections through a real director, for tests of what an edit of its table does to them."""

import contextlib
import pathlib
import resource
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tests.kernel.traffic import segment
from tests.kernel.traffic.sockets import Conversation, Loop, RealServer

#: What every real server serves.
TCP_PORTS = (80, 443, 8080, 8443)
UDP_PORTS = (53, 123)

#: How long an answer may take, in s, before it is lost: TCP sends a lost segment again after 0.2 s, a SYN after 1 s.
PATIENCE = 4.0
#: Connections that are opened at once: more would not all find room while the first ones wait for ARP's answer.
_BURST = 50


class LostError(Exception):
    """A client was refused, or got no answer."""


class Tracked(NamedTuple):
    """A line of /proc/net/ip_vs_conn. ``identity`` is that of the Conversation; a template's client port is 0.

    ``state`` is the director's view (ESTABLISHED, FIN_WAIT …; UDP), ``expires`` in s.
    """

    protocol: str
    identity: tuple
    realserver: str  # its address
    state: str
    expires: int

    @property
    def is_template(self):
        return not self.identity[1]


class Rig:
    """A director with clients and real servers around it; the test's own process is on the director.

    What the test runs itself, runs on the director: the fixtures ``module`` (with ``ipvs.main``) and ``ipvsadm``, and
    segment.write_sysctl. The table is empty at first. Sockets are served only while a method of the rig waits, so
    nothing happens between two calls; a test whose module waits for something to happen uses ``meanwhile``.

    ``realservers``: RealServer by its name, ``rs1`` to ``rsN``, each with ``address`` and ``accepted`` (TCP connections
    ever made to it). Every one serves TCP_PORTS and UDP_PORTS of VIP.
    """

    def __init__(self, count=3):
        self._files = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (self._files[1], self._files[1]))
        self.segment, self._loop = segment.Segment(count), Loop()
        self.realservers = {}
        for number, namespace in enumerate(self.segment.realservers, 1):
            realserver = RealServer(f"rs{number}", segment.realserver_address(number), namespace, self._loop)
            realserver.listen(segment.VIP, TCP_PORTS, UDP_PORTS)
            self.realservers[realserver.name] = realserver

    def close(self):
        self._loop.close()
        self.segment.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, self._files)

    def connect(self, *ports, source=segment.CLIENTS[0], timeout=PATIENCE):
        """Open a TCP connection to each of ``ports`` of the VIP, and return the list once all stand.

        A port may be given many times. ``source`` is one of segment.CLIENTS. A connection's ``server`` is the name of
        the real server that accepted it. Raise LostError where one is refused, or not made within ``timeout`` s.
        """
        made = []
        for start in range(0, len(ports), _BURST):
            made += self._opened(socket.SOCK_STREAM, ports[start : start + _BURST], source)
            self._established(made[start:], timeout)
        return made

    def flows(self, *ports, source=segment.CLIENTS[0], timeout=PATIENCE):
        """Open a UDP flow to each of ``ports``; return the list once each had an answer, or raise LostError.

        ``flow.close()`` ends one, of which nobody is told: that is UDP.
        """
        flows = self._opened(socket.SOCK_DGRAM, ports, source)
        _none_lost(self.dead(flows, timeout))
        return flows

    def dead(self, conversations, timeout=PATIENCE):
        """Ask in every one of them and return ``(identity, reason)`` of those whose answer did not come."""
        for conversation in conversations:
            conversation.ask()
        self.until(lambda: all(each.answered or each.fault for each in conversations), timeout)
        return [(each.identity, each.fault or "no answer") for each in conversations if not each.answered]

    def alive(self, conversation, timeout=PATIENCE):
        """Whether a question gets its answer; ``server`` of it is who gave it, ``fault`` why nobody did."""
        return not self.dead([conversation], timeout)

    def request(self, port, source=segment.CLIENTS[0]):
        """A client's short visit: connect, ask, close. Return the name of who answered, or raise LostError."""
        (connection,) = self.connect(port, source=source)
        _none_lost(self.dead([connection]))
        self.disconnect(connection)
        return connection.server

    def disconnect(self, *connections):
        """Close TCP connections from the client's side and wait until their servers have closed them too."""
        for connection in connections:
            connection.close()
        if not self.until(lambda: not any(map(self._server_of, connections))):
            raise LostError("a server was not told of the end of its connection")

    def reset(self, *connections):
        """Let the servers break TCP connections off (RST), and wait until the clients know; the director does not."""
        for connection in connections:
            self._server_of(connection).reset(connection)
        if not self.until(lambda: all(each.fault for each in connections)):
            raise LostError("a client was not told of its server's reset")

    def tracked(self):
        """The director's own list of connections and persistence templates, as Tracked, in order."""
        lines = pathlib.Path("/proc/net/ip_vs_conn").read_text(encoding="ascii").splitlines()[1:]
        return sorted(_tracked(*line.split()[:9]) for line in lines)

    def roster(self):
        """Who is connected to whom: the director's list as a set of (protocol, identity, real server, state)."""
        return {found[:4] for found in self.tracked()}

    def until(self, done, timeout=PATIENCE):
        """Serve all sockets until ``done()`` is true, at most ``timeout`` s; return whether it is."""
        return self._loop.until(done, timeout)

    @contextlib.contextmanager
    def meanwhile(self, steps):
        """Call ``steps()`` in a thread while the body of ``with`` runs; what it raises is raised at the end.

        For a module that waits for something to happen to the traffic: the module is run in the body, and only
        ``steps`` uses the rig. The thread starts on the director too.
        """
        with ThreadPoolExecutor(1) as executor:
            future = executor.submit(steps)
            yield
            future.result()

    def service(self, port, weights=None, protocol="tcp", **settings):
        """The declaration of a service of the VIP for the module ``ipvs``.

        ``weights`` by the names of real servers, by default each with 1; a name that the rig has not, such as ``rs9``,
        is an address where nobody is. ``settings`` are the module's (scheduler, persistence …).
        """
        weights = dict.fromkeys(self.realservers, 1) if weights is None else weights
        destinations = [
            {"address": segment.realserver_address(int(name[2:])), "weight": weight} for name, weight in weights.items()
        ]
        return {"address": segment.VIP, "port": port, "protocol": protocol, "destinations": destinations, **settings}

    def _opened(self, kind, ports, source):
        with self.segment.client.entered():
            return [Conversation(kind, source, segment.VIP, port, self._loop) for port in ports]

    def _established(self, connections, timeout):
        self.until(lambda: all(each.fault or self._server_of(each) for each in connections), timeout)
        lost = [each for each in connections if each.fault or not self._server_of(each)]
        _none_lost([(each.identity, each.fault or "no connection") for each in lost])
        for each in connections:
            each.server = self._server_of(each).name

    def _server_of(self, connection):
        return next((each for each in self.realservers.values() if each.has(connection)), None)


def _none_lost(lost):
    if lost:
        raise LostError(f"{len(lost)} lost: {lost[:3]}")


def _tracked(protocol, client, client_port, _vip, port, realserver, _realserver_port, state, expires):
    identity = (_dotted(client), int(client_port, 16), int(port, 16))
    return Tracked(protocol, identity, _dotted(realserver), state, int(expires))


def _dotted(address):
    return socket.inet_ntoa(bytes.fromhex(address))
