# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a VIP leaks while something happens to the cluster: provoke it all the time, and record it from outside.

Clients keep asking, so that the real servers have answers to send. Neighbour tables are emptied every second, so that
they have to ask for the router first, and the router for the VIPs. Whoever would betray a VIP then does.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_address

from .capture import Capture
from .frames import ADDRESS, MAC
from .nodes import until
from .recording import Recording, recording

ENTRY = re.compile(rf"^(?P<address>{ADDRESS}) dev \S+ lladdr (?P<mac>{MAC}) ", re.MULTILINE)
# One ip for all of them: to start a program is what costs most in a slow kernel.
FORGETTING = 'while echo "neigh flush dev $1"; do sleep 1; done | ip -force -batch -'
RATE = "5/s"
MANY = 100_000


@dataclass(frozen=True)
class Seen:
    """What was seen meanwhile."""

    frames: list  # ARP and neighbour discovery in the segment
    entries: dict  # address → the MACs that the router took for it
    answers: Counter  # how often which node answered for which VIP: {(VIP, node): times}
    unanswered: Counter  # requests without an answer, by VIP


class Watch:
    """The cluster under pressure. IPv4 requests come from the client, IPv6 ones from the router.

    The network services of the real servers are not told an IPv6 gateway.
    """

    def __init__(self, cluster, wire, legs, vips):
        self._layout, self._legs, self._vips = cluster.layout, legs, vips
        router = cluster[cluster.layout.router]
        askers = {4: cluster[cluster.layout.client], 6: router}
        self._capture = Capture(*wire, "arp or icmp6")
        self._entries = Recording(router, "ip", "-o", "monitor", "neigh")
        self._requests = {vip: _requests(askers[ip_address(vip).version], vip, cluster.layout.port) for vip in vips}
        # A node that is started anew has an empty table by itself.
        places = [cluster.layout.router, *cluster.layout.realservers]
        self._forgetting = [
            Recording(cluster[name], "sh", "-c", FORGETTING, "sh", legs[name].interface) for name in places
        ]

    def during(self):
        """Everything runs while this context does."""
        return recording([self._capture, self._entries, *self._requests.values(), *self._forgetting])

    def seen(self):
        """What was seen so far."""
        return self._told(self._capture.frames())

    def outcome(self):
        """What was seen in all, once the control frames are there too."""
        until(lambda: "control" not in self.complaints(self.seen()), pause=0.5)
        return self._told(self._capture.finish())

    def _told(self, frames):
        answers = Counter((vip, name) for vip, each in self._requests.items() for name in each.text().split())
        unanswered = Counter({vip: len(each.complaints().splitlines()) for vip, each in self._requests.items()})
        return Seen(frames, parse_entries(self._entries.text()), answers, unanswered)

    def complaints(self, seen):
        """Sentences by what is wrong: leak, entry, control."""
        return judge(seen, self._layout, self._legs, self._vips)


def _requests(node, vip, port):
    """Requests without an end, each on a connection of its own; stdout names who answered, stderr what failed."""
    host = f"[{vip}]" if ip_address(vip).version == 6 else vip
    options = ["--rate", RATE, "--connect-timeout", "4", "--max-time", "8", "--header", "Connection: close"]
    return Recording(
        node, "curl", "--silent", "--show-error", "--no-buffer", *options, f"http://{host}:{port}/?[1-{MANY}]"
    )


def parse_entries(text):
    """{address: MACs in their order} in the output of `ip -o monitor neigh`."""
    entries = {}
    for found in ENTRY.finditer(text):
        macs = entries.setdefault(found["address"], [])
        if found["mac"] not in macs:
            macs.append(found["mac"])
    return entries


def judge(seen, layout, legs, vips):
    """{leak, entry or control: what is wrong}; what is not wrong is not there."""
    owners = {leg.mac: name for name, leg in legs.items()}
    found = {
        "leak": _leaks(seen, layout, owners, vips),
        "entry": _wrong_entries(seen, layout, owners, vips),
        "control": list(_missing_controls(seen, layout, legs, vips)),
    }
    return {name: complaints for name, complaints in found.items() if complaints}


def _leaks(seen, layout, owners, vips):
    """Nobody but the director may be the sender of an ARP packet with a VIP."""
    senders = Counter((owners.get(frame.source, frame.source), frame.kind, frame.sender) for frame in seen.frames)
    return [
        f"{count} times {name} sent an {kind} with {vip} as sender"
        for (name, kind, vip), count in senders.items()
        if vip in vips and name != layout.director
    ]


def _wrong_entries(seen, layout, owners, vips):
    return [
        f"the router took {owners.get(mac, mac)} for {vip}"
        for vip in vips
        for mac in seen.entries.get(vip, ())
        if owners.get(mac) != layout.director
    ]


def _missing_controls(seen, layout, legs, vips):
    """What is certainly there to be seen."""
    director, router = legs[layout.director].mac, legs[layout.router].mac
    asked = {(frame.source, frame.kind, frame.receiver) for frame in seen.frames}
    asking = {(frame.source, frame.kind) for frame in seen.frames if _is_own(frame.sender, vips)}
    for vip in vips:
        if (router, _asks(vip), vip) not in asked:
            yield f"the router did not ask for {vip}"
        if director not in seen.entries.get(vip, ()):
            yield f"the router never knew the director as {vip}"
    for name in layout.realservers:
        for kind in sorted({_asks(vip) for vip in vips}):
            if (legs[name].mac, kind) not in asking:
                yield f"{name} sent no {kind} with an address of its own"


def _is_own(sender, vips):
    """Before it has an address, a host asks without one."""
    return sender not in vips and not ip_address(sender).is_unspecified


def _asks(vip):
    """How an address of this family is asked for."""
    return {4: "arp request", 6: "nd request"}[ip_address(vip).version]
