# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers for an address: the question, where to ask it, and whether the answer is as it should be. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from . import link, subnets, values
from .errors import ModelError
from .host import LOOPBACK, HeldAddress, family, full

ANY, NONE, ONE, AT_MOST_ONE = "any", "none", "one", "at_most_one"
EXPECTATIONS = (ANY, NONE, ONE, AT_MOST_ONE)
_MOST_REQUESTS, _LONGEST_INTERVAL, _SHORTEST_TIMEOUT, _LONGEST_TIMEOUT = 100, 10, 0.01, 60
_UNSPECIFIED = ("0.0.0.0", "::")  # noqa: S104 - nothing is bound to it


class Question(NamedTuple):
    """What is asked, how often, and what is expected: one of EXPECTATIONS or a MAC.

    ``interface`` is empty and ``source`` None where they are to be found; a source that is empty is to be none.
    ``names`` has the names of hosts by MAC.
    """

    address: str
    interface: str
    source: str | None
    count: int
    interval: float
    timeout: float
    expect: str
    names: Mapping[str, str]


class Responder(NamedTuple):
    """Who answered: how often, and when first; ``host`` is None where nobody knows the MAC."""

    mac: str
    replies: int
    first_ms: float
    host: str | None


def question(given: Mapping) -> Question:
    """Return the question of a module's parameters; raise ModelError for a value that cannot be."""
    _family, address = values.address("", "address", given["address"])
    return Question(
        address,
        given["interface"] or "",
        _source(given["source"], address),
        values.integer("", "count", given["count"], 1, _MOST_REQUESTS),
        link.seconds("", "interval", given["interval"], 0, _LONGEST_INTERVAL),
        link.seconds("", "timeout", given["timeout"], _SHORTEST_TIMEOUT, _LONGEST_TIMEOUT),
        _expectation(given["expect"]),
        names(given["hosts"]),
    )


def names(hosts: Mapping[str, object]) -> dict[str, str]:
    """Return the names by MAC of MACs by name; a MAC of several hosts has the names of all."""
    found: dict[str, list[str]] = {}
    for host, given in hosts.items():
        macs = given if isinstance(given, (list, tuple)) else [given]
        for mac in dict.fromkeys(link.mac("hosts", host, one) for one in macs):
            found.setdefault(mac, []).append(str(host))
    return {mac: ", ".join(hosts) for mac, hosts in found.items()}


def place(asked: Question, interfaces: Collection[str], held: Iterable[HeldAddress]) -> tuple[str, str]:
    """Return the interface to ask on and the source to ask with, which is empty where there is none."""
    held = [one for one in held if family(one.address) == family(asked.address)]
    interface = asked.interface or segment(asked.address, held)
    if not interface:
        raise ModelError("", "address", asked.address, "is in no subnet of this host; name the interface")
    if interface not in interfaces:
        raise ModelError("", "interface", interface, f"is none of this host's: {', '.join(sorted(interfaces))}")
    own = [one for one in held if one.interface == interface and one.address != asked.address]
    if asked.source is None:
        return interface, default_source(asked.address, own)
    if asked.source and asked.source not in (one.address for one in own):
        reason = f"is no address of {interface}; all who hear it would take this host for its holder"
        raise ModelError("", "source", asked.source, reason)
    return interface, asked.source


def responders(answers: Iterable[tuple[str, float]], names: Mapping[str, str]) -> tuple[Responder, ...]:
    """Return who answered, the first one first, of pairs of a MAC and the seconds since the first request."""
    times: dict[str, list[float]] = {}
    for mac, after in answers:
        times.setdefault(mac, []).append(after)
    by_time = sorted(times.items(), key=lambda item: min(item[1]))
    return tuple(Responder(mac, len(all_), round(min(all_) * 1000, 1), names.get(mac)) for mac, all_ in by_time)


def fault(asked: Question, interface: str, found: Collection[Responder]) -> str:
    """Return what is not as expected, as a sentence; empty if nothing is."""
    what, who = f"for {asked.address} on {interface}", _listed(found)
    if asked.expect in (ANY, NONE):
        return f"nobody should answer {what}, but these do: {who}" if asked.expect == NONE and found else ""
    if asked.expect in (ONE, AT_MOST_ONE):
        if not found and asked.expect == ONE:
            return f"nobody answers {what}"
        return f"only one should answer {what}, but these do: {who}" if len(found) > 1 else ""
    return _fault_of_one(_named(asked.expect, asked.names.get(asked.expect)), asked.expect, what, found)


def _fault_of_one(wanted: str, mac: str, what: str, found: Collection[Responder]) -> str:
    strangers = [one for one in found if one.mac != mac]
    if not found:
        return f"nobody answers {what}, but {wanted} should"
    if len(strangers) == len(found):
        return f"{wanted} does not answer {what}, but these do: {_listed(strangers)}"
    return f"only {wanted} should answer {what}, but these do, too: {_listed(strangers)}" if strangers else ""


def _listed(found: Iterable[Responder]) -> str:
    return ", ".join(_named(one.mac, one.host) for one in found)


def _named(mac: str, host: str | None) -> str:
    return f"{host} ({mac})" if host else mac


def _expectation(given: object) -> str:
    if given in EXPECTATIONS:
        return given
    try:
        return link.mac("", "expect", given)
    except ModelError as error:
        reason = f"is not one of {', '.join(EXPECTATIONS)}, and {error.reason}"
        raise ModelError("", "expect", given, reason) from None


def _source(given: object, address: str) -> str | None:
    if given is None or given in _UNSPECIFIED:
        return None if given is None else ""
    _family, source = values.address("", "source", given)
    if family(source) != family(address):
        raise ModelError("", "source", given, f"is not of the family of {address}")
    if source == address:
        raise ModelError("", "source", given, "is the address that is asked for; all who hear it would take this host")
    return source


def segment(address: str, held: Iterable[HeldAddress]) -> str:
    """Return the interface in whose narrowest subnet the address is, or that holds it; empty where there is none."""
    near = [one for one in held if subnets.on_link(address, [one])]
    holders = [one for one in held if one.address == address and one.interface != LOOPBACK]
    found = max(near or holders, key=lambda one: one.prefix, default=None)
    return found.interface if found else ""


def default_source(address: str, own: Iterable[HeldAddress]) -> str:
    """Return the address to ask with: never one of a single-address prefix, for that may be a VIP of many hosts."""

    def fitness(one: HeldAddress) -> tuple:
        parsed = ipaddress.ip_address(one.address)
        return bool(subnets.on_link(address, [one])), parsed.version == 6 and parsed.is_link_local

    hosts_own = [one for one in own if one.prefix < full(one.address)]
    found = max(hosts_own, key=fitness, default=None)
    return found.address if found else ""
