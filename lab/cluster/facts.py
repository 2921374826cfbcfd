# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts F1 to F9 that make a cluster one of direct routing, judged by what was seen from outside.

Each function returns what is wrong, sentence by sentence. Where seeing nothing is good, seeing nothing of what must be
there is wrong, too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .tables import parse_destinations

# How many of the scheduler's choices a weight is worth.
SHARES = {"rr": lambda weight: 1, "wrr": lambda weight: weight}
QUESTIONS = ("arp request", "nd request")
FACTS = {}


@dataclass(frozen=True)
class Finding:
    """A fact, whether it holds, and what was seen instead."""

    id: str
    expected: str
    complaints: tuple

    @property
    def ok(self):
        return not self.complaints

    @property
    def found(self):
        return "; ".join(self.complaints) or "as expected"


def fact(name, expected):
    """Enter a judge of an observation into the table of facts."""

    def enter(judge):
        FACTS[name] = lambda seen: Finding(name, expected, tuple(judge(seen)))
        return FACTS[name]

    return enter


def judge_all(seen):
    """Every finding of an observation."""
    return [judge(seen) for judge in FACTS.values()]


@fact("F1", "director and real servers share a segment")
def one_segment(seen):
    for name, hop in seen.to_realservers.items():
        if hop.gateway:
            yield f"the director reaches {name} through {hop.gateway}"
        elif hop.mac != seen.mac(name):
            yield f"the director sends to {name} at {whose(seen, hop.mac)}"


@fact("F2", "a real server has an address of its own")
def own_address(seen):
    for name, rip in seen.layout.rips.items():
        if rip == seen.layout.vip:
            yield f"{name}'s own address {rip} is the VIP"
        elif seen.legs[name] is None or seen.legs[name].address != rip:
            yield f"{name} does not hold {rip}"


@fact("F3", "replies go straight to the router, never through the director")
def direct_replies(seen):
    allowed = {seen.mac(name) for name in seen.layout.rips}
    replies = Counter(frame.source for frame in seen.traffic.replies)
    strange = {mac: count for mac, count in replies.items() if mac not in allowed}
    if not replies:
        yield "the router saw no reply"
    for mac, count in strange.items():
        yield f"the router got {count} frames of the VIP from {whose(seen, mac)}"
    yield from _through_director(seen)
    yield from _incomplete_answers(seen)


def _through_director(seen):
    frames = [frame for frame in seen.traffic.at_director if frame.target == seen.mac(seen.layout.director)]
    replies = Counter(frame.source for frame in frames if frame.sender == seen.layout.vip)
    if len(replies) == 0 and len(frames) == 0:
        yield "the capture at the director shows nothing, not even the requests"
    for mac, count in replies.items():
        yield f"{count} frames of the VIP from {whose(seen, mac)} entered the director"


def _incomplete_answers(seen):
    pages = {*seen.pages.values()} - {""}
    good = [answer for answer in seen.traffic.answers if answer.body in pages]
    if len(good) < len(seen.traffic.answers) or not good:
        yield f"the client got {len(good)} of {len(seen.traffic.answers)} answers whole"


@fact("F4", "every packet of a request passes the director")
def requests_pass_director(seen):
    director = seen.mac(seen.layout.director)
    targets = Counter(frame.target for frame in seen.traffic.requests)
    for mac, count in targets.items():
        if mac != director:
            yield f"the router sent {count} packets for the VIP to {whose(seen, mac)}"
    if seen.traffic.sent == 0 or seen.traffic.sent != seen.traffic.counted:
        yield f"of {seen.traffic.sent} packets sent the director counted {seen.traffic.counted}"


@fact("F5", "no real server has the director as its gateway")
def gateway_is_no_director(seen):
    for name, hop in seen.to_client.items():
        if not hop.mac:
            yield f"{name} does not know the MAC of its gateway {hop.gateway}"
        elif hop.mac == seen.mac(seen.layout.director):
            yield f"{name} sends to the client through {hop.gateway or 'its own segment'}, which is the director"


