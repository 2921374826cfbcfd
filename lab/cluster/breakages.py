# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breakages on purpose: what breaks the cluster, what must fail then and nothing else, and what mends it."""

from __future__ import annotations

import shlex
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network

#: Where a command runs that is about a node and not in it.
MACHINE = "machine"


@dataclass(frozen=True)
class Breakage:
    """A row of the table. Commands are pairs of where and what; {words} are the cluster's addresses.

    ``traffic``: it shows only when there are requests.
    """

    id: str
    breaking: tuple
    fails: object
    mending: tuple
    traffic: bool = False


BREAKAGES = (
    # The effective value is the greater one of `all` and the receiving interface.
    Breakage(
        "arp_ignore=0 on one real server",
        breaking=(
            ("realserver", "sysctl -w net.ipv4.conf.all.arp_ignore=0"),
            ("realserver", "sysctl -w net.ipv4.conf.{interface}.arp_ignore=0"),
        ),
        fails=frozenset({"F7"}),
        mending=(
            ("realserver", "sysctl -w net.ipv4.conf.all.arp_ignore=1"),
            # The router has heard the wrong answers, too.
            ("router", "ip neigh flush to {vip}"),
        ),
    ),
    # The director holds the VIP, so a frame that claims to come from there is a martian to it: its clients get nothing.
    Breakage(
        "the director as gateway of one real server",
        breaking=(("realserver", "ip route replace default via {director}"),),
        fails=frozenset({"F3", "F5"}),
        mending=(("realserver", "ip route replace default via {router}"),),
    ),
)


_LOUD = (
    ("realserver", "sysctl -w net.ipv4.conf.all.arp_ignore=0"),
    ("realserver", "sysctl -w net.ipv4.conf.all.arp_announce=0"),
)
_QUIET = (
    ("realserver", "sysctl -w net.ipv4.conf.all.arp_announce=2"),
    ("realserver", "sysctl -w net.ipv4.conf.all.arp_ignore=1"),
)
_FORGET = (("router", "ip neigh flush to {vip}"),)

#: What a watch must see (watch.py).
LEAKS = (
    Breakage(
        "arp_announce=0 on one real server",
        breaking=_LOUD[1:],
        fails=frozenset({"leak", "entry"}),
        mending=(*_QUIET[:1], *_FORGET),
    ),
    # It stops halfway, where a host is that was killed then.
    Breakage(
        "the VIP before the sysctls on one real server",
        breaking=(
            ("realserver", "ip address delete {vip}/32 dev lo"),
            *_LOUD,
            ("realserver", "ip address add {vip}/32 dev lo label lo:0 scope host"),
        ),
        fails=frozenset({"leak", "entry"}),
        mending=(*_QUIET, *_FORGET),
    ),
    # No sysctl keeps IPv6 quiet: it never answers for what is on lo, and always for what is on the interface.
    Breakage(
        "the IPv6 VIP on the interface of one real server",
        breaking=(("realserver", "ip address add {vip6}/128 dev {interface} nodad"),),
        fails=frozenset({"leak", "entry"}),
        mending=(
            ("realserver", "ip address delete {vip6}/128 dev {interface}"),
            ("router", "ip neigh flush to {vip6}"),
        ),
    ),
)


@contextmanager
def broken(cluster, legs, breakage):
    """Break the cluster, and mend it whatever happens meanwhile."""
    try:
        _perform(cluster, legs, breakage.breaking)
        yield
    finally:
        _perform(cluster, legs, breakage.mending)


def _perform(cluster, legs, commands):
    layout = cluster.layout
    places = {"realserver": layout.realservers[0], "router": layout.router, "director": layout.director}
    words = {**{f"{name}_mac": legs[place].mac for name, place in places.items()}, **_addresses(layout, legs, places)}
    for place, command in commands:
        node = places.get(place, layout.client)
        leg = legs.get(node, legs[layout.director])
        line = shlex.split(command.format(**words, interface=leg.interface))
        if place == MACHINE:
            subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
        else:
            cluster[node].run(*line)


def _addresses(layout, legs, places):
    own = {name: legs[place].address for name, place in places.items()}
    spare = str(ip_network(f"{own['realserver']}/24", strict=False)[99])
    return {
        **own,
        "vip": layout.vip,
        "vip6": layout.vip6,
        "port": layout.port,
        "spare": spare,
        "realserver_name": layout.realservers[0],
    }
