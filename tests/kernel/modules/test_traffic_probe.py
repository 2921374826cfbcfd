# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``traffic_probe`` against services that answer, refuse, break off and keep silent; they count, too."""

import contextlib
import socket
import struct
import threading
import time

import pytest
from ansible_collections.lvs.cluster.plugins.modules import traffic_probe

from tests.kernel.neighbourhood import ip, load_ipv6

VIP, VIP6, AWAY, NOWHERE = "203.0.113.10", "2001:db8::10", "203.0.113.66", "198.51.100.1"
PORT, ANSWER = 8080, b"a page\n" * 20000
NOTHING = dict.fromkeys(("answered", "refused", "timed_out", "reset", "bytes"), 0)
_RESET = struct.pack("ii", 1, 0)  # struct linger: on, 0 s
both_families = pytest.mark.parametrize("address", [VIP, VIP6])


@pytest.fixture(autouse=True)
def host():
    """A host with both addresses, and one address on a link where nobody takes anything."""
    load_ipv6()
    ip("link add eth0 type dummy", "link set eth0 arp off up", "address add 203.0.113.2/24 dev eth0")
    ip(f"address add {VIP}/32 dev lo", f"address add {VIP6}/128 dev lo nodad")


@pytest.fixture
def probe(module):
    def call(*services, **params):
        result = module(traffic_probe.main, services=list(services), **{"timeout": 0.5, **params})
        assert result["changed"] is False
        return result["requests"]

    return call


@contextlib.contextmanager
def serving(address, behave, kind=socket.SOCK_STREAM):
    """Have ``behave(socket, client)`` called for every client; the list has who came."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    came, ended = [], threading.Event()
    with socket.socket(family, kind) as server:
        server.settimeout(0.05)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((address, PORT))
        if kind == socket.SOCK_STREAM:
            server.listen(64)

        def serve():
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    came.append(behave(server))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield came
        finally:
            ended.set()
            thread.join()


def answering(server):
    connection, client = server.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(ANSWER)
    return client[:2]


def silent(server):
    """Answers without an end, for as long as the client has patience."""
    connection, client = server.accept()
    with connection:
        connection.sendall(b"so far")
        with contextlib.suppress(ConnectionError):
            while connection.recv(1000):
                pass
    return client[:2]


def breaking(server):
    connection, client = server.accept()
    connection.recv(1000)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.close()
    return client[:2]


def closing(server):
    connection, client = server.accept()
    connection.recv(1000)
    connection.close()
    return client[:2]


def echoing(server):
    question, client = server.recvfrom(1000)
    server.sendto(b"<" + question, client)
    return question


def listening(server):
    return server.recvfrom(1000)[0]


def service(address, send="hello\r\n", **changes):
    return {"address": address, "port": PORT, "send": send, "count": 3, **changes}


def result(address, protocol="tcp", sent=3, error="", **counts):
    return {"address": address, "port": PORT, "protocol": protocol, "sent": sent, "error": error, **NOTHING, **counts}


@both_families
def test_answers_come_to_their_end_each_on_a_connection_of_its_own(probe, address):
    with serving(address, answering) as came:
        found = probe(service(address))
    assert found == [result(address, answered=3, bytes=3 * len(ANSWER))]
    assert len(set(came)) == 3


@both_families
def test_without_anything_to_send_a_connection_is_enough(probe, address):
    with serving(address, closing) as came:
        found = probe(service(address, send=None))
        deadline = time.monotonic() + 10
        while len(came) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    assert found == [result(address, answered=3)]


@both_families
@pytest.mark.parametrize(
    ("behave", "counts"),
    [
        (breaking, {"reset": 3, "error": "Connection reset by peer"}),
        (closing, {"error": "closed without an answer"}),
        (silent, {"timed_out": 3, "bytes": 18, "error": "timed out: 6 bytes came, and then no end"}),
    ],
)
def test_what_is_no_whole_answer_is_told_apart(probe, address, behave, counts):
    with serving(address, behave):
        assert probe(service(address)) == [result(address, **counts)]


@both_families
@pytest.mark.parametrize("protocol", ["tcp", "udp"])
def test_where_nobody_listens_it_is_refused(probe, address, protocol):
    assert probe(service(address, protocol=protocol)) == [
        result(address, protocol, refused=3, error="Connection refused")
    ]


def test_a_connection_that_nobody_takes_times_out_and_one_without_a_way_says_so(probe):
    found = probe(service(AWAY), service(NOWHERE))
    assert found == [result(AWAY, timed_out=3, error="timed out"), result(NOWHERE, error="Network is unreachable")]


@both_families
def test_a_datagram_that_comes_back_is_an_answer(probe, address):
    with serving(address, echoing, socket.SOCK_DGRAM) as came:
        found = probe(service(address, "frage ä", protocol="udp"), service(address, None, protocol="udp", count=1))
    assert found == [
        result(address, "udp", answered=3, bytes=27),
        result(address, "udp", sent=1, answered=1, bytes=1),
    ]
    assert came == ["frage ä".encode()] * 3 + [b""]


@both_families
def test_a_datagram_that_does_not_is_none(probe, address):
    with serving(address, listening, socket.SOCK_DGRAM) as came:
        assert probe(service(address, protocol="udp")) == [result(address, "udp", timed_out=3, error="timed out")]
    assert len(came) == 3


def test_a_datagram_from_another_address_is_none(probe):
    """As one of a real server that answers with its own."""

    def astray(server):
        question, client = server.recvfrom(1000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("203.0.113.2", PORT))
            other.sendto(question, client)
        return question

    with serving(VIP, astray, socket.SOCK_DGRAM) as came:
        assert probe(service(VIP, protocol="udp")) == [result(VIP, "udp", timed_out=3, error="timed out")]
    assert len(came) == 3


def test_the_deadline_ends_all_of_it(probe):
    began = time.monotonic()
    found = probe(service(AWAY, count=1000), service(VIP), timeout=0.4, deadline=1)
    assert time.monotonic() - began < 3
    assert found == [
        result(AWAY, sent=3, timed_out=3, error="timed out"),
        result(VIP, sent=0, error="there was no time for all of them"),
    ]


def test_check_mode_asks_as_well(module):
    with serving(VIP, answering) as came:
        found = module(traffic_probe.main, check_mode=True, services=[service(VIP)])["requests"]
    assert found == [result(VIP, answered=3, bytes=3 * len(ANSWER))]
    assert len(came) == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"address": "www"}, "services[1]: address: 'www' is not an IP address"),
        ({"port": 0}, "services[1]: port: 0 is not between 1 and 65535"),
        ({"count": 0}, "services[1]: count: 0 is not between 1 and 10000"),
    ],
)
def test_a_bad_value_is_refused_before_anything_is_sent(module, changes, message):
    with serving(VIP, answering) as came:
        refused = module(traffic_probe.main, services=[service(VIP), {**service(VIP), **changes}])
    assert (refused["msg"], came) == (message, [])
    assert module(traffic_probe.main, services=[], timeout="nan")["msg"] == (
        "timeout: nan is not a time between 0.1 and 60 s"
    )
