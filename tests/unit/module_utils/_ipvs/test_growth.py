# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import itertools

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import growth

SERVICE, OTHER = "tcp 203.0.113.10:80", "udp 203.0.113.10:53"


def counters(connections, inpkts=0, outpkts=0):
    return {"connections": connections, "inpkts": inpkts, "outpkts": outpkts}


@pytest.mark.parametrize(
    ("before", "after", "grown"),
    [
        ({SERVICE: counters(5, 30)}, {SERVICE: counters(9, 54, 1)}, {SERVICE: counters(4, 24, 1)}),
        ({SERVICE: counters(5, 30)}, {SERVICE: counters(5, 30)}, {SERVICE: counters(0)}),
        ({}, {SERVICE: counters(9, 54)}, {SERVICE: counters(9, 54)}),
        ({SERVICE: counters(9, 54)}, {SERVICE: counters(2, 60)}, {SERVICE: counters(2, 60)}),  # zeroed meanwhile
        ({SERVICE: counters(9), OTHER: counters(1)}, {OTHER: counters(1)}, {OTHER: counters(0)}),
    ],
)
def test_growth(before, after, grown):
    assert growth.grown(before, after) == grown


class Clock:
    """Time that passes while somebody sleeps."""

    now = 100.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def settled(monkeypatch):
    """``settled(readings)``: what comes of readings one after another, and how long it took."""

    class Family:
        def __init__(self, *_arguments): ...
        def close(self): ...

    def call(readings):
        clock, left = Clock(), iter(readings)
        monkeypatch.setattr(growth, "time", clock)
        monkeypatch.setattr(growth, "GenericFamily", Family)
        monkeypatch.setattr(growth, "is_loaded", lambda: True)
        monkeypatch.setattr(growth, "_read", lambda _family, _vips: next(left))
        return growth.settled([]), clock.now - 100

    return call


def test_counters_have_come_to_rest_when_the_kernels_sum_was_due_and_nothing_new_came(settled):
    moving = [{SERVICE: counters(number)} for number in (1, 1, 2)]
    found, took = settled(itertools.chain(moving, itertools.repeat({SERVICE: counters(3)})))
    assert found == {SERVICE: counters(3)}
    assert 3 * 0.25 + 2 < took < 4


def test_those_that_never_rest_are_taken_as_they_are(settled):
    found, took = settled({SERVICE: counters(number)} for number in itertools.count())
    assert found[SERVICE]["connections"] == 32
    assert took == 8


def test_where_there_is_no_service_nothing_is_waited_for(settled, monkeypatch):
    assert settled(itertools.repeat({})) == ({}, 0)
    monkeypatch.setattr(growth, "is_loaded", lambda: False)
    assert growth.settled(["203.0.113.10"]) == {}
