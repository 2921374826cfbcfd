# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire between the machine and its guest: one TAP device with a /30 that nothing else uses."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import subprocess

from . import packages, state
from .errors import LabError

POOL = ipaddress.ip_network("10.213.77.0/24")


def device():
    """The TAP device's name follows from the lab's folder: a later process finds it without any record."""
    return f"lvs{hashlib.sha256(str(state.folder()).encode()).hexdigest()[:8]}"


def choose():
    """LVS_LAB_SUBNET, or the first /30 of the pool that no address and no route of this machine overlaps."""
    used = _used()
    wanted = os.environ.get("LVS_LAB_SUBNET")
    if not wanted:
        return first_free(POOL.subnets(new_prefix=30), used)
    subnet = _parse(wanted)
    for other, interface in used:
        if subnet.overlaps(other):
            raise LabError(f"LVS_LAB_SUBNET={wanted} is in use: {other} on {interface}")
    return subnet


def first_free(candidates, used):
    for subnet in candidates:
        if not any(subnet.overlaps(other) for other, _ in used):
            return subnet
    raise LabError(f"no free /30 in {POOL}; name one by LVS_LAB_SUBNET")


def _parse(text):
    try:
        subnet = ipaddress.IPv4Network(text)
    except ValueError as error:
        raise LabError(f"LVS_LAB_SUBNET={text} is no IPv4 network: {error}") from None
    if subnet.prefixlen > 30:
        raise LabError(f"LVS_LAB_SUBNET={text} has no room for two addresses; give a /30")
    return subnet


def _used():
    """Every network that an address or a route of this machine names, but for the default route, with its interface."""
    found = []
    for link in json.loads(_ip("-json", "-4", "address", "show")):
        for entry in link.get("addr_info", []):
            found.append((_network(f"{entry['local']}/{entry['prefixlen']}"), link["ifname"]))
    for route in json.loads(_ip("-json", "-4", "route", "show", "table", "all")):
        if route["dst"] != "default":
            found.append((_network(route["dst"]), route.get("dev", "no interface")))
    return found


def _network(text):
    return ipaddress.IPv4Network(text, strict=False)


def create():
    """Make the TAP device with the first address of its subnet, and return that; the guest gets the second address."""
    name = device()
    # A lab that starts at the same moment must not find the same subnet free.
    with state.lock("network", place=state.shared()):
        subnet = choose()
        _ip("tuntap", "add", "dev", name, "mode", "tap", "user", str(os.geteuid()))
        _ip("address", "add", f"{subnet[1]}/{subnet.prefixlen}", "dev", name)
    _ip("link", "set", name, "up")
    return subnet


def delete():
    """Remove the TAP device where it is there."""
    if packages.which("ip") and os.path.exists(f"/sys/class/net/{device()}"):
        _ip("link", "delete", device())


def _ip(*arguments):
    packages.need(ip="iproute2")
    result = subprocess.run([packages.which("ip"), *arguments], capture_output=True, text=True, check=False)
    if result.returncode:
        raise LabError(f"'ip {' '.join(arguments)}' failed: {result.stderr.strip()}")
    return result.stdout
