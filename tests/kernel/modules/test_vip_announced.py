# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Announced VIPs by the module ``vip`` on a real kernel: what the segment hears, and who answers on it already."""

import time

import pytest

from tests.kernel.traffic import links
from tests.kernel.traffic.segment import until_settled, write_sysctl
from tests.kernel.traffic.tap import Frame
from tests.kernel.vips import OTHER, OTHER6, OWN, OWN6, VIP, VIP6, announce, held, hide, names, set_sysctl, state

#: Who probes does not say who he is (RFC 5227, section 2.1.1).
NOBODY = "0.0.0.0"  # noqa: S104 - nothing is bound to it

pytestmark = pytest.mark.usefixtures("segment")


def test_a_vip_goes_to_the_interface_that_is_on_link_and_then_is_announced(exact, segment):
    segment.tap.frames()
    result = exact(announce, VIP, f"{OTHER}/24", VIP6, f"{OTHER6}/64", announcements=2)
    frames = [frame for frame in segment.tap.frames() if frame.sender in (VIP, OTHER, VIP6, OTHER6)]
    assert names(result) == [*["add_address"] * 4, *["write_file"] * 3, "enable_unit", *["announce"] * 4]
    assert [one for one in held("eth0") if OWN not in one and OWN6 not in one] == [
        f"{VIP}/32 eth0",
        f"{OTHER}/24 eth0 secondary",
        f"{OTHER6}/64 nodad deprecated",
        f"{VIP6}/128 nodad deprecated",
    ]
    ((mac, _frame),) = {frame.mac: frame for frame in frames}.items()
    everybody, everyone6 = "ff:ff:ff:ff:ff:ff", "33:33:00:00:00:01"
    of_four = [Frame(everybody, mac, kind, vip, vip) for vip in (VIP, OTHER) for kind in ("request", "reply")] * 2
    of_six = [Frame(everyone6, mac, "advertisement", vip, "ff02::1") for vip in (VIP6, OTHER6)] * 2
    assert sorted(frames) == sorted([*of_four, *of_six])
    assert frames[:2] == frames[2:4] == of_four[:2]


@pytest.mark.parametrize(("count", "interval"), [(0, 0), (1, 0), (3, 0.2)])
def test_count_and_interval_are_as_asked_for(module, segment, count, interval):
    segment.tap.frames()
    before = time.monotonic()
    announce(module, VIP, announcements=count, announcement_interval=interval, persist=False)
    assert time.monotonic() - before >= interval * (count - 1)
    assert len([frame for frame in segment.tap.frames() if frame.sender == VIP]) == 2 * count


def test_an_interface_can_be_named(exact):
    links.add_dummy("eth1")
    until_settled("eth1")
    assert exact(announce, "198.51.100.1")["msg"] == (
        "addresses: '198.51.100.1' is in no subnet of this host; name the interface"
    )
    names(exact(announce, "198.51.100.1/24", interface="eth1"))
    assert held("eth1") == ["198.51.100.1/24 eth1"]


def test_what_goes_is_what_came(exact, tmp_path):
    links.add_dummy("eth1")
    until_settled("eth1")
    before = state(tmp_path)
    exact(announce, VIP, f"{OTHER}/24", VIP6)
    exact(announce, "198.51.100.1/24", interface="eth1")
    exact(announce, VIP, f"{OTHER}/24", VIP6, "198.51.100.1/24", state="absent")
    assert state(tmp_path) == before


def test_withdrawing_takes_no_address_of_others_along(exact):
    """The kernel deletes with the first address of a network the later ones, unless it is told to promote them."""
    links.add_dummy("eth1")
    until_settled("eth1")
    names(exact(announce, "198.51.100.1/24", interface="eth1"))
    links.add_address("eth1", "198.51.100.2/24")
    assert exact(announce, "198.51.100.1/24", state="absent")["msg"] == (
        "addresses: '198.51.100.1' was the first of its network on eth1: the kernel would delete 198.51.100.2 with it. "
        "Set sysctl net/ipv4/conf/eth1/promote_secondaries to 1"
    )
    set_sysctl("promote_secondaries", 1, "eth1")
    names(exact(announce, "198.51.100.1/24", state="absent"))
    assert held("eth1") == ["198.51.100.2/24 eth1"]


