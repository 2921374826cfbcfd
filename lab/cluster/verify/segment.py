# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breakages between the hosts: segment, routes, neighbours, the network."""

from __future__ import annotations

from ..breakages import MACHINE
from .rows import BACK, follows, of_all, row

# Else the second address of a network goes with the first.
_PROMOTE = "sysctl -w net.ipv4.conf.{{interface}}.promote_secondaries={}".format
BREAKAGES = (
    row(
        "the director reaches a real server through the router",
        [("director", "ip route add {realserver}/32 via {router}")],
        {"F1 web1": ""},
        [("director", "ip route delete {realserver}/32")],
    ),
    row(
        "a static neighbour entry sends a real server's requests to the router",
        [("director", "ip neigh replace {realserver} lladdr {router_mac} dev {interface} nud permanent")],
        {"F1 web1": ""},
        [("director", "ip neigh delete {realserver} dev {interface}")],
    ),
    row(
        "a real server has another address than the inventory says",
        [
            _PROMOTE(1),
            "ip address add {spare}/24 dev {interface}",
            "ip address delete {realserver}/24 dev {interface}",
            BACK,
        ],
        {"F2 web1": "", "F1 web1": ""},
        [
            "ip address add {realserver}/24 brd + dev {interface}",
            "ip address delete {spare}/24 dev {interface}",
            _PROMOTE(0),
            BACK,
        ],
    ),
    row(
        "the director is the gateway of a real server",
        ["ip route replace default via {director}"],
        {"F5 web1": "", **dict.fromkeys(("F3 web1", "F3 director", "responses client"), follows("F5", "web1"))},
        [BACK],
        traffic=True,
    ),
    row(
        "the router sends requests past the director",
        [("router", "ip neigh replace {vip} lladdr {realserver_mac} dev {interface} nud permanent")],
        {"F4 web1": "", "F4 director": ""},
        [("router", "ip neigh delete {vip} dev {interface}")],
        traffic=True,
    ),
    row(
        "a host outside of the cluster has the VIP",
        [("router", "ip address add {vip}/32 dev {interface}")],
        {"F7 director": ""},
        [("router", "ip address delete {vip}/32 dev {interface}"), ("router", "ip neigh flush to {vip}")],
    ),
    row(
        "a real server cannot be reached",
        [(MACHINE, "docker pause {realserver_name}")],
        {"reachable web1": ""},
        [(MACHINE, "docker unpause {realserver_name}")],
    ),
    row(
        "the network lets no answer from the VIP through",
        [("router", "iptables-legacy -t raw -A PREROUTING -s {vip} -j DROP")],
        {**of_all("source_check"), "responses client": follows("source_check", "web1", "web2", "web3")},
        [("router", "iptables-legacy -t raw -D PREROUTING -s {vip} -j DROP")],
        traffic=True,
    ),
    row(
        "a client's requests do not arrive",
        [("client", "ip route add blackhole {vip}/32")],
        {"responses client": ""},
        [("client", "ip route delete blackhole {vip}/32")],
        traffic=True,
    ),
)
