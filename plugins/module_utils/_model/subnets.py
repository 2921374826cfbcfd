# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of a host's networks an address is in, and whether it can be a host's there. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from .host import IPV4, IPV6, LOOPBACK, HeldAddress, family, full

#: Addresses that no host routes specially: who asks for them is told the default route (RFC 5737; 2000::/3 is global).
ANYWHERE = {IPV4: "192.0.2.1", IPV6: "2000::1"}


def on_link(address: str, held: Iterable[HeldAddress]) -> HeldAddress | None:
    """Return an address of the host in whose subnet this one is (RFC 1122, section 3.3.1.1); None: it is in none."""
    return next((one for one in held if _is_neighbour(address, one)), None)


def unfit(address: str, held: Iterable[HeldAddress]) -> str:
    """Return why no host can have the address in a subnet of this host; empty where it can.

    That is the subnet's first address, which is its own (IPv4) or any router's (IPv6: RFC 4291, section 2.6.1), and in
    IPv4 its last one, the broadcast address. A /31 or /127 has neither (RFC 3021, RFC 6164).
    """
    for one in held:
        network = ipaddress.ip_network(f"{one.address}/{one.prefix}", strict=False)
        if one.prefix < full(one.address) - 1 and _is_neighbour(address, one):
            if address == str(network[0]):
                return f"is the network address of {network} on {one.interface}"
            if address == str(network[-1]) and network.version == 4:
                return f"is the broadcast address of {network} on {one.interface}"
    return ""


def first_host(network: str) -> str:
    """Return the first address of a network that a host may have, of a lone address itself, of all ANYWHERE."""
    parsed = ipaddress.ip_network(network)
    if not parsed.prefixlen:
        return ANYWHERE[parsed.version]
    return str(parsed[1] if parsed.num_addresses > 1 else parsed[0])


def taken_along(gone: HeldAddress, held: Iterable[HeldAddress]) -> list[HeldAddress]:
    """Return those that the kernel deletes with ``gone``: the secondary ones of its network, where it was the first."""
    return [
        one
        for one in held
        if one.is_secondary
        and not gone.is_secondary
        and (one.interface, one.prefix) == (gone.interface, gone.prefix)
        and _is_neighbour(one.address, gone)
    ]


def _is_neighbour(address: str, held: HeldAddress) -> bool:
    if held.interface == LOOPBACK or family(address) != family(held.address) or held.prefix == full(address):
        return False
    return ipaddress.ip_address(address) in ipaddress.ip_network(f"{held.address}/{held.prefix}", strict=False)
