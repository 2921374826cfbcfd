# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a watch makes of what it saw."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from lab.cluster.frames import Frame
from lab.cluster.watch import Seen, judge, parse_entries

VIP, VIP6, ALL = "10.0.1.100", "2001:db8::100", "ff:ff:ff:ff:ff:ff"
ENTRIES = """10.0.1.100 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE
Deleted 10.0.1.100 dev eth0 lladdr 02:00:00:00:00:09 STALE
10.0.1.100 dev eth0  FAILED
2001:db8::100 dev eth0 lladdr 02:00:00:00:00:01 router STALE
10.0.1.100 dev eth0 lladdr 02:00:00:00:00:03 STALE
10.0.1.100 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE
"""


@pytest.fixture
def quiet(seen):
    """The router asks for both VIPs, the director answers, and each real server asks for the router."""
    mac = seen.mac
    asked = [
        Frame(mac("router"), ALL, "arp request", "10.0.1.1", VIP),
        Frame(mac("router"), ALL, "nd request", "fe80::1", VIP6),
    ]
    told = [
        Frame(mac("director"), mac("router"), "arp reply", VIP),
        Frame(mac("director"), mac("router"), "nd reply", VIP6, "fe80::1"),
    ]
    own = [
        Frame(mac(name), ALL, kind, sender, receiver)
        for name, rip in seen.layout.rips.items()
        for kind, sender, receiver in (("arp request", rip, "10.0.1.1"), ("nd request", "fe80::2", "fe80::1"))
    ]
    entries = {vip: [mac("director")] for vip in (VIP, VIP6)}
    return Seen([*asked, *told, *own], entries, Counter(), Counter())  # fmt: skip


def complaints(seen, quiet):
    return judge(quiet, seen.layout, seen.legs, (VIP, VIP6))


def test_silence_with_its_control_frames_is_well(seen, quiet):
    assert complaints(seen, quiet) == {}


@pytest.mark.parametrize(("kind", "vip"), [("arp request", VIP), ("arp reply", VIP), ("nd reply", VIP6)])
def test_a_vip_as_sender_is_a_leak_whoever_sends_it(seen, quiet, kind, vip):
    for mac, name in ((seen.mac("web2"), "web2"), ("02:00:00:00:00:99", "02:00:00:00:00:99")):
        leaking = replace(quiet, frames=[*quiet.frames, Frame(mac, ALL, kind, vip, "10.0.1.1")])
        assert complaints(seen, leaking) == {"leak": [f"1 times {name} sent an {kind} with {vip} as sender"]}


def test_a_router_that_ever_believed_another_is_named(seen, quiet):
    entries = {**quiet.entries, VIP: [seen.mac("director"), seen.mac("web1")]}
    assert complaints(seen, replace(quiet, entries=entries)) == {"entry": [f"the router took web1 for {VIP}"]}


def test_without_its_control_frames_silence_proves_nothing(seen, quiet):
    for number, frame in enumerate(quiet.frames):
        without = replace(quiet, frames=quiet.frames[:number] + quiet.frames[number + 1 :])
        lacks = frame.kind in ("arp request", "nd request")
        assert complaints(seen, without).keys() == ({"control"} if lacks else set()), frame
    assert complaints(seen, replace(quiet, entries={})).keys() == {"control"}


def test_an_address_that_is_none_yet_is_no_control(seen, quiet):
    frames = [replace(each, sender="::") if each.source == seen.mac("web1") else each for each in quiet.frames]
    assert len(complaints(seen, replace(quiet, frames=frames))["control"]) == 2


def test_entries_are_what_the_router_learned_in_order():
    director, web1 = "02:00:00:00:00:01", "02:00:00:00:00:03"
    assert parse_entries(ENTRIES) == {VIP: [director, web1], VIP6: [director]}
