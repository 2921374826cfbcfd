# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers for a VIP: F7. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .finding import Remark, unmeasured
from .looking import Seen, check
from .scene import DIRECTOR, REALSERVER

_NOBODY = Remark(
    "",
    cause="clients do not find the director",
    remedy="systemctl restart lvs-cluster-director on the director",
)


@check(
    "F7",
    "only the director answers ARP (IPv6: neighbour solicitations) for the VIP",
    (DIRECTOR, REALSERVER),
    parts=("answers",),
    cause="a host that answers takes clients away from the director",
    remedy="ansible-playbook -i INVENTORY lvs.cluster.site; until then, on HOST: ip address delete VIP/32 dev lo",
    explained_by=("arp_ignore", "proxy_arp", "F6", "leaving", "vip_announced", "reachable"),
)
def one_answer(seen: Seen) -> Iterable[Remark]:
    """The finding is that of the host which answers wrongly, whoever has heard it.

    A host does not hear its own question, so that nobody answers a director for the VIP that it holds.
    """
    is_director = seen.host in seen.cluster.directors
    ours = seen.director_macs()
    for vip in seen.cluster.vips if is_director else seen.member["vips"]:
        macs = seen.node.answers.get(vip)
        if macs is None and vip in seen.scene.heard_since(seen.node):
            continue
        if macs is None:
            yield unmeasured(f"{vip} was not asked for on its segments")
        elif not macs and not is_director:
            yield _NOBODY._replace(found=f"nobody answers for {vip}", about=tuple(seen.cluster.directors))
        for mac in macs or ():
            if (is_director and vip in seen.node.held) or mac not in ours:
                yield _stranger(seen, vip, mac)
    if not is_director:
        seen.need_directors("interfaces")


@check(
    "vip_free",
    "no stranger has a VIP that the director has yet to take",
    (DIRECTOR,),
    parts=("addresses", "answers"),
    cause="two hosts would answer for the VIP, and clients would reach either of them",
    remedy="Take the VIP from that host, or give the service another",
    explained_by=("F7",),
    fitness=True,
)
def vip_free(seen: Seen) -> Iterable[Remark]:
    """A real server that answers is mended before the director announces; an unread host may be who answers."""
    unread = _unread(seen, (*seen.cluster.directors, *seen.cluster.realservers))
    for vip in seen.cluster.vips:
        for mac in () if vip in seen.node.held else seen.node.answers.get(vip) or ():
            if not seen.scene.owners(mac):
                found = f"{seen.scene.whose(mac)}, answers for {vip}"
                yield unmeasured(found) if unread else Remark(found)


def _unread(seen: Seen, hosts: Iterable[str]) -> list[str]:
    """Return those whose MACs are not known."""
    nodes = seen.scene.nodes
    return [host for host in hosts if host not in nodes or not nodes[host].macs]


def _stranger(seen: Seen, vip: str, mac: str) -> Remark:
    """Return whose finding it is; a MAC that nobody here has is that of a host outside, and the director's trouble."""
    directors = seen.cluster.directors
    owners = seen.scene.owners(mac)
    if owners:
        said = Remark(f"it answers for {vip} with {mac}", host=owners[0], about=tuple(owners), asker=seen.host)
        return said._replace(words=(("VIP", vip),))
    if not directors or _unread(seen, directors):
        return unmeasured(f"{mac} answers for {vip}, and the director's MACs are not known")
    found, remedy = f"{seen.scene.whose(mac)}, answers for {vip}", f"Find its port in the switch's table: {mac}"
    return Remark(found, host=directors[0], remedy=remedy, asker=seen.host)
