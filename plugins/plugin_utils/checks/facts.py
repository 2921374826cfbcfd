# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of direct routing that addresses and routes tell: F1, F2, F5, F6. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model.host import IPV4, LOOPBACK, family, full
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip import HIDDEN_LABEL

from .finding import Remark, note, unmeasured
from .looking import Seen, check
from .node import Node
from .scene import REALSERVER

_UNFIT = {"tentative", "dadfailed"}


@check(
    "F1",
    "director and real server share a segment, and nobody else answers for the real server's address",
    (REALSERVER,),
    parts=("interfaces",),
    cause="direct routing sends a frame to the real server's own MAC; behind a gateway or a proxy there is none",
    remedy="Put director and real server into one segment (VLAN); ip route get RIP and ip neigh on the director",
    fitness=True,
)
def one_segment(seen: Seen) -> Iterable[Remark]:
    """A proxy's answer looks like a segment and is none: the MAC has to be the host's own."""
    for director, node in seen.directors("ways"):
        for rip in seen.rips:
            yield from _segment(seen, director, node, rip)


def _segment(seen: Seen, director: str, node: Node, rip: str) -> Iterable[Remark]:
    way, macs = node.way(rip), node.macs_of(rip)
    if way is None or not way["interface"]:
        yield Remark(f"{director} has no way to {rip}")
    elif way["gateway"]:
        yield Remark(f"{director} reaches {rip} through {way['gateway']}")
    elif macs is None:
        yield unmeasured(f"{director} knows no MAC of {rip}")
    elif not macs:
        yield Remark(f"nobody answers {director} for {rip}", cause="the real server is on no segment of the director")
    for mac in macs or ():
        if mac not in seen.node.macs:
            yield Remark(f"{director} gets {seen.scene.whose(mac)} for {rip}")


@check(
    "F2",
    "the real server holds an address of its own, which is no VIP",
    (REALSERVER,),
    parts=("addresses",),
    cause="lvs_rips (or ansible_host) does not say what the host has",
    remedy="Correct lvs_rips in the inventory, or the host's network; ip -brief address",
    fitness=True,
)
def own_address(seen: Seen) -> Iterable[Remark]:
    """The address that the director sends to, and that it is managed by."""
    for rip in seen.member["rips"]:
        if rip in seen.scene.vips:
            yield Remark(f"its own address {rip} is a VIP")
        elif rip not in seen.node.held:
            yield Remark(f"it does not hold {rip}")


@check(
    "F5",
    "answers leave through a gateway that is no director",
    (REALSERVER,),
    parts=("ways",),
    cause="a director takes a frame that comes from its own VIP for a forgery and drops it",
    remedy="ip route replace default via ROUTER, also in the host's network configuration; or realserver_reply_gateway",
    fitness=True,
)
def gateway_is_no_director(seen: Seen) -> Iterable[Remark]:
    """What counts is who gets the frame: a gateway's address may be anybody's."""
    ways = [way for vip in seen.member["vips"] for way in seen.node.ways_out(vip)]
    if not ways:
        yield note("it has no default route, and no way to a client is known")
    addresses, macs = seen.director_addresses(), seen.director_macs()
    for way in (way for way in ways if not way["interface"]):
        yield Remark(f"it has no way to {way['destination']}", cause="answers cannot leave")
    for way in {(way["interface"], way["gateway"], way["mac"]): way for way in ways if way["interface"]}.values():
        mac = way["mac"] or (seen.node.neighbours.get(way["gateway"], "") if way["gateway"] else "")
        if way["gateway"] in addresses:
            yield Remark(f"answers leave by {way['interface']} to {way['gateway']}, which is the director's")
        elif mac.lower() in macs:
            yield Remark(f"answers leave by {way['interface']} to {seen.scene.whose(mac)}")
        elif way["gateway"] and not mac:
            yield unmeasured(f"it knows no MAC of its gateway {way['gateway']}")
    seen.need_directors("interfaces")


@check(
    "F6",
    f"each VIP is on {LOOPBACK} as /32 with the label {HIDDEN_LABEL} (IPv6: /128), and nowhere else",
    (REALSERVER,),
    parts=("addresses",),
    cause="the host takes packets for the VIP only where it holds it, and betrays one that is on another interface",
    remedy="ansible-playbook -i INVENTORY lvs.cluster.site; what is elsewhere: ip address delete VIP/32 dev INTERFACE",
)
def vip_on_loopback(seen: Seen) -> Iterable[Remark]:
    """The label is what people look for; the kernel has none for IPv6."""
    for vip in seen.member["vips"]:
        held = seen.node.held.get(vip, [])
        if len(held) != 1 or not _is_hidden(held[0]):
            yield Remark(f"{vip} is on " + (", ".join(map(_place, held)) or "no interface"))


def _is_hidden(held: Mapping) -> bool:
    labels = (HIDDEN_LABEL,) if family(held["address"]) == IPV4 else ("", LOOPBACK, HIDDEN_LABEL)
    where = held["interface"] == LOOPBACK and held["prefix"] == full(held["address"])
    return where and held["label"] in labels and not _UNFIT.intersection(held["flags"])


def _place(held: Mapping) -> str:
    label = held["label"] if held["label"] not in ("", held["interface"]) else ""
    return " ".join(filter(None, [held["interface"], f"/{held['prefix']}", label, *_UNFIT.intersection(held["flags"])]))
