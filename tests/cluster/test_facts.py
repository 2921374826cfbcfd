# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fact holds on a good observation, and each thing that is wrong makes its own facts fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.cluster.breakages import BREAKAGES
from lab.cluster.facts import FACTS, choices, judge_all
from lab.cluster.frames import Frame
from lab.cluster.observe import NextHop
from lab.cluster.picture import picture
from lab.cluster.tables import Address

VIP, BROADCAST = "10.0.1.100", "ff:ff:ff:ff:ff:ff"


def failing(seen):
    return {finding.id for finding in judge_all(seen) if not finding.ok}


def with_traffic(seen, **changes):
    return replace(seen, traffic=replace(seen.traffic, **changes))


def detour(seen):
    """A reply that went into the director instead of to the router."""
    frame = Frame(seen.mac("web1"), seen.mac("director"), "ip", VIP, "10.0.2.10", 80, 40000)
    return with_traffic(seen, at_director=[*seen.traffic.at_director, frame])


def second_responder(seen):
    return replace(seen, responders={**seen.responders, "router": [seen.mac("director"), seen.mac("web1")]})


def leak(seen):
    frame = Frame(seen.mac("web1"), BROADCAST, "arp request", VIP, "10.0.1.1")
    return with_traffic(seen, arp={**seen.traffic.arp, "web1": [*seen.traffic.arp["web1"], frame]})


def elsewhere(seen):
    own, wrong = seen.addresses["web1"][0], Address(VIP, 24, "eth0", "eth0", seen.mac("web1"))
    return replace(seen, addresses={**seen.addresses, "web1": [own, wrong]})


def on_another_node(seen):
    wrong = Address(VIP, 32, "lo", "lo:0", "00:00:00:00:00:00")
    return replace(seen, addresses={**seen.addresses, "router": [*seen.addresses["router"], wrong]})


def persistent(seen):
    return replace(seen, layout=replace(seen.layout, is_persistent=True))


def all_from(seen, name):
    """Every connection was sent to one real server."""
    to_it = [
        replace(frame, target=seen.mac(name)) if frame.source == seen.mac("director") else frame
        for frame in seen.traffic.at_director
    ]
    return with_traffic(seen, at_director=to_it)


def served_by_director_too(seen):
    """The director is a real server, too, instead of web2: what would have been sent there does not leave it."""
    director, rip = "director", seen.legs["director"].address
    kept = [each for each in seen.traffic.at_director if each.target != seen.mac("web2")]
    replies = [
        replace(each, source=seen.mac(director)) if each.source == seen.mac("web2") else each
        for each in seen.traffic.replies
    ]
    nobody = {name: held for name, held in seen.addresses.items() if name != "web2"}
    return replace(
        with_traffic(seen, at_director=kept, replies=replies, arp={"web1": seen.traffic.arp["web1"]}),
        layout=replace(seen.layout, rips={"web1": seen.layout.rips["web1"], director: rip}),
        addresses=nobody,
        rules=seen.rules.replace("10.0.1.12", rip),
        to_client={"web1": seen.to_client["web1"], director: seen.to_client["web1"]},
    )


WRONG = {
    "a gateway on the way to a real server": ({"F1"}, lambda seen: replace(
        seen, to_realservers={**seen.to_realservers, "web1": NextHop("eth0", "10.0.1.1", seen.mac("router"))})),
    "another host's MAC for a real server": ({"F1"}, lambda seen: replace(
        seen, to_realservers={**seen.to_realservers, "web1": NextHop("eth0", "", seen.mac("web2"))})),
    "a real server without its own address": ({"F2"}, lambda seen: replace(
        seen, layout=replace(seen.layout, rips={**seen.layout.rips, "web2": "10.0.1.99"}),
        rules=seen.rules.replace("10.0.1.12", "10.0.1.99"))),
    "a reply through the director": ({"F3"}, detour),
    "a body that is not the page": ({"F3"}, lambda seen: with_traffic(
        seen, answers=[replace(seen.traffic.answers[0], body="cut"), *seen.traffic.answers[1:]])),
    "no page, and no answer": ({"F3"}, lambda seen: replace(
        with_traffic(seen, answers=[replace(each, body="") for each in seen.traffic.answers]),
        pages={**seen.pages, "web2": ""})),
    "a packet that the director did not count": ({"F4"}, lambda seen: with_traffic(seen, counted=3)),
    "no packet at all": ({"F4"}, lambda seen: with_traffic(seen, sent=0, counted=0)),
    "the director as gateway": ({"F5"}, lambda seen: replace(
        seen, to_client={**seen.to_client, "web1": NextHop("eth0", "10.0.1.10", seen.mac("director"))})),
    "a gateway that nobody knows": ({"F5"}, lambda seen: replace(
        seen, to_client={**seen.to_client, "web1": NextHop("eth0", "10.0.1.1", "")})),
    "the VIP on eth0": ({"F6"}, elsewhere),
    "the VIP on a node that has no part in it": ({"F6"}, on_another_node),
    "a persistent client that is spread": ({"spread"}, persistent),
    "a client that sticks without persistence": ({"spread"}, lambda seen: all_from(seen, "web1")),
    "two answers": ({"F7"}, second_responder),
    "silence without a control": ({"F7"}, lambda seen: replace(seen, control=[])),
    "the VIP as sender of an ARP request": ({"F8"}, leak),
    "an ARP capture that shows nothing": ({"F8"}, lambda seen: with_traffic(
        seen, arp={**seen.traffic.arp, "web1": []})),
    "a router that believes a real server": ({"F8"}, lambda seen: replace(seen, router_entry=seen.mac("web1"))),
    "a remapped port": ({"F9"}, lambda seen: replace(seen, rules=seen.rules.replace("12:80", "12:8080"))),
    "weights that the requests do not follow": ({"spread"}, lambda seen: replace(
        seen, layout=replace(seen.layout, scheduler="wrr"),
        rules=seen.rules.replace("12:80 -g -w 1", "12:80 -g -w 3"))),
}  # fmt: skip


def test_every_fact_holds(seen):
    assert failing(seen) == set()
    assert list(FACTS) == [*(f"F{number}" for number in range(1, 10)), "spread"]


@pytest.mark.parametrize("change", [served_by_director_too, lambda seen: persistent(all_from(seen, "web2"))])
def test_every_fact_holds_in_other_clusters(seen, change):
    assert failing(change(seen)) == set()


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_fails_its_facts_alone(seen, name):
    expected, change = WRONG[name]
    assert failing(change(seen)) == expected


def test_captures_that_show_nothing_prove_nothing(seen):
    assert failing(with_traffic(seen, replies=[], at_director=[])) == {"F3", "F9", "spread"}


def test_choices_count_connections_not_frames(seen):
    twice = with_traffic(seen, at_director=seen.traffic.at_director * 2)
    assert choices(twice) == {"web1": 2, "web2": 2}


def test_every_breakage_names_facts_and_mends():
    for breakage in BREAKAGES:
        assert breakage.fails <= set(FACTS)
        assert breakage.fails
        assert breakage.mending


@pytest.mark.parametrize("change", [lambda seen: seen, second_responder, detour])
def test_picture_fits_the_terminal(seen, change):
    lines = picture(change(seen))
    assert max(map(len, lines)) <= 100
    assert not any("\033" in line for line in lines)


def test_picture_names_what_failed(seen):
    text = "\n".join(picture(second_responder(seen), colour=True))
    assert "\033[31mFAILED\033[0m only the director answers for the VIP" in text
    assert "but asked by router: director" in text
