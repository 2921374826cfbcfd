# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hosts hold, serve and leave behind: vip_announced, listener, leaving, owner. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model.host import LOOPBACK
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import endpoint

from ..outcomes import heard, missing
from .finding import Remark, unmeasured
from .looking import EVERYBODY, Seen, check
from .scene import DIRECTOR, LOCALNODE, REALSERVER

_SITE = "ansible-playbook -i INVENTORY lvs.cluster.site"


@check(
    "vip_announced",
    "the director holds each VIP on an interface of the network",
    (DIRECTOR,),
    parts=("addresses", "interfaces"),
    cause="nobody answers for the VIP, and the director does not take what is sent to it",
    remedy="systemctl restart lvs-cluster-director brings back what the last run left; else " + _SITE,
)
def vip_announced(seen: Seen) -> Iterable[Remark]:
    """Where there are several directors, one of them holds it."""
    standby = [host for host in seen.cluster.directors if host != seen.host and host in seen.scene.nodes]
    for vip in seen.cluster.vips:
        places = seen.node.held.get(vip, [])
        trouble = [_trouble(seen, held) for held in places]
        if places and all(trouble):
            yield Remark(f"{vip} is on {', '.join(trouble)}")
        elif not places and not any(vip in seen.scene.nodes[host].held for host in standby):
            yield Remark(f"it does not hold {vip}")


def _trouble(seen: Seen, held: Mapping) -> str:
    """Return why an address on this place serves nobody; empty where it does."""
    name = held["interface"]
    if name == LOOPBACK:
        return f"{LOOPBACK} alone"
    if not seen.node.interfaces.get(name, {}).get("is_up"):
        return f"{name}, which is down"
    return f"{name}, where somebody else has it (dadfailed)" if "dadfailed" in held["flags"] else ""


@check(
    "listener",
    "something listens on every port of the services",
    (REALSERVER, LOCALNODE),
    parts=("listening",),
    cause="the service is down, or listens on other addresses",
    remedy="Start it; it has to listen on the VIP or on all addresses: ss -lnptu",
)
def listener(seen: Seen) -> Iterable[Remark]:
    """What an admission asks, too: see ``outcomes.missing``."""
    for one in missing(seen.member["listeners"], heard(seen.node.part("listening"))):
        yield Remark(f"nothing listens on {one.protocol} {endpoint(one.address, one.port)}")


@check(
    "leaving",
    "who has left is in no table and holds no VIP; nobody holds one that no service declares",
    EVERYBODY,
    parts=("record.hidden", "record.announced", "addresses"),
    cause="the host has been taken out of the inventory, or the VIP has, and no run has followed",
    remedy=_SITE + " with the host in it; it goes from the table before its VIP goes",
)
def leaving(seen: Seen) -> Iterable[Remark]:
    """The record knows what earlier runs have given the host."""
    for kind in ("hidden", "announced"):
        for vip in seen.node.part(f"record.{kind}"):
            if vip not in seen.scene.declared(kind, seen.host):
                yield Remark(f"it still holds {vip} for us ({kind}), which nothing declares for it")
    if seen.cluster.has_left(seen.host):
        yield from _left(seen)


def _left(seen: Seen) -> Iterable[Remark]:
    wanted = seen.scene.declared("hidden", seen.host) | seen.scene.declared("announced", seen.host)
    for vip in seen.cluster.vips:
        if vip in seen.node.held and vip not in wanted:
            yield Remark(f"it holds {vip}, and is declared absent")
    for director, node in seen.directors("ipvs"):
        for rip in seen.member["rips"]:
            if rip in node.destinations:
                yield Remark(f"it is in the table of {director} as {rip}, and declared absent")


@check(
    "owner",
    "nobody else drives the director's table",
    (DIRECTOR,),
    parts=("ipvs",),
    cause="each of the two takes back what the other has changed",
    remedy="Stop and disable it, or leave the host to it and take it out of lvs_directors",
    fitness=True,
)
def owner(seen: Seen) -> Iterable[Remark]:
    """Known are keepalived, kube-proxy and ldirectord, by what they hold."""
    found = seen.node.part("owner")
    if found:
        yield Remark(f"{found['name']} does: {found['evidence']}")
    for gap in seen.node.gaps_of("owner"):
        yield unmeasured(gap)