def test_a_vip_that_came_later_in_its_network_goes_alone(exact):
    names(exact(announce, f"{VIP}/24", f"{OTHER}/24"))
    links.add_address("eth0", "203.0.113.77/24")
    names(exact(announce, f"{VIP}/24", f"{OTHER}/24", state="absent"))
    assert held("eth0")[:2] == [f"{OWN}/24 eth0", "203.0.113.77/24 eth0 secondary"]


def test_vips_that_are_a_network_of_their_own_go_together(exact):
    links.add_dummy("eth1")
    until_settled("eth1")
    names(exact(announce, "198.51.100.1/24", "198.51.100.2/24", interface="eth1"))
    names(exact(announce, "198.51.100.1/24", "198.51.100.2/24", state="absent"))
    assert held("eth1") == []


@pytest.mark.parametrize("vip", [VIP, VIP6])
def test_a_vip_that_somebody_answers_for_is_refused_unless_told_otherwise(exact, segment, vip):
    with segment.neighbour.entered():
        links.add_address("eth0", f"{vip}/{128 if ':' in vip else 32}")
        mac = links.mac("eth0")
    message = f"addresses: {vip!r} is held by {mac} on the segment of eth0; duplicates: ignore takes it over"
    assert exact(announce, vip, duplicates="refuse")["msg"] == message
    names(exact(announce, vip))
    assert any(vip in one for one in held("eth0"))


def test_a_director_that_comes_back_finds_no_duplicate_where_real_servers_hide_the_vip(exact, module, segment):
    with segment.neighbour.entered():
        write_sysctl("conf.all.arp_ignore", 1)
        for vip in (f"{VIP}/32", f"{VIP6}/128"):
            links.add_address("lo", vip)
    names(exact(announce, VIP, VIP6, duplicates="refuse", persist=False))
    names(announce(module, VIP, VIP6, state="absent"))
    with segment.neighbour.entered():
        write_sysctl("conf.all.arp_ignore", 0)
    assert f"addresses: {VIP!r} is held by" in announce(module, VIP, VIP6, duplicates="refuse")["msg"]


def test_who_has_them_is_asked_for_all_vips_at_once(module, segment):
    segment.tap.frames()
    announce(module, VIP, f"{OTHER}/24", duplicates="refuse", announcements=0, persist=False)
    asked = [frame.target for frame in segment.tap.frames() if frame.kind == "request" and frame.sender == NOBODY]
    assert asked == [VIP, OTHER] * 3


def test_a_vip_that_the_host_holds_itself_is_asked_for_no_more(module, segment):
    announce(module, VIP, persist=False)
    segment.tap.frames()
    assert names(announce(module, VIP, duplicates="refuse", persist=False)) == []
    assert [frame for frame in segment.tap.frames() if VIP in (frame.sender, frame.target)] == []


def test_one_vip_is_never_hidden_and_announced(exact):
    names(exact(hide, VIP, VIP6))
    for vip in (VIP, VIP6):
        full = 128 if ":" in vip else 32
        assert exact(announce, vip)["msg"] == (
            f"addresses: {vip!r} is on lo as /{full} already; it belongs on eth0 as /{full}"
        )
    names(exact(hide, VIP, VIP6, state="absent"))
    names(exact(announce, VIP))
    assert exact(hide, VIP)["msg"] == f"addresses: {VIP!r} is on eth0 as /32 already; it belongs on lo as /32"


def test_what_the_host_holds_of_both_kinds_is_told_whatever_call_it_came_with(exact):
    told = [
        {kind: result[kind] for kind in ("hidden", "announced")}
        for result in (
            exact(hide, VIP6, VIP),
            exact(announce, OTHER),
            exact(hide, VIP, state="absent"),
            exact(announce, OTHER6),
            exact(announce, OTHER, state="absent"),
        )
    ]
    assert told == [
        {"hidden": [VIP6, VIP], "announced": []},
        {"hidden": [VIP6, VIP], "announced": [OTHER]},
        {"hidden": [VIP6], "announced": [OTHER]},
        {"hidden": [VIP6], "announced": [OTHER6, OTHER]},
        {"hidden": [VIP6], "announced": [OTHER6]},
    ]
