# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection entries of IPVS, which no netlink command lists: ``/proc/net/ip_vs_conn``, parsed.

A line is protocol, client, VIP and real server (each an address and a port in hexadecimal), state, and the seconds
until the entry expires (net/netfilter/ipvs/ip_vs_conn.c). A client port of 0 is the template of a persistent client.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping

from .._model.service import endpoint

TABLE = "/proc/net/ip_vs_conn"
FILTERS = ("protocol", "client", "service", "destination", "state")


def entries(lines: Iterable[str]) -> Iterator[dict]:
    """Yield the entries of the table's text; the heading is passed over."""
    for line in lines:
        words = line.split()
        if len(words) >= 9 and words[0] != "Pro":
            yield _entry(words)


def chosen(found: Iterable[dict], wanted: Mapping[str, str | None], limit: int) -> tuple[list[dict], int]:
    """Return at most ``limit`` entries that are as ``wanted``, and how many there are."""
    conditions = [(key, value) for key, value in wanted.items() if value is not None]
    kept, count = [], 0
    for entry in found:
        if all(_matches(entry[key], value) for key, value in conditions):
            count += 1
            if count <= limit:
                kept.append(entry)
    return kept, count


def _matches(have: str, wanted: str) -> bool:
    """An endpoint is meant by its address alone, too."""
    return have == wanted or have.rpartition(":")[0].strip("[]") == wanted


def _entry(words: list[str]) -> dict:
    return {
        "protocol": words[0].lower(),
        "client": _endpoint(*words[1:3]),
        "service": _endpoint(*words[3:5]),
        "destination": _endpoint(*words[5:7]),
        "state": words[7],
        "expires": int(words[8]),
    }


def _endpoint(address: str, port: str) -> str:
    """An IPv4 address is eight digits; an IPv6 one has its colons and all its zeros."""
    parsed = ipaddress.ip_address(address if ":" in address else int(address, 16))
    return endpoint(str(parsed), int(port, 16))
