# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual IPs on a host: the lawful order of steps from what is to what shall be. Pure.

A hidden VIP (real server) sits on ``lo``, where IPv4 would answer ARP for it on every interface. ``arp_ignore`` and
``arp_announce`` keep it quiet; the kernel uses the maximum of ``all`` and the interface concerned, so ``all`` is set
(kernel documentation, networking/ip-sysctl). Law: the sysctls come before the VIP and the VIP goes before the sysctls.

An announced VIP (director) sits on the interface towards the network, and gratuitous ARP tells the segment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from . import values
from .errors import ModelError

SET_SYSCTL, ADD_ADDRESS, DELETE_ADDRESS, ANNOUNCE = "set_sysctl", "add_address", "delete_address", "announce"
HIDDEN, ANNOUNCED = "hidden", "announced"
LOOPBACK, HIDDEN_LABEL = "lo", "lo:0"
_PREFIX = 32
#: 1: answer only for addresses of the interface that the request came in by. 2: ask with an address of the interface.
HIDING_SYSCTLS = (("net/ipv4/conf/all/arp_ignore", 1), ("net/ipv4/conf/all/arp_announce", 2))


class HeldAddress(NamedTuple):
    """An IPv4 address that the host holds now."""

    address: str
    prefix: int
    interface: str
    label: str


class Declaration(NamedTuple):
    """The VIPs that shall be there (``present``) or shall not. ``interface`` is empty where it is to be found."""

    addresses: tuple[str, ...]
    arp: str
    interface: str
    present: bool


class Host(NamedTuple):
    """What a host has now: interfaces, addresses, and the present values of HIDING_SYSCTLS."""

    interfaces: Collection[str]
    addresses: tuple[HeldAddress, ...]
    sysctls: Mapping[str, int]


class Memory(NamedTuple):
    """What earlier calls left: the hidden VIPs that are ours and the values that the sysctls had before us."""

    hidden: tuple[str, ...] = ()
    prior_sysctls: Mapping[str, int] = {}


class Step(NamedTuple):
    """One change of one ``target``: a sysctl, or an address with its interface."""

    operation: str
    target: str | HeldAddress
    before: int | None = None
    after: int | None = None


def declaration(addresses: Iterable[object], arp: str, interface: str | None, present: bool) -> Declaration:
    """Return a validated declaration; raise ModelError for an address that is none or an interface that cannot be."""
    valid = tuple(dict.fromkeys(values.ipv4("", f"addresses[{index}]", given) for index, given in enumerate(addresses)))
    if not valid:
        raise ModelError("", "addresses", [], "names no address")
    if arp == HIDDEN and interface not in (None, LOOPBACK):
        raise ModelError("", "interface", interface, "cannot hide a VIP; a hidden VIP sits on lo")
    return Declaration(valid, arp, LOOPBACK if arp == HIDDEN else interface or "", present)


def steps(declared: Declaration, host: Host, memory: Memory) -> tuple[Step, ...]:
    """Return what has to be done, in lawful order; raise ModelError where the host holds a VIP elsewhere."""
    if declared.interface and declared.interface not in host.interfaces:
        raise ModelError("", "interface", declared.interface, f"is none of this host's: {', '.join(host.interfaces)}")
    if not declared.present:
        gone = tuple(Step(DELETE_ADDRESS, held) for held in host.addresses if _is_declared(held, declared))
        return (*gone, *_restoring(declared, host, memory))
    missing = tuple(filter(None, (_missing(address, declared, host) for address in declared.addresses)))
    additions = tuple(Step(ADD_ADDRESS, address) for address in missing)
    if declared.arp == HIDDEN:
        return (*_hiding(host), *additions)
    return (*additions, *(Step(ANNOUNCE, address) for address in missing))


def remembered(declared: Declaration, host: Host, memory: Memory) -> Memory:
    """Return the memory for after the steps; a prior value is that of before our first call, never one of our own."""
    if declared.arp != HIDDEN:
        return memory
    if declared.present:
        hidden = tuple(sorted({*memory.hidden, *declared.addresses}))
        return Memory(hidden, dict(memory.prior_sysctls) or dict(host.sysctls))
    hidden = tuple(sorted({*memory.hidden} - {*declared.addresses}))
    return Memory(hidden, memory.prior_sysctls) if hidden else Memory()


def undo_of(done: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps that take ``done`` back, last first; what was announced cannot be called back."""
    inverse = {ADD_ADDRESS: DELETE_ADDRESS, DELETE_ADDRESS: ADD_ADDRESS, SET_SYSCTL: SET_SYSCTL}
    changes = [step for step in done if step.operation in inverse]
    return tuple(Step(inverse[step.operation], step.target, step.after, step.before) for step in reversed(changes))


def _hiding(host: Host) -> tuple[Step, ...]:
    return tuple(
        Step(SET_SYSCTL, name, host.sysctls[name], value)
        for name, value in HIDING_SYSCTLS
        if host.sysctls[name] != value
    )


def _restoring(declared: Declaration, host: Host, memory: Memory) -> tuple[Step, ...]:
    """With the last of our hidden VIPs the sysctls go back, each only where its present value is still ours."""
    if declared.arp != HIDDEN or set(memory.hidden) - set(declared.addresses):
        return ()
    return tuple(
        Step(SET_SYSCTL, name, value, memory.prior_sysctls[name])
        for name, value in HIDING_SYSCTLS
        if name in memory.prior_sysctls and host.sysctls[name] == value != memory.prior_sysctls[name]
    )


def _missing(address: str, declared: Declaration, host: Host) -> HeldAddress | None:
    """Return the address to add, None where it is there already; refuse it where it sits elsewhere or wider."""
    interface = declared.interface or _on_link(address, host)
    for held in host.addresses:
        if held.address == address and (held.interface, held.prefix) != (interface, _PREFIX):
            reason = f"is on {held.interface} as /{held.prefix} already; it belongs on {interface} as /{_PREFIX}"
            raise ModelError("", "addresses", address, reason)
    if any(_is_declared(held, declared) and held.address == address for held in host.addresses):
        return None
    return HeldAddress(address, _PREFIX, interface, HIDDEN_LABEL if declared.arp == HIDDEN else interface)


def _is_declared(held: HeldAddress, declared: Declaration) -> bool:
    """A VIP that is to be withdrawn from wherever it is announced never means the hidden one on lo."""
    there = held.interface == declared.interface if declared.interface else held.interface != LOOPBACK
    return there and held.address in declared.addresses and held.prefix == _PREFIX


def _on_link(address: str, host: Host) -> str:
    """Return the interface whose subnet has the address (RFC 1122, section 3.3.1.1: on-link)."""
    for held in host.addresses:
        if held.interface != LOOPBACK and values.same_network(address, held.address, held.prefix):
            return held.interface
    raise ModelError("", "addresses", address, "is in no subnet of this host; name the interface")
