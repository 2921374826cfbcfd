# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a packet may meet between director and real server: sizes and offloads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .finding import Remark, unmeasured
from .looking import Seen, check
from .node import Node
from .scene import DIRECTOR, REALSERVER


@check(
    "mtu",
    "whatever comes in at the director goes out again, and the real server takes it",
    (DIRECTOR, REALSERVER),
    parts=("interfaces", "addresses"),
    cause="direct routing sends a packet on as it is: one that is too large is dropped, and only large ones are",
    remedy="ip link set INTERFACE mtu SIZE, also in the host's network configuration; the same on all of the segment",
    fitness=True,
)
def mtu(seen: Seen) -> Iterable[Remark]:
    """A route's own MTU counts where it has one."""
    if seen.host in seen.cluster.directors:
        yield from _of_director(seen)
        return
    for director, node in seen.directors("interfaces", "ways"):
        for rip in seen.rips:
            out = _sent(node, node.way(rip))
            for held in seen.node.held.get(rip, ()):
                own = _size(seen.node, held["interface"])
                if own and out > own:
                    found = f"its {held['interface']} takes {own} bytes, and {director} sends up to {out}"
                    yield Remark(found, words=(("INTERFACE", held["interface"]), ("SIZE", str(out))))


def _of_director(seen: Seen) -> Iterable[Remark]:
    """Packets come in where the VIPs are, before there are any where the director's own addresses are."""
    node = seen.ask(seen.host, "ways")
    entrances = _entrances(node, seen.cluster.vips) or _entrances(node, seen.cluster.dips.get(seen.host, ()))
    largest = max((_size(node, name) for name in entrances), default=0)
    rips = [rip for host in seen.cluster.hosts((REALSERVER,)) for rip in seen.cluster.realservers[host]["rips"]]
    sizes = {(way["interface"], _sent(node, way)) for way in map(node.way, rips) if way}
    for name, size in sorted(sizes):
        if 0 < size < largest:
            found = f"packets of {largest} bytes come in, and {name} sends on {size} at most"
            yield Remark(found, words=(("INTERFACE", name), ("SIZE", str(largest))))


def _entrances(node: Node, addresses: Iterable[str]) -> set[str]:
    return {held["interface"] for address in addresses for held in node.held.get(address, ())} - {"lo"}


def _sent(node: Node, way: Mapping | None) -> int:
    return (way["mtu"] or _size(node, way["interface"])) if way else 0


def _size(node: Node, interface: str) -> int:
    return int(node.interfaces.get(interface, {}).get("mtu") or 0)


@check(
    "lro",
    "no interface of the director merges packets (LRO)",
    (DIRECTOR,),
    parts=("interfaces", "addresses"),
    cause="a packet that the hardware has merged is larger than the next link takes, and is dropped",
    remedy="ethtool -K INTERFACE lro off, also in the host's network configuration",
    fitness=True,
)
def lro(seen: Seen) -> Iterable[Remark]:
    """GRO is no trouble: the kernel takes its packets apart again."""
    for name in seen.node.addressed:
        merges = seen.node.interfaces[name]["lro"]
        if merges:
            yield Remark(f"large receive offload is on for {name}", words=(("INTERFACE", name),))
        elif merges is None:
            yield unmeasured(f"{name} does not tell whether it does")
