# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An observation as a picture for the terminal: the topology, the table, the answers and the proofs."""

from __future__ import annotations

import textwrap
from collections import Counter

from .facts import judge_all, whose
from .tables import endpoint, parse_destinations

WIDTH = 98
GREEN, RED, PLAIN = "\033[32m", "\033[31m", "\033[0m"
COUNTERS = ("Conns", "InPkts", "OutPkts", "InBytes", "OutBytes")


def picture(seen, colour=False):
    """The lines, none wider than 100 columns as long as names and counters are of a lab's size."""
    asked = len(seen.traffic.answers)
    return [
        *_section("The cluster", _topology(seen)),
        *_section("The director's table, as ipvsadm shows it", _table(seen)),
        *_section(f"Which real server answered each of the client's {asked} requests", _answers(seen)),
        *_section(f"Who answers for the VIP {seen.layout.vip}", _responders(seen)),
        *_section("Whose MAC the answers bear, seen at the router", _macs(seen)),
        *_section("The proofs", _facts(seen, colour)),
    ]


def _section(title, lines):
    return ["", f"── {title} ".ljust(WIDTH, "─"), *(f"  {line}".rstrip() for line in lines)]


def _topology(seen):
    layout = seen.layout
    hosts = [layout.director, *layout.realservers]
    return [
        *_node(seen, layout.client, ""),
        "│  front segment",
        *_node(seen, layout.router, ""),
        "│  back segment",
        *(line for name in hosts[:-1] for line in _node(seen, name, "├── ")),
        *_node(seen, hosts[-1], "└── "),
    ]


def _node(seen, name, branch):
    """A line for each interface of a node, with the VIP where it has it."""
    vip = seen.layout.vip
    held = [each for each in seen.addresses[name] if each.family == seen.layout.family]
    held = [each for each in held if each.interface != "lo" and each.address != vip]
    held.sort(key=lambda address: address == seen.legs.get(name))
    places = [address.label or address.interface for address in seen.addresses[name] if address.address == vip]
    note = f"VIP {vip} on {', '.join(places)}" if places else ""
    for label, address in zip([branch + name] + [""] * len(held), held):
        yield f"{label:20}{address.address:17}{address.mac:21}{note}"


def _table(seen):
    layout = seen.layout
    names = {rip: name for name, rip in layout.rips.items()}
    yield _row(f"{layout.protocol.upper()} {layout.service} {layout.scheduler}", "weight", COUNTERS)
    yield _row("", "", _counters(seen, ""))
    for each in parse_destinations(seen.rules):
        if each.service == layout.service:
            target = endpoint(each.address, each.port)
            label = f"→ {target} {names.get(each.address, '')} {'direct' if each.direct else 'not direct'}"
            yield _row(label, each.weight, _counters(seen, target))


def _counters(seen, destination):
    values = seen.counters.get((seen.layout.service, destination), {})
    return [values.get(name, "?") for name in COUNTERS]


def _row(label, weight, counters):
    return f"{label:38}{weight:>7}" + "".join(f"{value:>10}" for value in counters)


def _answers(seen):
    nodes = [answer.node or "nobody" for answer in seen.traffic.answers]
    for start in range(0, len(nodes), 6):
        numbered = enumerate(nodes[start : start + 6], start=start + 1)
        yield "".join(f"{number:>2} {node:12}" for number, node in numbered)
    yield "in all: " + ", ".join(f"{node} {count}" for node, count in sorted(Counter(nodes).items()))


def _responders(seen):
    for name, macs in seen.responders.items():
        yield from _wrapped(f"asked by {name:14} {', '.join(whose(seen, mac) for mac in macs) or 'nobody'}", 0)


def _macs(seen):
    replies = Counter(frame.source for frame in seen.traffic.replies)
    for name in [*seen.layout.realservers, seen.layout.director]:
        yield f"{name:14} {seen.mac(name)} {replies.pop(seen.mac(name), 0):>6} frames"
    for mac, count in replies.items():
        yield f"{'a stranger':14} {mac} {count:>6} frames"


def _facts(seen, colour):
    for finding in judge_all(seen):
        word = "ok    " if finding.ok else "FAILED"
        painted = f"{GREEN if finding.ok else RED}{word}{PLAIN}" if colour else word
        yield f"{finding.id:7}{painted} {finding.expected}"
        for complaint in finding.complaints:
            yield from _wrapped(f"but {complaint}", 14)


def _wrapped(text, indent):
    return textwrap.wrap(text, WIDTH - indent, initial_indent=" " * indent, subsequent_indent=" " * (indent + 4))
