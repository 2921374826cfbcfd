# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single values of a declaration: each function returns the normal form or raises a ModelError.

Strings are accepted where numbers are meant, because Tower's extra variables and ``-e key=value`` are strings.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from socket import AF_INET6, inet_ntop

from .errors import ModelError

# Linux: IPVS copies scheduler names into a field of IP_VS_SCHEDNAME_MAXLEN = 16 bytes (linux/ip_vs.h).
_LONGEST_SCHEDULER, _OF_A_SCHEDULER = 15, "abcdefghijklmnopqrstuvwxyz0123456789_-"
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_LIMITED_BROADCAST = ipaddress.IPv4Address("255.255.255.255")


def address(where: str, key: str, value: object) -> tuple[str, str]:
    """Return family and normal form of an address that a host can hold; 127/8, multicast and the like are none.

    The normal form is that of inet_ntop(3), which is how the kernel's own addresses are written elsewhere.
    """
    try:
        parsed = ipaddress.ip_address(value if isinstance(value, str) else str(value))
    except ValueError:
        raise ModelError(where, key, value, "is not an IP address") from None
    for unfit, what in (
        (parsed.is_unspecified, "the unspecified address"),
        (parsed.is_loopback, "a loopback address"),
        (parsed.is_multicast, "a multicast address"),
        (parsed.is_link_local and parsed.version == 6, "a link-local address"),
        (parsed == _LIMITED_BROADCAST, "the broadcast address"),
    ):
        if unfit:
            raise ModelError(where, key, value, f"is {what}, which no cluster can serve")
    return ("ipv4", str(parsed)) if parsed.version == 4 else ("ipv6", inet_ntop(AF_INET6, parsed.packed))


def integer(where: str, key: str, value: object, low: int, high: int) -> int:
    """Return ``value`` as an integer in ``low``..``high``; decimal strings pass, booleans and fractions do not."""
    number = value
    if isinstance(value, str) and re.match(r"\s*[0-9]+\s*\Z", value):
        number = int(value)
    if isinstance(number, bool) or not isinstance(number, int):
        raise ModelError(where, key, value, f"is not a whole number between {low} and {high}")
    if not low <= number <= high:
        raise ModelError(where, key, value, f"is not between {low} and {high}")
    return number


def port(where: str, key: str, value: object) -> int:
    """Return a TCP or UDP port, 1 to 65535."""
    return integer(where, key, value, 1, 65535)


def choice(where: str, key: str, value: object, choices: tuple[str, ...]) -> str:
    """Return ``value`` if it is one of ``choices``."""
    if value not in choices:
        raise ModelError(where, key, value, f"is not one of {', '.join(choices)}")
    return str(value)


def scheduler(where: str, key: str, value: object) -> str:
    """Return a scheduler's name; whether a kernel has it, only that kernel knows (ipvsadm(8), ``--scheduler``)."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_SCHEDULER or value.strip(_OF_A_SCHEDULER):
        raise ModelError(where, key, value, "is not a scheduler's name (1 to 15 of a-z, 0-9, _ and -, as in wlc)")
    return value


def boolean(where: str, key: str, value: object) -> bool:
    """Return a truth as Ansible writes it: true, yes, on, 1 and their opposites, also as strings."""
    word = str(value).strip().lower()
    if word not in _TRUE + _FALSE:
        raise ModelError(where, key, value, "is neither true nor false")
    return word in _TRUE


def known_keys(where: str, given: dict, known: tuple[str, ...]) -> None:
    """Refuse a key that nothing reads, with the nearest one that something does."""
    for key in given:
        if key not in known:
            hint = suggestion(key, known) or f"known are {', '.join(known)}"
            raise ModelError(where, str(key), given[key], f"belongs to an unknown key; {hint}")


def suggestion(given: object, known: Iterable[object], alike: float = 0.6) -> str:
    """Return ``did you mean wlc?`` for the one of ``known`` that is nearest, empty where none is ``alike`` (0 to 1)."""
    # Few runs meet a wrong name, so few pay for the import.
    import difflib

    near = difflib.get_close_matches(str(given), list(map(str, known)), 1, alike)
    return f"did you mean {near[0]}?" if near else ""


def listing(where: str, key: str, value: object) -> list:
    """Return ``value`` as a non-empty list; a lone string or number is a list of one."""
    items = [value] if isinstance(value, (str, int)) and not isinstance(value, bool) else value
    if not isinstance(items, (list, tuple)) or not items:
        raise ModelError(where, key, value, "is not a list with at least one entry")
    return list(items)


def text(where: str, key: str, value: object) -> str:
    """Return ``value`` as a non-empty string."""
    if not isinstance(value, str) or not value:
        raise ModelError(where, key, value, "is not a name")
    return value


def netmask(where: str, key: str, value: object) -> int:
    """Return an IPv4 netmask as a number; one with holes, or of no bits, is refused."""
    try:
        prefix = ipaddress.IPv4Network(f"0.0.0.0/{value}").prefixlen
    except ValueError:
        prefix = 0
    if not prefix:
        raise ModelError(where, key, value, "is not an IPv4 netmask of 1 to 32 bits without holes")
    return 0xFFFFFFFF << (32 - prefix) & 0xFFFFFFFF
