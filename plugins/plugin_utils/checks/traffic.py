# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What captures during real requests tell: F3, F4, F8. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .finding import BLOCKED, Remark, follows, unmeasured
from .looking import Seen, check
from .node import key
from .scene import DIRECTOR, REALSERVER

_IN, _OUT, _IP = "in", "out", "ip"
_NOTHING = "no request reached it while it was watched"


def _frames(seen: Seen, direction: str) -> list[Mapping]:
    return [one for one in seen.watch()["frames"] if one["direction"] == direction]


def sent(seen: Seen) -> list[Mapping]:
    """Return the packets from a VIP that left the host; raise CannotTellError where nobody looked."""
    return [one for one in _frames(seen, _OUT) if one["kind"] == _IP and one["sender"] in seen.cluster.vips]


def _missed(seen: Seen) -> Iterable[Remark]:
    """Where frames were missed, not to have seen one proves nothing."""
    dropped = seen.watch().get("dropped")
    if dropped:
        yield unmeasured(f"{dropped} frames came faster than they were counted")


def received(seen: Seen) -> list[Mapping]:
    """Return the packets to a VIP that came in."""
    return [one for one in _frames(seen, _IN) if one["kind"] == _IP and one["receiver"] in seen.cluster.vips]


@check(
    "F3",
    "answers go straight from the real server to the client, past the director",
    (DIRECTOR, REALSERVER),
    cause="the director is the gateway of a real server: it drops what comes from its own VIP, or has to carry it all",
    remedy="ip route replace default via ROUTER on the real server, also in its network configuration",
    explained_by=("F5",),
)
def direct_replies(seen: Seen) -> Iterable[Remark]:
    """A frame that enters the director with a VIP as sender is an answer that went the wrong way."""
    yield from _missed(seen)
    if seen.host in seen.cluster.directors:
        yield from _enter_director(seen)
        return
    answers, macs = sent(seen), seen.director_macs()
    if not answers:
        yield unmeasured(_NOTHING)
    for one in answers:
        if one["target"] in macs:
            yield Remark(f"it sent {one['count']} packets of {one['sender']} to {seen.scene.whose(one['target'])}")
    seen.need_directors("interfaces")


def _enter_director(seen: Seen) -> Iterable[Remark]:
    ours = [one for one in _frames(seen, _IN) if one["kind"] == _IP and one["target"] in seen.node.macs]
    for one in ours:
        if one["sender"] in seen.cluster.vips:
            owners = tuple(seen.scene.owners(one["source"]))
            found = f"{one['count']} packets of {one['sender']} came in from {seen.scene.whose(one['source'])}"
            yield Remark(found, about=owners)
    if not received(seen):
        yield unmeasured(_NOTHING)
    unanswered = [client for client, results in seen.requests().items() if any(map(_is_short, _ours(seen, results)))]
    if unanswered:
        reason = "the clients did not get every answer, so that not every way of one was seen"
        yield Remark(reason, BLOCKED, follows("responses", unanswered))


def _ours(seen: Seen, results: Iterable[Mapping]) -> list[Mapping]:
    return [one for one in results if one["address"] in seen.cluster.vips]


def _is_short(result: Mapping) -> bool:
    return result["answered"] < result["sent"]


@check(
    "F4",
    "every request passes the director",
    (DIRECTOR, REALSERVER),
    cause="somebody sends to a real server what is meant for the director: a neighbour has its MAC for the VIP",
    remedy="Mend whoever answers for the VIP, then empty the neighbour's entry on the router: ip neigh flush to VIP",
    explained_by=("F7", "arp_ignore", "F8", "arp_announce"),
)
def requests_pass_director(seen: Seen) -> Iterable[Remark]:
    """Everything that reaches a real server for a VIP bears the director's MAC, and the director has counted it."""
    if seen.host in seen.cluster.directors:
        yield from _counted(seen)
        return
    yield from _missed(seen)
    requests, macs = received(seen), seen.director_macs()
    if not requests:
        yield unmeasured(_NOTHING)
    seen.need_directors("interfaces")
    for one in requests:
        if one["source"] not in macs:
            yield Remark(f"{one['count']} packets for {one['receiver']} came from {seen.scene.whose(one['source'])}")


def _counted(seen: Seen) -> Iterable[Remark]:
    """Every director counts its share; datagrams of one port are one connection, so that packets are counted."""
    answered = _answered(seen)
    watches = seen.scene.traffic.get("watch") or {}
    others = [_counters(watches, host) for host in seen.cluster.directors if host != seen.host]
    counters = [seen.watch().get("counters"), *others]
    if not any(answered.values()):
        yield unmeasured("no request was answered, so that there is nothing to be counted")
    elif counters[0] is None:
        yield unmeasured("its counters were not read")
    for name, count in answered.items():
        unit = "connections" if name.startswith("tcp") else "inpkts"
        grown = sum((one or {}).get(name, {}).get(unit, 0) for one in counters)
        if counters[0] is not None and grown < count:
            found = f"{name}: {count} requests were answered, and the director has counted {grown} {unit}"
            # Whoever takes the requests away from a director is a real server.
            yield Remark(found, about=(seen.host, *seen.cluster.realservers))


def _counters(watches: Mapping, host: str) -> Mapping | None:
    return (watches.get(host) or {}).get("counters")


def _answered(seen: Seen) -> dict[str, int]:
    found = {name: 0 for name, _declared in seen.cluster.service_names}
    for results in seen.requests().values():
        for one in results:
            if key(one) in found:
                found[key(one)] += one["answered"]
    return found


@check(
    "F8",
    "no real server puts a VIP into its ARP packets (IPv6: its advertisements)",
    (REALSERVER,),
    cause="whoever hears it takes the real server for the holder of the VIP",
    remedy="ansible-playbook -i INVENTORY lvs.cluster.site, then on the router: ip neigh flush to VIP",
    explained_by=("arp_announce", "arp_ignore", "F6"),
)
def vip_not_in_arp(seen: Seen) -> Iterable[Remark]:
    """The host was made to ask for its gateway meanwhile: what leaks leaks then."""
    yield from _missed(seen)
    for one in _frames(seen, _OUT):
        if one["kind"] != _IP and one["sender"] in seen.cluster.vips:
            yield Remark(f"it sent {one['count']} times {one['kind'].replace('_', ' ')} as {one['sender']}")
