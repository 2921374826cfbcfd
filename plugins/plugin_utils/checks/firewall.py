# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewalls in the way of requests. Pure.

The rules are followed with packets as clients send them. What the director's conntrack makes of them is special: it
never sees an answer, and IPVS (with ``conntrack`` 0, as direct routing wants it) takes each packet out of its sight. So
nothing is ever ESTABLISHED there: what follows the SYN is NEW once more, and a FIN or RST is INVALID.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model.host import LOOPBACK, family

from . import iptables, nftables
from .finding import BLOCKED, Remark, follows, listed, unmeasured
from .looking import Seen, check
from .node import key
from .packets import INVALID, NEW, Fate, Hook, Packet, fate
from .scene import DIRECTOR, REALSERVER

_TOOLS = {4: "iptables", 6: "ip6tables"}


@check(
    "firewall",
    "a new request for each service gets past the host's firewall",
    (DIRECTOR, REALSERVER),
    parts=("firewall",),
    cause="the firewall has no rule that lets it in",
    remedy="Accept it before: iptables -I INPUT -d VIP -p PROTOCOL --dport PORT -j ACCEPT (or its like), and keep that",
    fitness=True,
)
def firewall(seen: Seen) -> Iterable[Remark]:
    """Only where all that is not known of the rules makes no difference, there is a judgement."""
    for service in _services(seen):
        hooks = _hooks(seen.node.part("firewall"), service["address"])
        for packet in _packets(seen, service) if hooks else ():
            ends = fate(hooks, packet)
            if not ends.accepted:
                yield Remark(f"{_named(packet)} is dropped by {listed(ends.dropped, 1)}", words=_words(packet))
            elif ends.dropped:
                yield unmeasured(f"{_named(packet)}: whether it is dropped hangs on {listed(ends.doubts, 1)}")
    yield from _unread(seen)


@check(
    "stateful_firewall",
    "the director's firewall lets through what follows a SYN whose answer it has not seen",
    (DIRECTOR,),
    parts=("firewall",),
    cause="the director sees one side of a connection alone, so that conntrack takes its packets for new or invalid",
    remedy="Accept the service's packets before, whatever their state; or notrack: "
    "iptables -t raw -I PREROUTING -d VIP -p tcp --dport PORT -j CT --notrack",
    fitness=True,
)
def stateful_firewall(seen: Seen) -> Iterable[Remark]:
    """The SYN gets through and the rest does not: clients hang in connections that are established."""
    for service in _services(seen):
        hooks = _hooks(seen.node.part("firewall"), service["address"]) if service["protocol"] == "tcp" else ()
        for packet in _packets(seen, service) if hooks else ():
            first = fate(hooks, packet)
            if not first.accepted:
                yield Remark(f"{_named(packet)} does not get that far", BLOCKED, follows("firewall", [seen.host]))
                continue
            for state in (NEW, INVALID):
                later = packet._replace(state=state, opens=False)
                yield from _judged(later, fate(hooks, later), first)
    yield from _unread(seen)


def _judged(packet: Packet, ends: Fate, first: Fate) -> Iterable[Remark]:
    what = f"{_named(packet)}: what is {packet.state.upper()} after the SYN"
    if not ends.accepted and not first.dropped:
        yield Remark(f"{what} is dropped by {listed(ends.dropped, 1)}", words=_words(packet))
    elif ends.dropped:
        yield unmeasured(f"{what} may be dropped by {listed(ends.dropped, 1)}")


def _unread(seen: Seen) -> Iterable[Remark]:
    """The rules of one tool may be missing where those of another are there."""
    for gap in seen.node.gaps_of("rules of "):
        yield unmeasured(gap)


def _services(seen: Seen) -> Iterable[Mapping]:
    if seen.host in seen.cluster.directors:
        return seen.cluster.services
    return seen.member["listeners"]


def _hooks(read: Mapping, vip: str) -> tuple[Hook, ...]:
    """Every set of tables has to let a packet through: legacy, nft, and those that are nobody's but nft's."""
    version = family(vip)
    texts = read.get(_TOOLS[version]) or {}
    of_nft = any("legacy" not in tool for tool in texts)
    found = [hook for text in texts.values() for hook in iptables.hooks(text)]
    return (*found, *nftables.hooks(read.get("nft"), version, not of_nft))


def _packets(seen: Seen, service: Mapping) -> Iterable[Packet]:
    """Return a SYN of each client that is known, else of one of whom nothing is."""
    known = [one for addresses in seen.cluster.clients.values() for one in addresses]
    sources = [one for one in known if family(one) == family(service["address"])] or [""]
    entrance = _entrance(seen, service["address"])
    for source in sources:
        yield Packet(service["protocol"], service["address"], service["port"], source, entrance)


def _entrance(seen: Seen, vip: str) -> str:
    """Return the interface that requests come in by; empty where it cannot be told."""
    if seen.host in seen.cluster.directors:
        addresses = [vip, *seen.cluster.dips.get(seen.host, ())]
    else:
        addresses = [rip for rip in seen.rips if family(rip) == family(vip)]
    held = (one["interface"] for address in addresses for one in seen.node.held.get(address, ()))
    return next((name for name in held if name != LOOPBACK), "")


def _named(packet: Packet) -> str:
    where = key({"protocol": packet.protocol, "address": packet.destination, "port": packet.port})
    return f"{where} from {packet.source}" if packet.source else where


def _words(packet: Packet) -> tuple[tuple[str, str], ...]:
    return ("VIP", packet.destination), ("PORT", str(packet.port)), ("PROTOCOL", packet.protocol)
