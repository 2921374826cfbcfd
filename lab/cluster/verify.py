# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What verify.yml has to find: breakages of a running cluster, each with exactly the checks that fail, and why.

``fails`` has for each check and host what its cause begins with; only what follows from another finding needs one.
"""

from __future__ import annotations

from .breakages import MACHINE, Breakage

_IPVSADM_SERVICE = "-t {vip}:{port}"
# It adds a service of its own to the table, and takes it away when it ends.
_KEEPALIVED = "virtual_server 192.0.2.80 80 {{ lvs_sched rr\\n lvs_method DR\\n real_server 192.0.2.81 80 {{ }} }}"
_BACK = "ip route replace default via {router}"
_MODULE = (
    "ansible --inventory {realserver_name}, --connection community.docker.docker "
    "--extra-vars ansible_python_interpreter=/usr/bin/python3 {realserver_name} --module-name lvs.cluster.vip --args"
)
# Else the second address of a network goes with the first.
_PROMOTE = "sysctl -w net.ipv4.conf.{interface}.promote_secondaries=1"
_LOUD = (
    ("realserver", "sysctl -w net.ipv4.conf.all.arp_ignore=0"),
    ("realserver", "sysctl -w net.ipv4.conf.{interface}.arp_ignore=0"),
)


def follows(check, *hosts):
    """The cause of a finding that another explains."""
    return f"follows from {check} on {', '.join(hosts)}"


def _of_all(check, cause=""):
    return {f"{check} {name}": cause for name in ("web1", "web2", "web3")}


def _row(name, breaking, fails, mending, traffic=False):
    """One row; a command without a place is one of web1."""
    sides = ([one if isinstance(one, tuple) else ("realserver", one) for one in side] for side in (breaking, mending))
    breaking, mending = map(tuple, sides)
    return Breakage(name, breaking, fails, mending, traffic)


BREAKAGES = (
    _row(
        "the director reaches a real server through the router",
        [("director", "ip route add {realserver}/32 via {router}")],
        {"F1 web1": ""},
        [("director", "ip route delete {realserver}/32")],
    ),
    _row(
        "a static neighbour entry sends a real server's requests to the router",
        [("director", "ip neigh replace {realserver} lladdr {router_mac} dev {interface} nud permanent")],
        {"F1 web1": ""},
        [("director", "ip neigh delete {realserver} dev {interface}")],
    ),
    _row(
        "a real server has another address than the inventory says",
        [
            _PROMOTE,
            "ip address add {spare}/24 dev {interface}",
            "ip address delete {realserver}/24 dev {interface}",
            _BACK,
        ],
        {"F2 web1": "", "F1 web1": ""},
        ["ip address add {realserver}/24 dev {interface}", "ip address delete {spare}/24 dev {interface}", _BACK],
    ),
    _row(
        "the director is the gateway of a real server",
        ["ip route replace default via {director}"],
        {"F5 web1": "", **dict.fromkeys(("F3 web1", "F3 director", "responses client"), follows("F5", "web1"))},
        [_BACK],
        traffic=True,
    ),
    _row(
        "the router sends requests past the director",
        [("router", "ip neigh replace {vip} lladdr {realserver_mac} dev {interface} nud permanent")],
        {"F4 web1": ""},
        [("router", "ip neigh delete {vip} dev {interface}")],
        traffic=True,
    ),
    _row(
        "a real server does not hold the VIP",
        ["ip address delete {vip}/32 dev lo"],
        {"F6 web1": ""},
        ["ip address add {vip}/32 dev lo label lo:0"],
    ),
    _row(
        "the VIP on lo has another label",
        ["ip address delete {vip}/32 dev lo", "ip address add {vip}/32 dev lo"],
        {"F6 web1": ""},
        ["ip address delete {vip}/32 dev lo", "ip address add {vip}/32 dev lo label lo:0"],
    ),
    _row(
        "a real server holds the VIP on its interface, too",
        ["ip address add {vip}/32 dev {interface}"],
        {"F6 web1": "", "F7 web1": follows("F6", "web1")},
        ["ip address delete {vip}/32 dev {interface}", ("router", "ip neigh flush to {vip}")],
    ),
    _row(
        "arp_ignore=0 on a real server",
        _LOUD,
        {"arp_ignore web1": "", "F7 web1": follows("arp_ignore", "web1")},
        ["sysctl -w net.ipv4.conf.all.arp_ignore=1", ("router", "ip neigh flush to {vip}")],
    ),
    _row(
        "a host outside of the cluster has the VIP",
        [("router", "ip address add {vip}/32 dev {interface}")],
        {"F7 director": ""},
        [("router", "ip address delete {vip}/32 dev {interface}"), ("router", "ip neigh flush to {vip}")],
    ),
    _row(
        "arp_announce=0 on a real server",
        ["sysctl -w net.ipv4.conf.all.arp_announce=0"],
        {"arp_announce web1": "", "F8 web1": follows("arp_announce", "web1")},
        ["sysctl -w net.ipv4.conf.all.arp_announce=2", ("router", "ip neigh flush to {vip}")],
        traffic=True,
    ),
    _row(
        "a weight was changed by hand",
        [("director", f"ipvsadm -e {_IPVSADM_SERVICE} -r {{realserver}}:{{port}} -g -w 7")],
        {"table director": "", "boot director": ""},
        [("director", f"ipvsadm -e {_IPVSADM_SERVICE} -r {{realserver}}:{{port}} -g -w 1")],
    ),
    _row(
        "a real server was taken out by hand",
        [("director", f"ipvsadm -d {_IPVSADM_SERVICE} -r {{realserver}}:{{port}}")],
        {"table director": "", "boot director": ""},
        [("director", f"ipvsadm -a {_IPVSADM_SERVICE} -r {{realserver}}:{{port}} -g -w 1")],
    ),
    _row(
        "the scheduler was changed by hand",
        [("director", f"ipvsadm -E {_IPVSADM_SERVICE} -s wlc")],
        {"table director": "", "boot director": ""},
        [("director", f"ipvsadm -E {_IPVSADM_SERVICE} -s rr")],
    ),
    _row(
        "the director does not hold the VIP",
        [("director", "ip address delete {vip}/32 dev {interface}")],
        {"vip_announced director": "", **_of_all("F7", follows("vip_announced", "director"))},
        [("director", "ip address add {vip}/32 dev {interface}")],
    ),
    _row(
        "the next boot of a real server brings no VIP",
        ["systemctl disable lvs-cluster-realserver.service"],
        {"boot web1": ""},
        ["systemctl enable lvs-cluster-realserver.service"],
    ),
    _row(
        "the next boot of the director brings no table",
        [("director", "systemctl disable lvs-cluster-director.service")],
        {"boot director": ""},
        [("director", "systemctl enable lvs-cluster-director.service")],
    ),
    _row(
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
        ["sysctl -w net.ipv4.conf.all.rp_filter=0", "ip link delete other", _BACK],
    ),
    _row(
        "a file of sysctl.d that is read later",
        ["sh -c 'echo net.ipv4.conf.all.arp_ignore=0 >/etc/sysctl.d/99-later.conf'"],
        {"sysctl_files web1": ""},
        ["rm /etc/sysctl.d/99-later.conf"],
    ),
    _row(
        "a real server takes smaller packets than the director sends",
        ["ip link set {interface} mtu 1400"],
        {"mtu web1": ""},
        ["ip link set {interface} mtu 1500"],
    ),
    _row(
        "the director's way to a real server is narrower than its own network",
        [("director", "ip route add {realserver}/32 dev {interface} mtu 1300")],
        {"mtu director": ""},
        [("director", "ip route delete {realserver}/32 dev {interface}")],
    ),
    _row(
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
    _row(
        "a real server answers ARP for others",
        ["sysctl -w net.ipv4.conf.{interface}.proxy_arp=1"],
        {"proxy_arp web1": ""},
        ["sysctl -w net.ipv4.conf.{interface}.proxy_arp=0"],
    ),
    _row(
        "connections to a removed real server would vanish",
        [("director", "sysctl -w net.ipv4.vs.expire_nodest_conn=0")],
        {"vs_sysctls director": ""},
        [("director", "sysctl -w net.ipv4.vs.expire_nodest_conn=1")],
    ),
    _row(
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
    _row(
        "nothing listens on a real server",
        ["systemctl stop nginx"],
        {"listener web1": ""},
        ["systemctl start nginx"],
    ),
    _row(
        "a firewall drops requests on a real server",
        ["iptables-legacy -A INPUT -p tcp --dport {port} -j DROP"],
        {"firewall web1": ""},
        ["iptables-legacy -D INPUT -p tcp --dport {port} -j DROP"],
    ),
    _row(
        "a stateful firewall on the director, which sees one direction only",
        [("director", "iptables-legacy -A INPUT -m conntrack --ctstate INVALID -j DROP")],
        {"stateful_firewall director": ""},
        [("director", "iptables-legacy -D INPUT -m conntrack --ctstate INVALID -j DROP")],
    ),
    _row(
        "a real server cannot be reached",
        [(MACHINE, "docker pause {realserver_name}")],
        {"reachable web1": ""},
        [(MACHINE, "docker unpause {realserver_name}")],
    ),
    _row(
        "a real server holds a VIP that is declared no more",
        [(MACHINE, f"{_MODULE} 'addresses={{spare}} arp=hidden'")],
        {"leaving web1": ""},
        [(MACHINE, f"{_MODULE} 'addresses={{spare}} arp=hidden state=absent'")],
    ),
    _row(
        "the network lets no answer from the VIP through",
        [("router", "iptables-legacy -t raw -A PREROUTING -s {vip} -j DROP")],
        {**_of_all("source_check"), "responses client": follows("source_check", "web1", "web2", "web3")},
        [("router", "iptables-legacy -t raw -D PREROUTING -s {vip} -j DROP")],
        traffic=True,
    ),
    _row(
        "a client's requests do not arrive",
        [("client", "ip route add blackhole {vip}/32")],
        {"responses client": ""},
        [("client", "ip route delete blackhole {vip}/32")],
        traffic=True,
    ),
    _row(
        "a port was remapped by hand",
        [
            ("director", f"ipvsadm -d {_IPVSADM_SERVICE} -r {{realserver}}:{{port}}"),
            ("director", f"ipvsadm -a {_IPVSADM_SERVICE} -r {{realserver}}:8080 -g -w 1"),
        ],
        {"F9 director": "", "boot director": ""},
        [
            ("director", f"ipvsadm -d {_IPVSADM_SERVICE} -r {{realserver}}:8080"),
            ("director", f"ipvsadm -a {_IPVSADM_SERVICE} -r {{realserver}}:{{port}} -g -w 1"),
        ],
    ),
)
