# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call of ``vip`` declares, from the module's parameters. Pure: what the host makes of it comes later."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable
from typing import NamedTuple

from . import link, values
from .errors import ModelError
from .host import IPV4, LOOPBACK, family, full

HIDDEN, ANNOUNCED = "hidden", "announced"
REFUSE, IGNORE = "refuse", "ignore"
#: linux/rtnetlink.h: the tables default, main and local, which every host has.
_TAKEN_TABLES = (253, 254, 255)
_ANY = ("0.0.0.0", "::")  # noqa: S104 - looked for, not bound
_LONGEST_INTERVAL = 60  # s
#: The parameters of ``vip``, which node_info takes as well.
_LISTENER = {
    "address": {"type": "str", "required": True},
    "port": {"type": "int", "required": True},
    "protocol": {"type": "str", "choices": ["tcp", "udp"], "default": "tcp"},
}
ARGUMENTS = {
    "addresses": {"type": "list", "elements": "str", "required": True},
    "arp": {"type": "str", "choices": ["hidden", "announced"], "required": True},
    "interface": {"type": "str"},
    "announcements": {"type": "int", "default": 3},
    "announcement_interval": {"type": "float", "default": 0.2},
    "duplicates": {"type": "str", "choices": [REFUSE, IGNORE], "default": REFUSE},
    "rp_filter": {"type": "int", "choices": [1, 2]},
    "reply_gateway": {"type": "list", "elements": "str", "default": []},
    "reply_table": {"type": "int", "default": 7100},
    "client_networks": {"type": "list", "elements": "str", "default": []},
    "directors": {"type": "list", "elements": "str", "default": []},
    "listeners": {"type": "list", "elements": "dict", "default": [], "options": _LISTENER},
    "persist": {"type": "bool", "default": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
_OF_HIDDEN = ("rp_filter", "reply_gateway", "client_networks", "directors", "listeners")


class Wanted(NamedTuple):
    """A VIP and its prefix length: that of the address alone, or of its network."""

    address: str
    prefix: int


class Listener(NamedTuple):
    """What has to listen on a real server."""

    protocol: str
    address: str
    port: int

    def is_served(self, heard: Collection[tuple]) -> bool:
        """Tell whether one of these (protocol, address, port) stands for it, be it on its address or on any.

        A socket on ``::`` serves IPv4 too, unless it was told not to; the kernel does not tell, so it counts.
        """
        anywhere = _ANY if family(self.address) == IPV4 else ("::",)
        return any((self.protocol, address, self.port) in heard for address in (self.address, *anywhere))


class Answers(NamedTuple):
    """How a real server's answers leave: gateways of their own (one per family at most) and the table for them.

    ``directors`` are addresses that no gateway may be, ``client_networks`` what is beyond the gateways.
    """

    gateways: tuple[str, ...]
    table: int
    directors: tuple[str, ...]
    client_networks: tuple[str, ...]


class Announcement(NamedTuple):
    """How often an announced VIP is announced, and the time between two announcements in s."""

    count: int
    interval: float


class Declaration(NamedTuple):
    """The VIPs that shall be there (``present``) or shall not. ``interface`` is empty where it is to be found."""

    addresses: tuple[Wanted, ...]
    arp: str
    interface: str
    present: bool
    persist: bool
    duplicates: str
    announcement: Announcement
    rp_filter: int | None
    answers: Answers
    listeners: tuple[Listener, ...]

    @property
    def vips(self) -> frozenset[str]:
        """The addresses alone."""
        return frozenset(wanted.address for wanted in self.addresses)


def declaration_from_params(params: dict) -> Declaration:
    """Return a validated declaration; raise ModelError for the first value that cannot be."""
    is_hidden = params["arp"] == HIDDEN
    interface = params["interface"]
    addresses = _addresses(params["addresses"], is_hidden)
    if is_hidden and interface not in (None, LOOPBACK):
        raise ModelError("", "interface", interface, "cannot hide a VIP; a hidden VIP sits on lo")
    if not is_hidden:
        _refuse_what_hides(params)
    return Declaration(
        addresses,
        params["arp"],
        LOOPBACK if is_hidden else interface or "",
        params["state"] == "present",
        params["persist"],
        params["duplicates"],
        _announcement(params["announcements"], params["announcement_interval"]),
        params["rp_filter"],
        _answers(params, {wanted.address for wanted in addresses}),
        tuple(_listener(index, entry) for index, entry in enumerate(params["listeners"] or ())),
    )


def _addresses(given: Iterable[object], is_hidden: bool) -> tuple[Wanted, ...]:
    found: dict[str, Wanted] = {}
    for index, value in enumerate(given):
        wanted = _wanted(f"addresses[{index}]", str(value), is_hidden)
        if found.setdefault(wanted.address, wanted) != wanted:
            raise ModelError("", f"addresses[{index}]", value, "is listed with another prefix, too")
    if not found:
        raise ModelError("", "addresses", [], "names no address")
    return tuple(found.values())


def _wanted(key: str, value: str, is_hidden: bool) -> Wanted:
    text, slash, length = value.partition("/")
    _family, address = values.address("", key, text)
    longest = full(address)
    prefix = values.integer("", key, length, 1, longest) if slash else longest
    if is_hidden and prefix != longest:
        raise ModelError("", key, value, f"would hide a whole network; a hidden VIP is a /{longest}")
    return Wanted(address, prefix)


def _refuse_what_hides(params: dict) -> None:
    for key in _OF_HIDDEN:
        if params[key] not in (None, []):
            raise ModelError("", key, params[key], "goes with arp: hidden, that is with a real server")


def _announcement(count: int, interval: float) -> Announcement:
    values.integer("", "announcements", count, 0, 100)
    return Announcement(count, link.seconds("", "announcement_interval", interval, 0, _LONGEST_INTERVAL))


def _answers(params: dict, vips: Iterable[str]) -> Answers:
    directors = tuple(_listed("directors", params["directors"]))
    gateways = tuple(_listed("reply_gateway", params["reply_gateway"]))
    for gateway in gateways:
        if gateway in vips or gateway in directors:
            whose = "a VIP" if gateway in vips else "a director's address"
            raise ModelError("", "reply_gateway", gateway, f"is {whose}; answers go past the director")
    if len({family(gateway) for gateway in gateways}) < len(gateways):
        raise ModelError("", "reply_gateway", list(gateways), "has two gateways of one family")
    table = params["reply_table"]
    if table in _TAKEN_TABLES or not 0 < table < 2**31:
        raise ModelError("", "reply_table", table, "is not a routing table that is free for this (1 to 2147483647)")
    networks = tuple(
        _network(f"client_networks[{index}]", value) for index, value in enumerate(params["client_networks"] or ())
    )
    return Answers(gateways, table, directors, networks)


def _listed(key: str, given: Iterable[object] | None) -> Iterable[str]:
    for index, value in enumerate(given or ()):
        yield values.address("", f"{key}[{index}]", value)[1]


def _network(key: str, value: object) -> str:
    try:
        return str(ipaddress.ip_network(str(value), strict=False))
    except ValueError:
        raise ModelError("", key, value, "is not a network, such as 198.51.100.0/24") from None


def _listener(index: int, entry: dict) -> Listener:
    where = f"listeners[{index}]"
    _family, address = values.address(where, "address", entry["address"])
    return Listener(entry["protocol"], address, values.port(where, "port", entry["port"]))
