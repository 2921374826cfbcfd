# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``node_info`` is asked, and the shape of what it returns; see its documentation. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Mapping, NamedTuple

from . import probe, subnets, values
from .errors import ModelError
from .host import LOOPBACK, HeldAddress, Interface, Neighbour, NextHop, family

_ADDRESSES = {"type": "list", "elements": "str", "default": []}
#: The parameters of ``node_info`` that ``vip`` takes as well.
PLACES = {"vips": _ADDRESSES, "peers": _ADDRESSES, "clients": _ADDRESSES}


class Asked(NamedTuple):
    """The module's parameters. ``clients`` are addresses to find the way to, by what was given: a network, too."""

    vips: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    clients: tuple[tuple[str, str], ...] = ()
    probe: bool = True
    firewall: bool = True


class Way(NamedTuple):
    """A way by the name that it has in the document: an address, a network, or a default route."""

    name: str
    hop: NextHop


class Answered(NamedTuple):
    """Who answers for an address on a segment; nobody: it was asked and nobody did."""

    address: str
    interface: str
    macs: tuple[str, ...]


def asked(params: Mapping) -> Asked:
    """Return the parameters; raise ModelError for what is no address."""
    return Asked(
        _addresses("vips", params["vips"]),
        _addresses("peers", params["peers"]),
        tuple(_client(f"clients[{index}]", value) for index, value in enumerate(params["clients"])),
        params.get("probe", False),
        params.get("firewall", False),
    )


def questions(wanted: Asked, held: Iterable[HeldAddress]) -> Iterator[tuple[str, str, str]]:
    """Yield what the routes are asked: the name of the destination, its address, and the source, empty if any.

    Answers to a client come from each VIP that the host holds.
    """
    for peer in wanted.peers:
        yield peer, peer, ""
    for name, address in wanted.clients:
        for vip in held_vips(wanted, held):
            if family(vip) == family(address):
                yield name, address, vip


def held_vips(wanted: Asked, held: Iterable[HeldAddress]) -> list[str]:
    """Return the VIPs that the host holds."""
    own = {one.address for one in held}
    return [vip for vip in wanted.vips if vip in own]


def places(wanted: Asked, held: Iterable[HeldAddress], ways: Iterable[Way]) -> dict[str, dict[str, str]]:
    """Return what to ask the segments: by interface the addresses, each with the source to ask with.

    Those are peers and VIPs in a subnet of the host, the gateways of its ways, and VIPs that are in none: they are
    asked for wherever a peer is, for that is where a director announces them.
    """
    held = [one for one in held if one.interface != LOOPBACK]
    own = {one.address for one in held}
    found: dict[str, dict[str, str]] = {}

    def ask(address: str, interface: str) -> None:
        others = [one for one in held if one.interface == interface and family(one.address) == family(address)]
        sources = [one for one in others if one.address != address]
        found.setdefault(interface, {})[address] = probe.default_source(address, sources)

    for peer in wanted.peers:
        segment = probe.segment(peer, held)
        if segment and peer not in own:
            ask(peer, segment)
    among_peers = sorted(found)
    for way in ways:
        if way.hop.gateway and way.hop.interface != LOOPBACK:
            ask(way.hop.gateway, way.hop.interface)
    for vip in wanted.vips:
        segment = probe.segment(vip, held)
        for interface in [segment] if segment else among_peers:
            ask(vip, interface)
    return found


def macs(neighbours: Iterable[Neighbour], answers: Iterable[Answered]) -> dict[tuple[str, str], str]:
    """Return the MAC of an address by interface and address: the host's own entry, else the one that alone answered."""
    answered = {(one.interface, one.address): one.macs[0] for one in answers if len(one.macs) == 1}
    return {**answered, **{(one.interface, one.address): one.mac for one in neighbours if one.mac}}


def described_way(way: Way, known: Mapping[tuple[str, str], str]) -> dict:
    """Return an entry of ``ways``."""
    hop = way.hop
    return {
        "destination": way.name,
        "source": hop.source,
        "interface": hop.interface,
        "gateway": hop.gateway,
        "mac": known.get((hop.interface, hop.gateway or hop.destination), ""),
        "mtu": hop.mtu,
    }


def described_interface(interface: Interface, lro: bool | None) -> dict:
    """Return an entry of ``interfaces``."""
    return {
        "name": interface.name,
        "mac": interface.hardware_address.hex(":"),
        "mtu": interface.mtu,
        "is_up": interface.is_up,
        "lro": lro,
    }


def described_address(held: HeldAddress, flags: Iterable[str]) -> dict:
    """Return an entry of ``addresses``."""
    return {
        "address": held.address,
        "prefix": held.prefix,
        "interface": held.interface,
        "label": held.label,
        "flags": list(flags),
    }


def _addresses(key: str, given: Iterable) -> tuple[str, ...]:
    """Return the addresses, each once."""
    found = (values.address("", f"{key}[{index}]", value)[1] for index, value in enumerate(given))
    return tuple(dict.fromkeys(found))


def _client(key: str, value: object) -> tuple[str, str]:
    """Return an address or network and the address to find the way to: of a network its first host."""
    try:
        network = ipaddress.ip_network(str(value), strict=False)
    except ValueError:
        raise ModelError("", key, value, "is neither an address nor a network") from None
    is_alone = network.prefixlen == network.max_prefixlen
    name = str(network.network_address) if is_alone else str(network)
    return name, subnets.first_host(str(network))
