# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual IPs on a host: the lawful order of operations from what is to what shall be. Pure.

A hidden VIP (real server) sits on ``lo``, kept quiet by sysctls (``hiding``). Law: the sysctls come before the VIP and
the VIP goes before the sysctls. Its way out (``answers``) is there before it, too.

An announced VIP (director) sits on the interface towards the network, and gratuitous ARP (IPv6: an unsolicited
neighbour advertisement) tells the segment.
"""

from __future__ import annotations

from typing import NamedTuple

from . import answers, hiding, subnets
from .errors import ModelError
from .host import IPV4, LOOPBACK, SCOPE_HOST, HeldAddress, Host, family, full
from .operations import ADD_ADDRESS, ANNOUNCE, DELETE_ADDRESS, SET_SYSCTL, Operation
from .vip_declaration import ANNOUNCED, HIDDEN, Declaration, Wanted
from .vip_memory import Memory

HIDDEN_LABEL = "lo:0"


class Plan(NamedTuple):
    """What is done to the live host before the files of the next boot are written, and what after that.

    When something goes, its sysctls stay until no boot can bring the VIP back.
    """

    first: tuple[Operation, ...]
    last: tuple[Operation, ...] = ()


def plan(declared: Declaration, host: Host, memory: Memory) -> Plan:
    """Return what has to be done, in lawful order; raise ModelError for what this host cannot hold."""
    if declared.interface and declared.interface not in host.interfaces:
        known = ", ".join(sorted(host.interfaces))
        raise ModelError("", "interface", declared.interface, f"is none of this host's: {known}")
    if not declared.present:
        return _withdrawal(declared, host, memory)
    answers.refuse_gateways(declared, host.next_hops)
    missing = tuple(filter(None, (_missing(wanted, declared, host) for wanted in declared.addresses)))
    additions = tuple(Operation(ADD_ADDRESS, "", None, address) for address in missing)
    if declared.arp == ANNOUNCED:
        return Plan(additions, tuple(Operation(ANNOUNCE, "", None, address) for address in missing))
    return Plan((*_hiding(declared, host), *_ways_out(declared, host, memory), *additions))


def missing_addresses(found: Plan) -> tuple[HeldAddress, ...]:
    """Return the addresses that the plan adds."""
    return tuple(operation.after for operation in found.first if operation.operation == ADD_ADDRESS)


def hidden(vip: str) -> HeldAddress:
    """Return how a real server holds a VIP."""
    is_ipv4 = family(vip) == IPV4
    return HeldAddress(vip, full(vip), LOOPBACK, HIDDEN_LABEL if is_ipv4 else "", scope=SCOPE_HOST if is_ipv4 else "")


def remembered(declared: Declaration, host: Host, memory: Memory) -> Memory:
    """Return the memory for after the plan; a prior value is that of before our first call, never one of our own."""
    if declared.arp == ANNOUNCED:
        return memory.with_announced(declared, _places(declared, host))
    if not declared.present:
        return memory.without_hidden(declared.vips)
    routes = answers.wanted_routes(declared.answers, declared.vips, host)
    rules = answers.wanted_rules(declared.answers, declared.vips)
    values = {name: (host.sysctls[name], value) for name, value in _sysctls(declared, host).items()}
    return memory.with_hidden(declared, values, rules, routes)


def ingress(declared: Declaration, host: Host) -> tuple[str, ...]:
    """Return the interfaces by which requests for the VIPs may come in: those on-link, else all that have a network."""
    held = [one for one in host.addresses if one.interface != LOOPBACK and one.prefix < full(one.address)]
    ours = [one for one in held if family(one.address) == IPV4]
    near = {
        one.interface for one in ours for vip in declared.vips if family(vip) == IPV4 and subnets.on_link(vip, [one])
    }
    return tuple(sorted(near or {one.interface for one in ours}))


def _withdrawal(declared: Declaration, host: Host, memory: Memory) -> Plan:
    going = [held for wanted in declared.addresses for held in host.addresses if _is_declared(held, wanted, declared)]
    # The first address of a network goes last: it would take the others along.
    going.sort(key=lambda held: not held.is_secondary)
    gone = tuple(Operation(DELETE_ADDRESS, "", held, None) for held in going)
    if declared.arp == ANNOUNCED:
        return Plan(gone)
    left = memory.without_hidden(declared.vips)
    rules, routes = set(memory.rules) - set(left.rules), set(memory.routes) - set(left.routes)
    return Plan((*gone, *answers.leaving(sorted(rules), sorted(routes), host)), _restoring(host, memory, left))


def _ways_out(declared: Declaration, host: Host, memory: Memory) -> tuple[Operation, ...]:
    """A rule of ours for a declared VIP that is wanted no more goes, and with its last rule a route of ours."""
    routes = answers.wanted_routes(declared.answers, declared.vips, host)
    answers.refuse_foreign_routes(routes, memory.routes, host)
    rules = answers.wanted_rules(declared.answers, declared.vips)
    after = memory.with_hidden(declared, {}, rules, routes)
    kept = {route.way for route in after.routes}
    stale = [route for route in memory.routes if route.way not in kept]
    return (
        *answers.leading(rules, routes, host),
        *answers.leaving(sorted(set(memory.rules) - set(after.rules)), stale, host),
    )


def _sysctls(declared: Declaration, host: Host) -> dict[str, str]:
    """Return what sysctls have to be for what is declared."""
    wanted = hiding.quiet(host.sysctls) if any(family(vip) == IPV4 for vip in declared.vips) else {}
    if declared.rp_filter is not None:
        if int(host.sysctls[hiding.name("all", hiding.RP_FILTER)]) > declared.rp_filter:
            above = "cannot be reached: the kernel uses the maximum of the interface and conf.all, and that is above it"
            raise ModelError("", "rp_filter", declared.rp_filter, above)
        wanted.update({
            hiding.name(interface, hiding.RP_FILTER): str(declared.rp_filter) for interface in ingress(declared, host)
        })  # fmt: skip
    return wanted


def _hiding(declared: Declaration, host: Host) -> tuple[Operation, ...]:
    if any(family(vip) == IPV4 for vip in declared.vips):
        hiding.refuse_loud_interfaces(host.sysctls, host.interfaces)
    return tuple(
        Operation(SET_SYSCTL, name, host.sysctls[name], value)
        for name, value in _sysctls(declared, host).items()
        if host.sysctls[name] != value
    )


def _restoring(host: Host, memory: Memory, left: Memory) -> tuple[Operation, ...]:
    """Sysctls that are of use no more go back, each only where its present value is still ours."""
    return tuple(
        Operation(SET_SYSCTL, name, ours, prior)
        for name, (prior, ours) in memory.sysctls.items()
        if name not in left.sysctls and host.sysctls.get(name) == ours != prior
    )


def _missing(wanted: Wanted, declared: Declaration, host: Host) -> HeldAddress | None:
    """Return the address to add, None where it is there already; refuse it where it sits elsewhere or wider."""
    place = _place(wanted, declared, host)
    for held in host.addresses:
        if held.address == wanted.address and (held.interface, held.prefix) != (place.interface, wanted.prefix):
            belongs = f"it belongs on {place.interface} as /{wanted.prefix}"
            reason = f"is on {held.interface} as /{held.prefix} already; {belongs}"
            raise ModelError("", "addresses", wanted.address, reason)
    reason = subnets.unfit(wanted.address, host.addresses)
    if reason:
        raise ModelError("", "addresses", wanted.address, reason)
    return None if any(_is_declared(held, wanted, declared) for held in host.addresses) else place


def _place(wanted: Wanted, declared: Declaration, host: Host) -> HeldAddress:
    if declared.arp == HIDDEN:
        return hidden(wanted.address)
    interface = declared.interface or _on_link(wanted.address, host)
    return HeldAddress(wanted.address, wanted.prefix, interface, interface if family(wanted.address) == IPV4 else "")


def _places(declared: Declaration, host: Host) -> tuple[HeldAddress, ...]:
    return tuple(_place(wanted, declared, host) for wanted in declared.addresses) if declared.present else ()


def _is_declared(held: HeldAddress, wanted: Wanted, declared: Declaration) -> bool:
    """A VIP that is to be withdrawn from wherever it is announced never means the hidden one on lo."""
    there = held.interface == declared.interface if declared.interface else held.interface != LOOPBACK
    return there and (held.address, held.prefix) == wanted


def _on_link(address: str, host: Host) -> str:
    """Return the interface whose subnet has the address."""
    held = subnets.on_link(address, host.addresses)
    if held is None:
        raise ModelError("", "addresses", address, "is in no subnet of this host; name the interface")
    return held.interface
