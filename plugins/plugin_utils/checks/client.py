# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients get: responses, source_check. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .finding import NOT_MEASURED, CannotTellError, Remark, unmeasured
from .looking import Seen, check
from .node import key
from .scene import CLIENT, REALSERVER
from .traffic import received, sent

#: Networks that look at the source of what a machine sends, by the vendor that its firmware names, and how to have
#: that off; where there is no way, direct routing is not possible there.
_VENDORS = {
    "Amazon EC2": "aws ec2 modify-instance-attribute --no-source-dest-check, and an address of the subnet as the VIP",
    "Google": "create the instance with --can-ip-forward; its network has no ARP of its own",
    "Microsoft": "az network nic update --ip-forwarding; its network has no ARP of its own",
    "OpenStack": "openstack port set --allowed-address ip-address=VIP PORT, on the ports of all hosts",
    "Hetzner": "its cloud networks are routed and have no ARP; a vSwitch of dedicated servers has",
    "Alibaba": "its network has no ARP of its own, so that no host can hold a VIP of another",
    "DigitalOcean": "its network has no ARP of its own, so that no host can hold a VIP of another",
}
#: What may be the reason that a client gets nothing, the likeliest first.
_REASONS = ("reachable", "source_check", "F5", "F6", "firewall", "stateful_firewall", "vip_announced", "table")
_MORE_REASONS = ("listener", "rp_filter", "mtu", "F1", "F2", "F9", "F7", "lro")


@check(
    "responses",
    "every service answers every request of the client",
    (CLIENT,),
    parts=None,
    cause="no other check tells why",
    remedy="Ask from the client, and look on the way: tcpdump -eni INTERFACE host VIP on director and real server",
    explained_by=(*_REASONS, *_MORE_REASONS),
)
def responses(seen: Seen) -> Iterable[Remark]:
    """The proof of all others; its reason is mostly one of theirs."""
    results = {key(one): one for one in seen.requests().get(seen.host) or ()}
    if not results:
        seen.ask(seen.host)
        yield unmeasured("it has sent no requests")
        return
    for name, _declared in seen.cluster.service_names:
        if name not in results:
            yield unmeasured(f"{name} was not asked")
        elif results[name]["answered"] < results[name]["sent"] or not results[name]["sent"]:
            yield Remark(f"{name}: {_came_to(results[name])}", about=seen.cluster.members)


def _came_to(result: Mapping) -> str:
    counted = [f"{result[name]} {name.replace('_', ' ')}" for name in ("refused", "timed_out") if result[name]]
    error = [result["error"]] if result.get("error") else []
    return ", ".join([f"{result['answered']} of {result['sent']} answered", *counted, *error])


@check(
    "source_check",
    "the network carries packets whose source is a VIP",
    (REALSERVER,),
    cause="the network drops what does not come from the sender's own address (source check, anti-spoofing)",
    remedy="Have the network let the VIP through from this port: switch, hypervisor or cloud",
)
def source_check(seen: Seen) -> Iterable[Remark]:
    """Requests came in, answers left towards the right next hop, and no client got any of this VIP.

    What leaves without a request is sent once more, to a client that has gone.
    """
    remedy = _of_vendor(seen)
    try:
        asked_for = {one["receiver"] for one in received(seen)}
        answers, requests = [one for one in sent(seen) if one["sender"] in asked_for], seen.requests()
    except CannotTellError as error:
        yield error.remark._replace(remedy=remedy or error.remark.remedy)
        return
    right = [one for one in answers if one["target"] not in seen.director_macs()]
    if not right:
        yield Remark("it sent no answers past the director", NOT_MEASURED, remedy=remedy)
    results = [one for of_client in requests.values() for one in of_client]
    for vip in dict.fromkeys(one["sender"] for one in right):
        asked = [one for one in results if one["address"] == vip and one["sent"]]
        if not asked:
            yield unmeasured(f"nobody asked for {vip}", remedy)
        elif not any(one["answered"] or one["refused"] for one in asked):
            left = [one for one in right if one["sender"] == vip]
            count, target = sum(one["count"] for one in left), seen.scene.whose(left[0]["target"])
            found = f"{count} packets of {vip} left for {target}, and no client got any"
            yield Remark(found, remedy=remedy)


def _of_vendor(seen: Seen) -> str:
    vendor = str(seen.node.part("vendor") or "")
    return next((f"{name}: {what}" for name, what in _VENDORS.items() if name.lower() in vendor.lower()), "")
