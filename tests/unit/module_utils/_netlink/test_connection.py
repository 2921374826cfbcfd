# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection and answers that a script gives; a kernel has answered by the time that a send is done."""

import errno
import os
import socket
import struct

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.batch import AnswersLostError
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.connection import (
    NETLINK_GENERIC,
    NetlinkConnection,
    NetlinkError,
)

KIND = 0x1C


class ScriptedSocket:
    """Gives its ``answers`` in their order, an exception by raising it; then it has none."""

    def __init__(self, *_arguments):
        self.sent, self.answers = [], []
        self._never, self._writer = os.pipe()

    def recv_into(self, buffer, _size, _flags):
        if not self.answers:
            raise BlockingIOError
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        buffer[: len(answer)] = answer[: len(buffer)]
        return len(answer)

    def send(self, data):
        self.sent.append(data)

    def fileno(self):
        return self._never

    def bind(self, _address): ...

    def setblocking(self, _blocking): ...

    def setsockopt(self, *_option): ...

    def close(self):
        os.close(self._never)
        os.close(self._writer)


@pytest.fixture
def connection(monkeypatch):
    monkeypatch.setattr(socket, "socket", ScriptedSocket)
    with NetlinkConnection(NETLINK_GENERIC, timeout=0.05) as connection:
        yield connection


def error(sequence, number):
    return nl.message(nl.NLMSG_ERROR, 0, sequence, struct.pack("=i", -number) + bytes(16))


def part(sequence, payload, flags=nl.NLM_F_MULTI):
    return nl.message(KIND, flags, sequence, payload)


def done(sequence):
    return nl.message(nl.NLMSG_DONE, nl.NLM_F_MULTI, sequence, bytes(4))


def script(connection, *answers):
    connection._socket.answers += answers


def test_a_batch_is_one_send_and_only_its_last_message_is_acknowledged(connection):
    script(connection, error(3, 0))
    assert connection.batch(KIND, [b"aaaa", b"bb", b"cccc"]) == {}
    (sent,) = connection._socket.sent
    assert [(message.flags, message.sequence, message.payload) for message in nl.messages(sent)] == [
        (nl.NLM_F_REQUEST, 1, b"aaaa"),
        (nl.NLM_F_REQUEST, 2, b"bb"),
        (nl.NLM_F_REQUEST | nl.NLM_F_ACK, 3, b"cccc"),
    ]


def test_each_refusal_belongs_to_its_message_also_the_last_ones(connection):
    script(connection, error(1, errno.EEXIST), error(2, errno.ESRCH) + error(3, errno.EINVAL))
    assert connection.batch(KIND, [b"a", b"b", b"c"]) == {0: errno.EEXIST, 1: errno.ESRCH, 2: errno.EINVAL}


def test_a_late_answer_to_an_earlier_batch_is_passed_over(connection):
    with pytest.raises(AnswersLostError):
        connection.batch(KIND, [b"a", b"b"])
    script(connection, error(1, errno.EEXIST), error(2, 0), error(4, 0))
    assert connection.batch(KIND, [b"c", b"d"]) == {}


def test_when_there_was_no_room_what_came_is_kept_and_the_rest_is_lost(connection):
    script(connection, OSError(errno.ENOBUFS, "no room"), error(1, errno.EEXIST))
    with pytest.raises(AnswersLostError) as caught:
        connection.batch(KIND, [b"a", b"b", b"c"])
    assert (caught.value.errno, caught.value.refused) == (errno.ENOBUFS, {0: errno.EEXIST})


def test_without_an_acknowledgement_nobody_knows(connection):
    script(connection, error(2, errno.EEXIST))
    with pytest.raises(AnswersLostError) as caught:
        connection.batch(KIND, [b"a", b"b", b"c"])
    assert (caught.value.errno, caught.value.refused) == (errno.ETIMEDOUT, {1: errno.EEXIST})


def test_a_dump_ends_where_the_kernel_says_so(connection):
    script(connection, part(1, b"one.") + part(1, b"two."), part(1, b"tri."), done(1))
    assert connection.dump(KIND, b"") == [b"one.", b"two.", b"tri."]


def test_a_disturbed_dump_is_read_again(connection):
    script(connection, part(1, b"old.", nl.NLM_F_MULTI | nl.NLM_F_DUMP_INTR), done(1), part(2, b"new."), done(2))
    assert connection.dump(KIND, b"") == [b"new."]


def test_a_reader_is_offered_whole_datagrams_and_walks_the_rest(connection):
    class Pairs(nl.Reader):
        def many(self, _datagram):
            return ["pair"], 2 * 20

    script(connection, part(1, b"one.") + part(1, b"two.") + part(1, b"tri."), done(1))
    assert connection.dump(KIND, b"", Pairs()) == ["pair", b"tri."]


def test_a_dump_that_is_refused_says_why(connection):
    script(connection, error(1, errno.EBUSY))
    with pytest.raises(NetlinkError) as caught:
        connection.dump(KIND, b"")
    assert caught.value.errno == errno.EBUSY


def test_a_datagram_that_was_cut_off_is_an_error(connection):
    script(connection, bytes(1 << 18))
    with pytest.raises(nl.NetlinkProtocolError, match="262144 bytes"):
        connection.dump(KIND, b"")