@fact("F6", "each real server holds the VIP on lo:0 as /32 (IPv6: lo, /128), nobody else does")
def vip_on_loopback(seen):
    due = {4: ["lo lo:0 /32"], 6: ["lo /128"]}[seen.layout.family]
    for name, held in seen.addresses.items():
        where = [_place(address) for address in held if address.address == seen.layout.vip]
        if name != seen.layout.director and where != (due if name in seen.layout.rips else []):
            yield f"{name} holds it at: {', '.join(where) or 'no interface'}"


def _place(address):
    return " ".join(word for word in (address.interface, address.label, f"/{address.prefix}") if word)


@fact("F7", "only the director answers for the VIP by ARP (IPv6: ND)")
def one_arp_answer(seen):
    director = seen.layout.director
    for name, macs in seen.responders.items():
        expected = [] if name == director else [seen.mac(director)]
        if macs != expected:
            yield f"asked by {name}: {', '.join(whose(seen, mac) for mac in macs) or 'nobody'}"
    if not seen.control:
        yield "the director's probes get no answer at all, not even the router's"


@fact("F8", "no real server puts the VIP into an ARP packet (IPv6: ND) as sender")
def vip_not_in_arp(seen):
    for name, frames in seen.traffic.arp.items():
        own = {address.address for address in seen.addresses[name]} - {seen.layout.vip}
        if not any(frame.kind in QUESTIONS and frame.sender in own for frame in frames):
            yield f"{name} asked nobody with its own address, so nothing could leak"
        leaks = sum(frame.sender == seen.layout.vip for frame in frames)
        if leaks:
            yield f"{name} sent {leaks} packets with the VIP as sender"
    if seen.router_entry != seen.mac(seen.layout.director):
        yield f"the router takes {whose(seen, seen.router_entry)} for the VIP"


@fact("F9", "ports are not remapped")
def same_port(seen):
    for destination in parse_destinations(seen.rules):
        if not destination.service.endswith(f":{destination.port}"):
            yield f"{destination.service} is sent to port {destination.port} of {destination.address}"
    ports = {frame.sender_port for frame in seen.traffic.replies}
    if ports != {seen.layout.port}:
        yield f"replies come from ports {sorted(ports)}"


@fact("spread", "requests are spread as the scheduler says")
def spread(seen):
    weights = {
        each.address: each.weight for each in parse_destinations(seen.rules) if each.service == seen.layout.service
    }
    shares = {name: SHARES[seen.layout.scheduler](weights.get(rip, 0)) for name, rip in seen.layout.rips.items()}
    whole, chosen = len(seen.traffic.answers), choices(seen)
    expected = {name: whole * share / (sum(shares.values()) or 1) for name, share in shares.items()}
    if seen.layout.is_persistent:
        good = sorted(chosen.values()) == [*[0] * (len(chosen) - 1), whole]
    else:
        good = chosen == expected
    if not good:
        yield "chosen: " + ", ".join(f"{name} {count} of {whole}" for name, count in chosen.items())


def choices(seen):
    """How many connections the director sent to each real server: where the frame that opens one was seen last.

    It comes to the director, and leaves it again for a real server unless the director is that one itself.
    """
    frames = sorted(
        (frame for frame in seen.traffic.at_director if frame.opens and frame.receiver == seen.layout.vip),
        key=lambda frame: frame.source == seen.mac(seen.layout.director),
    )
    opened = {(frame.sender, frame.sender_port): seen.owners.get(frame.target) for frame in frames}
    chosen = Counter(opened.values())
    return {name: chosen[name] for name in seen.layout.rips}


def whose(seen, mac):
    """A MAC by the name of its owner."""
    return f"{seen.owners[mac]} ({mac})" if mac in seen.owners else mac or "nobody"
