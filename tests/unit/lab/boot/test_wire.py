# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire, with the test as the node at its other end."""

import time

import pytest

from lab.boot import frames
from lab.boot.frames import Host
from lab.boot.wire import Client, Segment, Wire
from lab.cluster.nodes import until

ROUTER, NODE = Host("02:00:00:00:00:01", "10.0.0.1"), Host("02:00:00:00:00:0b", "10.0.0.11")
NEIGHBOURS = Host("02:00:00:00:00:09", "10.0.0.9"), Host("02:00:00:00:00:09", "2001:db8::9")
VIP = Host(NODE.mac, "10.0.0.100")
CLIENT = Client(Host("02:00:00:00:00:02", "198.51.100.7"), VIP, NODE.address)


@pytest.fixture
def wire():
    with Wire(Segment((ROUTER,), NEIGHBOURS, ("10.0.0.100", "2001:db8::100"), (CLIENT,))) as wire:
        wire.node_end.settimeout(5)
        yield wire


def next_frame(wire, wanted):
    """The next frame from the wire that is wanted; its questions come in between."""
    return next(frame for frame in iter(lambda: wire.node_end.recv(2000), None) if wanted(frame))


def test_it_asks_for_every_wanted_address_in_its_family(wire):
    asked = [frames.asked(wire.node_end.recv(2000)) for _turn in range(4)]
    assert [(question.address, question.asker) for question in asked] == [
        ("10.0.0.100", NEIGHBOURS[0]),
        ("2001:db8::100", NEIGHBOURS[1]),
    ] * 2


def test_it_answers_for_those_whom_it_plays_and_nobody_else(wire):
    asker = Host(NODE.mac, "10.0.0.12")
    wire.node_end.send(frames.question(asker, "10.0.0.77"))
    wire.node_end.send(frames.question(asker, ROUTER.address))
    answer = next_frame(wire, lambda frame: frames.asked(frame) is None)
    assert answer == frames.answer(ROUTER, asker)


def test_a_client_comes_as_the_very_next_frame_after_the_word_that_it_waits_for(wire):
    next_frame(wire, bool)
    word = frames.answer(NODE, NEIGHBOURS[0])
    assert not any(frame[:6] == bytes.fromhex("02000000000b") for _time, frame in wire.kept())
    wire.node_end.send(word)
    first = next_frame(wire, lambda frame: frames.asked(frame) is None)
    assert first == frames.opening(CLIENT.host, 40000, VIP, 80)
    # A frame is kept once it is sent, so it may be here first.
    assert until(lambda: first in [frame for _time, frame in wire.kept()])
    kept = [frame for _time, frame in wire.kept()]
    assert kept.index(first) == kept.index(word) + 1
    assert next_frame(wire, lambda frame: frames.asked(frame) is None) == frames.opening(CLIENT.host, 40001, VIP, 80)


def test_a_node_that_does_not_listen_finds_but_a_handful_of_old_questions(wire):
    assert until(lambda: wire.kept() and time.time() > wire.kept()[0][0] + 0.5)
    assert 2 <= len(wire.kept()) < 12


def test_every_frame_is_kept_both_ways_in_the_order_of_its_time(wire):
    received = [wire.node_end.recv(2000) for _turn in range(10)]
    wire.node_end.send(frames.question(NODE, "10.0.0.77"))
    sent = frames.question(NODE, "10.0.0.77")
    assert until(lambda: sent in [frame for _time, frame in wire.kept()])
    kept = wire.kept()
    assert [frame for _time, frame in kept if frame != sent][:10] == received
    assert [moment for moment, _frame in kept] == sorted(moment for moment, _frame in kept)
