# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is to watch of a cluster's traffic, and what a client is to ask for, as they are declared. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from . import link, subnets, values
from .errors import ModelError
from .host import IPV4, IPV6, family

_LONGEST_WATCH, _LONGEST_REQUEST, _LONGEST_PROBE = 3600, 60, 3600
_MOST_REQUESTS = 10000
#: Addresses that no host can have (RFC 7600; RFC 6666): a question for one is heard by a capture, and nobody answers.
_CONTROLS = {IPV4: "192.0.0.8", IPV6: "100::c000:8"}
PROTOCOLS = ("tcp", "udp")


class Watch(NamedTuple):
    """What is watched; no ``interfaces`` are all that the host can watch. ``timeout`` in s."""

    vips: tuple[str, ...]
    clients: tuple[str, ...]
    interfaces: tuple[str, ...]
    timeout: float

    def controls(self) -> tuple[str, ...]:
        """Return an address of each of the VIPs' families, whose question proves a capture."""
        return tuple(_CONTROLS[version] for version in sorted(set(map(family, self.vips))))


class Request(NamedTuple):
    """What is asked, ``count`` times; where nothing is sent, a TCP connection is all that is wanted."""

    address: str
    port: int
    protocol: str
    send: str
    count: int


class Requests(NamedTuple):
    """All that is asked; ``timeout`` for each request and ``deadline`` for all of them, in s."""

    requests: tuple[Request, ...]
    timeout: float
    deadline: float


def watch(given: Mapping) -> Watch:
    """Return what the module's parameters declare; raise ModelError for a value that cannot be."""
    return Watch(
        tuple(dict.fromkeys(_address("vips", one) for one in values.listing("", "vips", given["vips"]))),
        tuple(dict.fromkeys(_client(one) for one in given["clients"])),
        tuple(dict.fromkeys(values.text("", "interfaces", one) for one in given["interfaces"])),
        link.seconds("", "timeout", given["timeout"], 1, _LONGEST_WATCH),
    )


def requests(given: Mapping) -> Requests:
    """Return what the module's parameters declare; raise ModelError for a value that cannot be."""
    return Requests(
        tuple(_request(f"services[{index}]", one) for index, one in enumerate(given["services"])),
        link.seconds("", "timeout", given["timeout"], 0.1, _LONGEST_REQUEST),
        link.seconds("", "deadline", given["deadline"], 0.1, _LONGEST_PROBE),
    )


def _request(where: str, given: Mapping) -> Request:
    return Request(
        values.address(where, "address", given["address"])[1],
        values.port(where, "port", given["port"]),
        values.choice(where, "protocol", given["protocol"], PROTOCOLS),
        given["send"] or "",
        values.integer(where, "count", given["count"], 1, _MOST_REQUESTS),
    )


def _address(key: str, given: object) -> str:
    return values.address("", key, given)[1]


def _client(given: object) -> str:
    """A network stands for its first host."""
    try:
        return _address("clients", subnets.first_host(str(given)) if "/" in str(given) else given)
    except ModelError:
        raise
    except ValueError:
        raise ModelError("", "clients", given, "is neither an address nor a network") from None
