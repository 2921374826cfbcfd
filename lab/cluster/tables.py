# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ipvsadm and ip print, as data."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from ipaddress import ip_address, ip_interface


@dataclass(frozen=True)
class Destination:
    """A line `-a` of `ipvsadm -Sn`."""

    service: str  # address:port
    address: str
    port: int
    weight: int
    direct: bool


@dataclass(frozen=True)
class Address:
    """An address that a node holds, and where; IPv6 knows no labels."""

    address: str
    prefix: int
    interface: str
    label: str
    mac: str

    @property
    def family(self):
        return ip_address(self.address).version

    @property
    def is_link_local(self):
        return ip_address(self.address).is_link_local


def endpoint(address, port):
    """Address and port as ipvsadm and URLs write them."""
    return f"[{address}]:{port}" if ip_address(address).version == 6 else f"{address}:{port}"


def parse_destinations(text):
    """The destinations in the output of `ipvsadm -Sn`."""
    lines = [shlex.split(line) for line in text.splitlines()]
    return [_destination(words) for words in lines if words[:1] == ["-a"]]


def _destination(words):
    after = dict(zip(words, words[1:]))
    address, _, port = after["-r"].rpartition(":")
    service = after.get("-t") or after.get("-u")
    return Destination(service, address.strip("[]"), int(port), int(after["-w"]), "-g" in words)


def parse_counters(text):
    """{(service, destination or ''): {counter: value}} in the output of `ipvsadm -Ln --stats --exact`."""
    counters, service, names = {}, None, []
    for words in map(str.split, text.splitlines()):
        if words[:1] == ["Prot"]:
            names = words[2:]
        elif words[0] in ("TCP", "UDP"):
            service = words[1]
            counters[service, ""] = dict(zip(names, map(int, words[2:])))
        elif words[0] == "->" and service:
            counters[service, words[1]] = dict(zip(names, map(int, words[2:])))
    return counters


def parse_addresses(text):
    """The addresses in the output of `ip -j address`."""
    return [
        Address(entry["local"], entry["prefixlen"], link["ifname"], entry.get("label", ""), link.get("address", ""))
        for link in json.loads(text)
        for entry in link["addr_info"]
    ]


def in_segment(addresses, other):
    """The first of the addresses whose network holds the other one; None where a host has no leg in that segment."""
    for address in addresses:
        network = ip_interface(f"{address.address}/{address.prefix}").network
        if ip_address(other) in network and network.num_addresses > 1:
            return address
    return None


def parse_neighbours(text):
    """{address: MAC} in the output of `ip -j neigh`."""
    return {entry["dst"]: entry["lladdr"] for entry in json.loads(text) if "lladdr" in entry}
