# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a real server has that would break direct routing and that ``vip`` does not change unasked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import answers, hiding, vip
from .host import IPV4, LOOPBACK, SCOPE_HOST, HeldAddress, Host, family
from .vip_declaration import Declaration, Listener

_STRICT = 1


def of_host(declared: Declaration, host: Host) -> Iterator[str]:
    """Yield a sentence for each interface whose rp_filter or proxy_arp is in the way, and for a VIP held otherwise."""
    if not any(family(address) == IPV4 for address in declared.vips):
        return
    yield from _of_rp_filter(declared, host)
    yield from _of_proxy_arp(host)
    for held in host.addresses:
        if held.address in declared.vips and held.interface == LOOPBACK and family(held.address) == IPV4:
            yield from _of_place(held)


def of_listeners(missing: Iterable[Listener]) -> Iterator[str]:
    """Yield a sentence for each listener that is not there."""
    for one in missing:
        yield (
            f"nothing listens on {one.protocol} port {one.port} of {one.address} or of any address: requests for it "
            "would be refused"
        )


def _of_place(held: HeldAddress) -> Iterator[str]:
    """Somebody else has made it; without it for a moment, the host would drop requests."""
    if held.label not in ("", vip.HIDDEN_LABEL):
        yield f"{held.address} is on lo with the label {held.label}, not {vip.HIDDEN_LABEL}; it is left so"
    if held.scope != SCOPE_HOST:
        yield (
            f"{held.address} is on lo, but not of scope host: while an interface has no address, as at a boot with "
            "NetworkManager, the host asks by ARP in its name, whatever arp_announce says. It is left so; to mend it, "
            f"drain the host, then ip address delete {held.address}/{held.prefix} dev lo, and run this again"
        )


def _of_rp_filter(declared: Declaration, host: Host) -> Iterator[str]:
    """Strict filtering drops a request that came in by another interface than its answer would leave by (RFC 3704)."""
    own = answers.wanted_routes(declared.answers, declared.vips, host)
    ways_out = {route.interface for route in own if family(route.gateway) == IPV4}
    ways_out = ways_out or {hop.interface for hop in host.next_hops if family(hop.destination) == IPV4}
    for interface in vip.ingress(declared, host):
        strict = hiding.effective(host.sysctls, interface, hiding.RP_FILTER) == _STRICT
        if strict and declared.rp_filter is None and interface not in ways_out:
            out = ", ".join(sorted(ways_out)) or "no interface"
            yield (
                f"rp_filter is strict on {interface}, and answers to clients elsewhere leave by {out}: requests that "
                f"come in by {interface} are dropped. Set rp_filter: 2"
            )


def _of_proxy_arp(host: Host) -> Iterator[str]:
    for interface in sorted(host.interfaces):
        if interface != LOOPBACK and hiding.effective(host.sysctls, interface, hiding.PROXY):
            yield (
                f"proxy_arp is on for {interface}: while a VIP is not on lo, and for the VIPs of others, this host may "
                f"answer ARP in their place. Set {hiding.name(interface, hiding.PROXY)} and that of all to 0"
            )
