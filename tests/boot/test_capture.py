# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""That the captures are whole, and every word in them was read; else nothing follows from what is not in them."""

from __future__ import annotations

import json

import pytest

from lab import processes, state

LIVES = ("new_realserver", "realserver", "reversed_realserver", "new_director", "director", "reversed_director")


@pytest.fixture(params=LIVES)
def life(request):
    return request.getfixturevalue(request.param)


def test_all_that_the_node_sent_was_kept(life):
    (link,) = json.loads(life.witness("link.json"))
    sent = link["stats64"]["tx"]
    assert (
        len([frame for _moment, frame in life.kept if frame[6:12].hex(":") == life.machine.mac])
        >= sent["packets"]
        > 100
    )
    assert (sent["dropped"], sent["errors"]) == (0, 0)


def test_every_packet_of_arp_and_every_solicitation_was_read(life):
    arp = [frame for _moment, frame in life.kept if frame[12:14] == b"\x08\x06"]
    assert len([frame for frame in life.frames if frame.kind.startswith("arp")]) == len(arp)
    discovery = [frame for _moment, frame in life.kept if frame[12:14] == b"\x86\xdd" and frame[54] in (135, 136)]
    told = [frame for frame in discovery if frame[20] == 58]
    assert len([frame for frame in life.frames if frame.kind.startswith("nd")]) == len(told) > 100


def test_the_node_came_up_whole_and_left_nothing(life):
    assert life.witness("failed") == ""
    jobs = state.folder() / "guests" / "node-"
    assert (processes.of(jobs), list(jobs.parent.glob("node-*"))) == ([], [])
