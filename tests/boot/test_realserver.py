# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server that the module `vip` has made, and its next boot, captured from the first frame to the last."""

from __future__ import annotations

import json

import pytest

from tests.boot import laws
from tests.boot.layout import CLIENT, DIRECTOR, NEIGHBOUR, REALSERVER, ROUTER, VIPS

MAC = REALSERVER.mac
HIDING = "net.ipv4.conf.all.arp_ignore = 1\nnet.ipv4.conf.all.arp_announce = 2\n"
every_vip = pytest.mark.parametrize("vip", VIPS)


@pytest.fixture(scope="session", params=["new", "rebooted"])
def life(request):
    """Laws hold when the VIPs are new, and when the host boots with them."""
    return request.getfixturevalue({"new": "new_realserver", "rebooted": "realserver"}[request.param])


@every_vip
def test_nobody_learns_a_vip_from_it(life, vip):
    assert laws.said(life.frames, MAC, vip) == []
    assert laws.neighbour_entry(life.frames, ROUTER.mac, vip, DIRECTOR.mac) == [DIRECTOR.mac]


@every_vip
def test_it_was_asked_all_the_time_and_heard_it(life, vip):
    """The control: its own address, asked for in the same breath, is answered from the beginning to the end."""
    own = [frame.time for frame in laws.said(life.frames, MAC, REALSERVER.address(vip))]
    asked = [frame.time for frame in laws.questions(life.frames, NEIGHBOUR.mac, vip)]
    assert len([moment for moment in asked if own[0] <= moment <= own[-1]]) >= len(own) / 2 > 20
    opened = laws.openings(life.frames, DIRECTOR.mac, MAC, vip)
    assert own[0] <= opened[0].time
    assert own[-1] > life.ready


@every_vip
def test_it_has_to_ask_for_its_router_and_does_so_by_its_own_name(life, vip):
    """What it has to send to the router is from the VIP: the very case in which a leak begins."""
    asked = laws.questions(life.frames, MAC, ROUTER.address(vip))
    assert asked
    assert {frame.sender for frame in asked} <= {REALSERVER.address(vip), "fe80::ff:fe00:b"}


@every_vip
def test_a_client_is_answered_from_the_vip_by_way_of_the_router(life, vip):
    answers = laws.segments(life.frames, MAC, vip, "S.")
    assert {(frame.target, frame.receiver, frame.sender_port) for frame in answers} == {
        (ROUTER.mac, CLIENT[VIPS.index(vip)], 80)
    }


def test_after_the_boot_it_is_as_the_module_left_it(new_realserver, realserver):
    assert [result["changed"] for result in new_realserver.results + realserver.results] == [True, False]
    assert "warnings" not in realserver.results[0]
    lo, _eth0 = json.loads(realserver.witness("addresses.json"))
    held = {entry["local"]: entry for entry in lo["addr_info"]}
    assert (held[VIPS[0]]["prefixlen"], held[VIPS[0]]["label"]) == (32, "lo:0")
    assert (held[VIPS[1]]["prefixlen"], held[VIPS[1]]["preferred_life_time"]) == (128, 0)
    assert realserver.witness("sysctls") == HIDING


def test_the_vips_are_there_before_the_network_begins(realserver):
    began = realserver.moments()
    assert (
        0 < began["lvs-cluster-realserver.service"] <= began["network-pre.target"] <= began["systemd-networkd.service"]
    )


def test_control_the_wrong_order_is_seen(reversed_realserver):
    seen = reversed_realserver.frames
    told = {frame.kind for frame in laws.said(seen, MAC, VIPS[0])}
    assert told == {"arp reply", "arp request"}
    assert laws.neighbour_entry(seen, ROUTER.mac, VIPS[0], DIRECTOR.mac) == [DIRECTOR.mac, MAC]
    assert {frame.kind for frame in laws.said(seen, MAC, VIPS[1])} >= {"nd reply"}


def test_control_the_sysctls_end_it_and_the_router_believes_on(reversed_realserver):
    """At its end such a host looks as it should. The router sends it all requests, past the director."""
    seen, vip = reversed_realserver.frames, VIPS[0]
    assert reversed_realserver.witness("sysctls") == HIDING
    last = laws.said(seen, MAC, vip)[-1].time
    assert len([frame for frame in laws.questions(seen, NEIGHBOUR.mac, vip) if frame.time > last]) > 10
    assert laws.said(seen, MAC, REALSERVER.address(vip))[-1].time > last
