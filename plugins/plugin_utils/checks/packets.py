# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a packet in a firewall, as far as its rules tell. Pure.

iptables and nftables are read into the same rules. Whether a rule matches is known, or it is not: then both ways are
followed, and the answer is only given where they lead to the same end.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

ACCEPT, DROP, RETURN, JUMP, GOTO, NOTRACK, GO_ON, ASK = (
    *("accept", "drop", "return", "jump", "goto", "notrack", "go on", "ask a program"),
)
NEW, INVALID, UNTRACKED = "new", "invalid", "untracked"
_ANY_PROTOCOL = {"all", "0"}
_NUMBERS = {"6": "tcp", "17": "udp", "132": "sctp"}


class Packet(NamedTuple):
    """A packet that comes in. ``source`` and ``interface`` may be empty: not known; ``state`` is conntrack's."""

    protocol: str
    destination: str
    port: int
    source: str = ""
    interface: str = ""
    state: str = NEW
    opens: bool = True  # the SYN of TCP


class Match(NamedTuple):
    """A condition on a field of the packet; a field that is none of _TESTS can not be judged."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def holds(self, packet: Packet) -> bool | None:
        """Tell whether it is so; None: it may be."""
        test = _TESTS.get(self.field)
        found = None if test is None else test(packet, self.values)
        return None if found is None else found != self.negated


class Rule(NamedTuple):
    """All matches have to hold. ``target`` is the chain of a jump; ``text`` is how an operator finds the rule."""

    matches: tuple[Match, ...]
    verdict: str
    target: str
    text: str

    def holds(self, packet: Packet) -> bool | None:
        """Tell whether the rule applies; None: it may."""
        found = [match.holds(packet) for match in self.matches]
        return False if False in found else None if None in found else True


class Hook(NamedTuple):
    """A base chain and those that it may jump to; ``policy`` is what becomes of what no rule has decided."""

    name: str
    base: str
    policy: str
    chains: Mapping[str, tuple[Rule, ...]]


class Fate(NamedTuple):
    """How a packet may end: accepted, or dropped by one of these rules. ``doubts``: the rules that may match or not."""

    accepted: bool
    dropped: tuple[str, ...]
    doubts: tuple[str, ...]


def fate(hooks: Iterable[Hook], packet: Packet) -> Fate:
    """Return what becomes of a packet that has to pass every one of these hooks, in their order."""
    accepted, dropped, doubts = True, [], []
    for hook in hooks:
        walk = _Walk(hook, packet)
        accepted = accepted and walk.accepted
        dropped += walk.dropped
        doubts += walk.doubts
        packet = packet._replace(state=walk.state)
        if not walk.accepted:
            break
    return Fate(accepted, tuple(dropped), tuple(doubts))


class _Walk:
    """A packet's way through one hook."""

    def __init__(self, hook: Hook, packet: Packet) -> None:
        self.accepted, self.dropped, self.doubts = False, [], []
        self.state = packet.state
        self._chains, self._packet = hook.chains, packet
        self._open: set[str] = set()
        if self._passes(hook.base):
            self._end(hook.policy, f"the policy of {hook.name}")

    def _passes(self, name: str) -> bool:
        """Tell whether the packet may come out at the end of a chain. A loop, which no kernel takes, is passed over."""
        if name in self._open:
            return True
        self._open.add(name)
        returned = False
        for rule in self._chains.get(name, ()):
            holds = rule.holds(self._packet)
            if holds is False:
                continue
            self.doubts += [rule.text] if holds is None else []
            after = self._apply(rule, holds)
            returned = returned or after == RETURN
            if holds and after != GO_ON:
                break
        else:
            returned = True
        self._open.discard(name)
        return returned

    def _apply(self, rule: Rule, holds: bool | None) -> str:
        """Return how it goes on after a rule that applies: GO_ON with the next one, RETURN, or DROP for not at all."""
        if rule.verdict in (JUMP, GOTO):
            if not self._passes(rule.target):
                return DROP
            return GO_ON if rule.verdict == JUMP else RETURN
        if rule.verdict == NOTRACK:
            self.state = UNTRACKED if holds else ""
        if rule.verdict in (ACCEPT, DROP, ASK):
            self._end(rule.verdict, rule.text)
            return DROP
        return rule.verdict if rule.verdict == RETURN else GO_ON

    def _end(self, verdict: str, text: str) -> None:
        if verdict in (ACCEPT, ASK):
            self.accepted = True
        if verdict in (DROP, ASK):
            self.dropped.append(text)
        if verdict == ASK:
            self.doubts.append(text)


def _protocol(packet: Packet, values: tuple[str, ...]) -> bool:
    return any(value in _ANY_PROTOCOL or _NUMBERS.get(value, value) == packet.protocol for value in values)


def _within(address: str, values: tuple[str, ...]) -> bool | None:
    """Tell whether one of these networks has the address; one that is not known may be in each but the whole."""
    if not address:
        return True if any(network(value).prefixlen == 0 for value in values) else None
    return any(ipaddress.ip_address(address) in network(value) for value in values)


@lru_cache(maxsize=4096)
def network(value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Return a network from ``10.0.0.0/8``, ``10.0.0.0/255.0.0.0`` or an address; ValueError for what is none."""
    return ipaddress.ip_network(value, strict=False)


def _by_interface(packet: Packet, values: tuple[str, ...]) -> bool | None:
    if not packet.interface:
        return None
    return any(fnmatchcase(packet.interface, value) for value in values)


def _port(packet: Packet, values: tuple[str, ...]) -> bool:
    """Values are ``80`` or ``8000:8010``."""
    bounds = (value.partition(":") for value in values)
    return any(int(low or 0) <= packet.port <= int(high or 65535 if colon else low) for low, colon, high in bounds)


_TESTS = {
    "protocol": _protocol,
    "family": lambda packet, values: ("ipv6" if ":" in packet.destination else "ipv4") in values,
    "source": lambda packet, values: _within(packet.source, values),
    "destination": lambda packet, values: _within(packet.destination, values),
    "interface": _by_interface,
    "port": _port,
    "state": lambda packet, values: packet.state in values if packet.state else None,
    "opens": lambda packet, values: packet.opens,
    # A VIP is the host's own address.
    "kind": lambda packet, values: "local" in values,
}
