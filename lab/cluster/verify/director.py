# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breakages of the director."""

from __future__ import annotations

from .rows import follows, of_all, row

_SERVICE = "-t {vip}:{port}"
# It adds a service of its own to the table, and takes it away when it ends.
_KEEPALIVED = "virtual_server 192.0.2.80 80 {{ lvs_sched rr\\n lvs_method DR\\n real_server 192.0.2.81 80 {{ }} }}"
BREAKAGES = (
    row(
        "a weight was changed by hand",
        [("director", f"ipvsadm -e {_SERVICE} -r {{realserver}}:{{port}} -g -w 7")],
        {"table director": "", "boot director": ""},
        [("director", f"ipvsadm -e {_SERVICE} -r {{realserver}}:{{port}} -g -w 1")],
    ),
    row(
        "a real server was taken out by hand",
        [("director", f"ipvsadm -d {_SERVICE} -r {{realserver}}:{{port}}")],
        {"table director": "", "boot director": ""},
        [("director", f"ipvsadm -a {_SERVICE} -r {{realserver}}:{{port}} -g -w 1")],
    ),
    row(
        "the scheduler was changed by hand",
        [("director", f"ipvsadm -E {_SERVICE} -s wlc")],
        {"table director": "", "boot director": ""},
        [("director", f"ipvsadm -E {_SERVICE} -s rr")],
    ),
    row(
        "the director does not hold the VIP",
        [("director", "ip address delete {vip}/32 dev {interface}")],
        {"vip_announced director": "", **of_all("F7", follows("vip_announced", "director"))},
        [("director", "ip address add {vip}/32 dev {interface}")],
    ),
    row(
        "a stranger has the VIP, and the director has not",
        [
            ("director", "ip address delete {vip}/32 dev {interface}"),
            ("router", "ip address add {vip}/32 dev {interface}"),
        ],
        {
            "vip_announced director": "",
            "F7 director": follows("vip_announced", "director"),
            "vip_free director": follows("F7", "director"),
        },
        [
            ("router", "ip address delete {vip}/32 dev {interface}"),
            ("director", "ip address add {vip}/32 dev {interface}"),
        ],
    ),
    row(
        "the next boot of the director brings no table",
        [("director", "systemctl disable lvs-cluster-director.service")],
        {"boot director": ""},
        [("director", "systemctl enable lvs-cluster-director.service")],
    ),
    row(
        "the director's way to a real server is narrower than its own network",
        [("director", "ip route add {realserver}/32 dev {interface} mtu 1300")],
        {"mtu director": ""},
        [("director", "ip route delete {realserver}/32 dev {interface}")],
    ),
    row(
        "the director merges what it receives",
        [
            ("director", "ip link add merging type bond"),
            ("director", "ip address add 192.0.2.1/32 dev merging"),
            ("director", "ip link set merging up"),
            ("director", "ethtool -K merging lro on"),
        ],
        {"lro director": ""},
        [("director", "ip link delete merging")],
    ),
    row(
        "connections to a removed real server would vanish",
        [("director", "sysctl -w net.ipv4.vs.expire_nodest_conn=0")],
        {"vs_sysctls director": ""},
        [("director", "sysctl -w net.ipv4.vs.expire_nodest_conn=1")],
    ),
    row(
        "keepalived drives the table, too",
        [
            ("director", f"sh -c 'echo \"{_KEEPALIVED}\" >/tmp/keepalived.conf'"),
            (
                "director",
                "keepalived --check --use-file /tmp/keepalived.conf --pid /tmp/k.pid --checkers_pid /tmp/c.pid",
            ),
        ],
        {"owner director": ""},
        [("director", "sh -c 'kill $(cat /tmp/k.pid); while [ -e /tmp/k.pid ]; do sleep 0.1; done'")],
    ),
    row(
        "a stateful firewall on the director, which sees one direction only",
        [("director", "iptables-legacy -A INPUT -m conntrack --ctstate INVALID -j DROP")],
        {"stateful_firewall director": ""},
        [("director", "iptables-legacy -D INPUT -m conntrack --ctstate INVALID -j DROP")],
    ),
    row(
        "a port was remapped by hand",
        [
            ("director", f"ipvsadm -d {_SERVICE} -r {{realserver}}:{{port}}"),
            ("director", f"ipvsadm -a {_SERVICE} -r {{realserver}}:8080 -m -w 1"),
        ],
        # ipvsadm lets a port differ only where it masquerades.
        {"F9 director": "", "table director": "", "boot director": ""},
        [
            ("director", f"ipvsadm -d {_SERVICE} -r {{realserver}}:8080"),
            ("director", f"ipvsadm -a {_SERVICE} -r {{realserver}}:{{port}} -g -w 1"),
        ],
    ),
)
