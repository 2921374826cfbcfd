# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of the client with captures at the router, the director and every real server."""

from __future__ import annotations

import time
from dataclasses import dataclass

from .answers import ask
from .capture import Capture
from .nodes import at_once, until
from .recording import recording
from .tables import parse_counters

REQUESTS = 12
# How a host asks who has an address of this family.
ASKING = {4: "arp", 6: "icmp6"}
# The kernel brings its counters up to date every 2 s.
LAG = 2.2


@dataclass(frozen=True)
class Traffic:
    """What was seen of the client's requests."""

    answers: list
    sent: int  # packets to the VIP that left the router
    counted: int  # by how much InPkts of the service grew meanwhile
    requests: list  # frames to the VIP that the router sent into the back segment
    replies: list  # frames from the VIP that came to it there
    at_director: list  # frames of the service that came to the director or left it
    arp: dict  # real server → ARP frames that it sent, or those of neighbour discovery


def watch_requests(cluster, legs, client):
    """Ask from the client, whose address is given, and watch."""
    layout = cluster.layout
    service = f"{layout.protocol} and host {layout.vip} and port {layout.port}"
    asking = dict.fromkeys(layout.remote, ASKING[layout.family])
    filters = {layout.router: service, layout.director: service, **asking}
    captures = {name: Capture(cluster[name], legs[name].interface, what) for name, what in filters.items()}
    with recording(captures.values()):
        answers, counted, sent = _counted_requests(cluster, legs[layout.router], captures[layout.router], client)
        seen = dict(zip(captures, at_once(Capture.finish, captures.values())))
    return Traffic(answers, sent, counted, **told_apart(layout, legs, seen))


def told_apart(layout, legs, seen):
    """The frames of each capture by what they are for.

    A switch that does not know a MAC yet sends the frame to every port: what is meant for others is left out.
    """
    leg = legs[layout.router]
    director = legs[layout.director].mac
    return {
        "requests": sent_to(layout.vip, leg, seen[layout.router]),
        "replies": [each for each in seen[layout.router] if each.sender == layout.vip and each.target == leg.mac],
        "at_director": [each for each in seen[layout.director] if director in (each.source, each.target)],
        "arp": {name: [each for each in seen[name] if each.source == legs[name].mac] for name in layout.remote},
    }


def sent_to(address, leg, frames):
    return [each for each in frames if each.receiver == address and each.source == leg.mac]


def _counted_requests(cluster, leg, at_router, client):
    """The answers, by how much the counter grew, and how many packets the router saw on their way meanwhile."""
    layout = cluster.layout

    def read():
        sent = sent_to(layout.vip, leg, at_router.frames())
        return read_counters(cluster).get((layout.service, ""), {}).get("InPkts", 0), len(sent)

    def grown():
        return [now - then for now, then in zip(read(), before)]

    before = _settled(read)
    # With nobody in their tables the real servers have to ask, so that what they would betray comes out.
    cluster.each(layout.realservers, lambda node: node.run("ip", "neigh", "flush", "all"))
    # Also those that get no request: a persistent client comes to one real server alone.
    cluster.each(layout.remote, lambda node: node.attempt("ping", "-c", "1", "-W", "1", "-I", layout.vip, client))
    answers = ask(cluster[layout.client], layout, REQUESTS)
    until(lambda: len(set(grown())) == 1, seconds=3 * LAG, pause=0.3)
    return [answers, *grown()]


def read_counters(cluster):
    """The director's counters, as ipvsadm shows them."""
    return parse_counters(cluster[cluster.layout.director].run("ipvsadm", "-Ln", "--stats", "--exact"))


def _settled(read, seconds=30):
    """The reading that stays the same for as long as the kernel takes to bring its counters up to date."""
    deadline = time.monotonic() + seconds
    value, since = read(), time.monotonic()
    while time.monotonic() - since < LAG and time.monotonic() < deadline:
        time.sleep(0.3)
        now = read()
        if now != value:
            value, since = now, time.monotonic()
    return value
