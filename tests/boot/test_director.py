# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A director that `ipvs` and `vip` have made, and its next boot, captured from the first frame to the last."""

from __future__ import annotations

import json

import pytest

from tests.boot import laws
from tests.boot.layout import DIRECTOR, NEIGHBOUR, REALSERVER, ROUTER, VIPS

MAC = DIRECTOR.mac
EVERYBODY = ("ff:ff:ff:ff:ff:ff", "33:33:00:00:00:01")
every_vip = pytest.mark.parametrize("vip", VIPS)


@pytest.fixture(scope="session", params=["new", "rebooted"])
def life(request):
    return request.getfixturevalue({"new": "new_director", "rebooted": "director"}[request.param])


def lost(life, vip):
    """Requests from the first word of the VIP on to the order to end that did not leave for the real server."""
    sent = {frame.sender_port for frame in laws.openings(life.frames, MAC, REALSERVER.mac, vip)}
    asked = laws.openings(life.frames, ROUTER.mac, MAC, vip)
    return [frame for frame in asked if frame.time < life.ready and frame.sender_port not in sent]


@every_vip
def test_no_request_is_lost_from_the_first_word_of_the_vip_on(life, vip):
    """The first one is the very next frame: there is a table before anybody can know where the VIP is."""
    first = laws.said(life.frames, MAC, vip)[0]
    opened = laws.openings(life.frames, ROUTER.mac, MAC, vip)
    assert life.frames.index(opened[0]) == life.frames.index(first) + 1
    assert len(opened) > 5
    assert lost(life, vip) == []
    assert laws.segments(life.frames, MAC, vip, "R.") == []


@every_vip
def test_the_segment_was_asked_all_the_time(life, vip):
    """Silence before that word is silence, for its own address was answered then."""
    first = laws.said(life.frames, MAC, vip)[0].time
    own = [frame.time for frame in laws.said(life.frames, MAC, DIRECTOR.address(vip)) if frame.time < first]
    asked = [frame.time for frame in laws.questions(life.frames, NEIGHBOUR.mac, vip) if own[0] < frame.time < first]
    assert len(asked) > 10


@every_vip
def test_it_tells_everybody(life, vip):
    told = [frame for frame in laws.said(life.frames, MAC, vip) if frame.target in EVERYBODY]
    kinds = ["nd reply"] if ":" in vip else ["arp request", "arp reply"]
    assert [frame.kind for frame in told] == kinds * (len(told) // len(kinds))
    assert len(told) >= 3


def test_after_the_boot_it_is_as_the_modules_left_it(new_director, director):
    assert [result["changed"] for result in new_director.results] == [True, True]
    assert [result["changed"] for result in director.results] == [False, False]
    _lo, eth0 = json.loads(director.witness("addresses.json"))
    held = {entry["local"]: entry for entry in eth0["addr_info"]}
    assert [held[vip]["prefixlen"] for vip in VIPS] == [32, 128]
    assert not any("dadfailed" in entry or "tentative" in entry for entry in eth0["addr_info"])
    table = director.witness("table").splitlines()
    assert [line for line in table if line.startswith("-a")] == [
        f"-a -t {_shown(vip)}:80 -r {_shown(REALSERVER.address(vip))}:80 -g -w 1" for vip in VIPS
    ]


def test_the_table_of_connections_has_its_size_in_both_lives(new_director, director):
    """In the first life the module loaded ip_vs, and would have told of another size; in the second the boot did."""
    assert [result.get("warnings", []) for result in new_director.results] == [[], []]
    assert director.witness("size").endswith("(size=1024)\n")


def test_the_boot_loads_what_the_table_needs(director):
    assert director.witness("modules").splitlines() == ["Inserted module 'ip_vs'", "Inserted module 'ip_vs_rr'"]


def _shown(address):
    return f"[{address}]" if ":" in address else address


@every_vip
def test_control_a_vip_before_its_table_is_seen(reversed_director, vip):
    assert lost(reversed_director, vip)
    assert laws.segments(reversed_director.frames, MAC, vip, "R.")
