# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breakages of one real server."""

from __future__ import annotations

from ..breakages import MACHINE
from .rows import BACK, follows, row

_MODULE = (
    "ansible --inventory {realserver_name}, --connection community.docker.docker "
    "--extra-vars ansible_python_interpreter=/usr/bin/python3 {realserver_name} --module-name lvs.cluster.vip --args"
)
_LOUD = (
    ("realserver", "sysctl -w net.ipv4.conf.all.arp_ignore=0"),
    ("realserver", "sysctl -w net.ipv4.conf.{interface}.arp_ignore=0"),
)
BREAKAGES = (
    row(
        "a real server does not hold the VIP",
        ["ip address delete {vip}/32 dev lo"],
        {"F6 web1": ""},
        ["ip address add {vip}/32 dev lo label lo:0 scope host"],
    ),
    row(
        "the VIP on lo has another label",
        ["ip address delete {vip}/32 dev lo", "ip address add {vip}/32 dev lo"],
        {"F6 web1": ""},
        ["ip address delete {vip}/32 dev lo", "ip address add {vip}/32 dev lo label lo:0 scope host"],
    ),
    row(
        "a real server holds the VIP on its interface, too",
        ["ip address add {vip}/32 dev {interface}"],
        {"F6 web1": "", "F7 web1": follows("F6", "web1")},
        ["ip address delete {vip}/32 dev {interface}", ("router", "ip neigh flush to {vip}")],
    ),
    row(
        "arp_ignore=0 on a real server",
        _LOUD,
        {"arp_ignore web1": "", "F7 web1": follows("arp_ignore", "web1")},
        ["sysctl -w net.ipv4.conf.all.arp_ignore=1", ("router", "ip neigh flush to {vip}")],
    ),
    row(
        "arp_announce=0 on a real server",
        ["sysctl -w net.ipv4.conf.all.arp_announce=0"],
        # The router believes what it hears.
        {
            "arp_announce web1": "",
            "F8 web1": follows("arp_announce", "web1"),
            **dict.fromkeys(("F4 web1", "F4 director"), follows("F8", "web1")),
        },
        ["sysctl -w net.ipv4.conf.all.arp_announce=2", ("router", "ip neigh flush to {vip}")],
        traffic=True,
    ),
    row(
        "the next boot of a real server brings no VIP",
        ["systemctl disable lvs-cluster-realserver.service"],
        {"boot web1": ""},
        ["systemctl enable lvs-cluster-realserver.service"],
    ),
    row(
        "strict rp_filter, and answers leave by another interface",
        [
            "ip link add other type dummy",
            "ip link set other up",
            "ip address add 192.0.2.1/24 dev other",
            "ip neigh replace 192.0.2.254 lladdr 02:00:00:00:00:01 dev other nud permanent",
            "ip route replace default via 192.0.2.254",
            "sysctl -w net.ipv4.conf.all.rp_filter=1",
        ],
        {"rp_filter web1": ""},
        ["sysctl -w net.ipv4.conf.all.rp_filter=0", "ip link delete other", BACK],
    ),
    row(
        "a file of sysctl.d that is read later",
        ["sh -c 'echo net.ipv4.conf.all.arp_ignore=0 >/etc/sysctl.d/99-later.conf'"],
        {"sysctl_files web1": ""},
        ["rm /etc/sysctl.d/99-later.conf"],
    ),
    row(
        "a real server takes smaller packets than the director sends",
        ["ip link set {interface} mtu 1400"],
        {"mtu web1": ""},
        ["ip link set {interface} mtu 1500"],
    ),
    row(
        "a real server answers ARP for others",
        ["sysctl -w net.ipv4.conf.{interface}.proxy_arp=1"],
        {"proxy_arp web1": ""},
        ["sysctl -w net.ipv4.conf.{interface}.proxy_arp=0"],
    ),
    row(
        "nothing listens on a real server",
        ["systemctl stop nginx"],
        {"listener web1": ""},
        ["systemctl start nginx"],
    ),
    row(
        "a firewall drops requests on a real server",
        ["iptables-legacy -A INPUT -p tcp --dport {port} -j DROP"],
        {"firewall web1": ""},
        ["iptables-legacy -D INPUT -p tcp --dport {port} -j DROP"],
    ),
    row(
        "a real server holds a VIP that is declared no more",
        [(MACHINE, f"{_MODULE} 'addresses={{spare}} arp=hidden'")],
        {"leaving web1": "", "boot web1": ""},
        [(MACHINE, f"{_MODULE} 'addresses={{spare}} arp=hidden state=absent'")],
    ),
)
