# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host has of addresses, routes and rules, as values that rtnetlink is read into and made from. Pure."""

from __future__ import annotations

from typing import Mapping, NamedTuple

LOOPBACK = "lo"
SCOPE_HOST = "host"
IPV4, IPV6 = 4, 6
_FULL = {IPV4: 32, IPV6: 128}


def family(address: str) -> int:
    """Return IPV4 or IPV6 of an address in its normal form."""
    return IPV6 if ":" in address else IPV4


def full(address: str) -> int:
    """Return the prefix length that means this address alone."""
    return _FULL[family(address)]


class Interface(NamedTuple):
    """A network interface: its index, its hardware address (six bytes on Ethernet), whether it is up, its MTU."""

    name: str
    index: int
    hardware_address: bytes
    is_up: bool
    mtu: int = 0


class HeldAddress(NamedTuple):
    """An address that the host holds. IPv6 has no labels.

    ``is_secondary``: another one came before it in its network on that interface, and takes it along when it goes.
    ``scope``, of IPv4 alone: host, or empty, which is any other. From an interface without an address, as while a
    network service makes it, the kernel asks by ARP in the name of another one, and of those on lo first, whatever
    arp_announce says; but not of those of scope host (net/ipv4/devinet.c: inet_select_addr).
    """

    address: str
    prefix: int
    interface: str
    label: str = ""
    is_secondary: bool = False
    scope: str = ""

    def __str__(self) -> str:
        """Return it as ip-address(8) takes it."""
        label = f" label {self.label}" if self.label else ""
        scope = f" scope {self.scope}" if self.scope else ""
        return f"{self.address}/{self.prefix} dev {self.interface}{label}{scope}"


class Neighbour(NamedTuple):
    """An entry of the ARP or neighbour table. ``mac`` is empty where it is not known; ``state``: ip-neighbour(8)."""

    address: str
    interface: str
    mac: str
    state: str


class Rule(NamedTuple):
    """A policy rule: what comes from ``source`` is routed by ``table``."""

    source: str
    table: int

    @property
    def way(self) -> tuple[int, int]:
        """Return table and family: what a rule and the route that it leads to have in common."""
        return self.table, family(self.source)

    def __str__(self) -> str:
        """Return it as ip-rule(8) takes it; a rule of protocol kernel is one that systemd-networkd leaves alone."""
        return f"from {self.source}/{full(self.source)} lookup {self.table} priority {self.table} protocol kernel"


class Route(NamedTuple):
    """The default route of ``table``."""

    table: int
    gateway: str
    interface: str

    @property
    def way(self) -> tuple[int, int]:
        """Return table and family, as of a rule; there is one default route of each."""
        return self.table, family(self.gateway)

    def __str__(self) -> str:
        """Return it as ip-route(8) takes it; of protocol kernel for the same reason."""
        return f"default via {self.gateway} dev {self.interface} table {self.table} protocol kernel onlink"


class NextHop(NamedTuple):
    """Where packets for ``destination`` go: by which interface, through which gateway; empty: none, so on-link.

    ``source`` is the host's address that they come from, empty where none was named. ``mtu`` is the route's own or the
    path's as the kernel has learned it, 0 where there is none, so that the interface's holds.
    """

    destination: str
    interface: str
    gateway: str
    source: str = ""
    mtu: int = 0


class Host(NamedTuple):
    """What a host has now. ``sysctls`` are texts by their names with slashes; a next hop that is none is left out."""

    interfaces: Mapping[str, Interface]
    addresses: tuple[HeldAddress, ...]
    sysctls: Mapping[str, str]
    next_hops: tuple[NextHop, ...] = ()
    rules: tuple[Rule, ...] = ()
    routes: tuple[Route, ...] = ()
