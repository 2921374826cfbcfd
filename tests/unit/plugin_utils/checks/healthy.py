# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster in which all is well, as the documents that the checks are made of: each test breaks its own copy.

One director, three real servers and a router in a segment, a client behind the router; a VIP of each family.
"""

from datetime import datetime, timezone

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=timezone.utc)
VIP, VIP6 = "10.0.0.100", "2001:db8::100"
VIPS = [VIP, VIP6]
WEBS = ("web1", "web2", "web3")
NUMBERS = {"router": 1, "lb1": 2, "web1": 11, "web2": 12, "web3": 13}
CLIENT, CLIENT6 = "198.51.100.7", "2001:db8:1::7"
WEB, WEB6 = f"tcp {VIP}:80", f"tcp [{VIP6}]:80"
UNITS = {
    **{f"lvs-cluster-{name}.service": "" for name in ("director", "realserver", "realserver-again")},
    "ipvsadm.service": "disabled",
}
RULES = (
    f"-A -t {VIP}:80 -s wlc",
    *(f"-a -t {VIP}:80 -r 10.0.0.{NUMBERS[web]}:80 -g -w 1" for web in WEBS),
    f"-A -t [{VIP6}]:80 -s wlc",
    *(f"-a -t [{VIP6}]:80 -r [2001:db8::{NUMBERS[web]}]:80 -g -w 1" for web in WEBS),
    "--set 900 120 300",
)


def mac(host):
    high, low = divmod(NUMBERS[host], 256)
    return f"02:00:00:00:{high:02x}:{low:02x}"


def addresses(host):
    high, low = divmod(NUMBERS[host], 256)
    return [f"10.0.{high}.{low}", f"2001:db8::{NUMBERS[host]}"]


def clusters(webs=WEBS):
    return {
        "default": {
            "directors": ["lb1"],
            "dips": {"lb1": addresses("lb1")},
            "vips": list(VIPS),
            "clients": {"client1": [CLIENT, CLIENT6]},
            "realservers": {web: member(web) for web in webs},
            "services": [declared(vip, index, webs) for index, vip in enumerate(VIPS)],
        }
    }


def member(web):
    listeners = [{"protocol": "tcp", "address": vip, "port": 80, "required": True} for vip in VIPS]
    common = {"state": "present", "is_director": False}
    return {"rips": addresses(web), "vips": list(VIPS), "listeners": listeners, **common}


def declared(vip, index, webs):
    destinations = [{"host": web, "address": addresses(web)[index], "weight": 1, "state": "present"} for web in webs]
    return {"name": "web", "address": vip, "port": 80, **_settings(), "destinations": destinations}


def _settings():
    common = {"protocol": "tcp", "scheduler": "wlc", "scheduler_flags": []}
    return {**common, "persistence": None, "one_packet": False}


def nodes(webs=WEBS):
    return {"lb1": director(webs), **{web: realserver(web) for web in webs}}


def director(webs=WEBS):
    """What ``node_info`` returns of the director."""
    node = _node("lb1")
    node["addresses"] += [_address(vip, "eth0", _full(vip)) for vip in VIPS]
    node["ways"] += [_way(rip, mac=mac(web)) for web in webs for rip in addresses(web)]
    node["answers"] = [_answer(vip, []) for vip in VIPS]
    node["answers"] += [_answer(rip, [mac(web)]) for web in webs for rip in addresses(web)]
    node["ipvs"] = {
        **node["ipvs"],
        "loaded": True,
        "services": [kernel(vip, index, webs) for index, vip in enumerate(VIPS)],
        "statistics": [counted(name, index, webs) for index, name in enumerate((WEB, WEB6))],
        "sysctls": {"conntrack": 0, "conn_reuse_mode": 1, "expire_nodest_conn": 1},
    }
    node["boot"]["units"]["lvs-cluster-director.service"] = "enabled"
    node["boot"].update(rules="\n".join(RULES) + "\n", modules_load=["ip_vs", "ip_vs_wlc"])
    node["boot"]["vips"]["announced"] = list(VIPS)
    node["record"].update(announced=list(VIPS), services=[WEB, WEB6])
    return node


def kernel(vip, index, webs):
    common = {"forwarding": "direct", "upper_threshold": 0, "lower_threshold": 0, "tunnel": None}
    destinations = [{"address": addresses(web)[index], "port": 80, "weight": 1, **common} for web in webs]
    return {"address": vip, "port": 80, **_settings(), "destinations": destinations}


def counted(service, index, webs):
    counters = {"conns": 30, "inpkts": 90, "outpkts": 0, "inbytes": 9000, "outbytes": 0}
    rates = {"cps": 3, "inpps": 9, "outpps": 0, "inbps": 900, "outbps": 0}
    connections = {"active_connections": 2, "inactive_connections": 7, "persistent_connections": 0}
    destinations = [
        {"address": addresses(web)[index], "port": 80, **connections, **counters, **rates, "cps": 1} for web in webs
    ]
    return {"service": service, **counters, **rates, "destinations": destinations}


def realserver(web):
    """What ``node_info`` returns of a real server."""
    node = _node(web)
    labels = {VIP: "lo:0", VIP6: ""}
    node["addresses"] += [{**_address(vip, "lo", _full(vip)), "label": labels[vip]} for vip in VIPS]
    for client, vip, router in ((CLIENT, VIP, "10.0.0.1"), (CLIENT6, VIP6, "2001:db8::1")):
        node["ways"].append({**_way(client, router, mac("router")), "source": vip})
    node["answers"] = [_answer(vip, [mac("lb1")]) for vip in VIPS]
    node["listening"] = [{"protocol": "tcp", "address": "::", "port": 80}]
    for unit in ("lvs-cluster-realserver.service", "lvs-cluster-realserver-again.service"):
        node["boot"]["units"][unit] = "enabled"
    node["boot"]["vips"]["hidden"] = list(VIPS)
    node["record"].update(hidden=list(VIPS))
    node["sysctls"].update({"net/ipv4/conf/all/arp_ignore": "1", "net/ipv4/conf/all/arp_announce": "2"})
    return node


def _node(host):
    return {
        "kernel": "6.1.0",
        "python": "3.11.2",
        "vendor": "QEMU",
        "interfaces": [
            {"name": "lo", "mac": "00:00:00:00:00:00", "mtu": 65536, "is_up": True, "lro": None},
            {"name": "eth0", "mac": mac(host), "mtu": 1500, "is_up": True, "lro": False},
        ],
        "addresses": [
            _address("127.0.0.1", "lo", 8),
            *(_address(one, "eth0", 64 if ":" in one else 24) for one in addresses(host)),
        ],
        "ways": [
            _way("default", "10.0.0.1", mac("router")),
            _way("default6", "2001:db8::1", mac("router")),
        ],
        "answers": [],
        "neighbours": [{"address": "10.0.0.1", "interface": "eth0", "mac": mac("router"), "state": "REACHABLE"}],
        "sysctls": {
            f"net/ipv4/conf/{interface}/{name}": "0"
            for interface in ("all", "lo", "eth0")
            for name in ("arp_ignore", "arp_announce", "rp_filter", "proxy_arp")
        },
        "sysctl_files": [],
        "listening": [],
        "firewall": {"iptables": {}, "ip6tables": {}, "nft": None},
        "owner": None,
        "ipvs": {"loaded": False, "services": [], "statistics": [], "timeouts": {}, "sync": [], "sysctls": {}},
        "modules": [],
        "boot": {"units": dict(UNITS), "rules": "", "modules_load": [], "vips": {"hidden": [], "announced": []}},
        "record": {"drained": [], "services": [], "hidden": [], "announced": [], "sysctls": {}},
        "gaps": [],
    }


def _full(address):
    return 128 if ":" in address else 32


def _address(address, interface, prefix):
    return {"address": address, "prefix": prefix, "interface": interface, "label": interface, "flags": []}


def _way(destination, gateway="", mac=""):
    interface = {"interface": "eth0", "mtu": 0, "source": ""}
    return {"destination": destination, "gateway": gateway, "mac": mac, **interface}


def _answer(address, macs):
    return {"address": address, "interface": "eth0", "macs": macs}


def traffic(webs=WEBS):
    """Ten requests of the client for each VIP, every one of them answered."""
    requests = [
        {"address": vip, "port": 80, "protocol": "tcp", "sent": 10, "answered": 10, **_no_trouble(), "bytes": 1000}
        for vip in VIPS
    ]
    counters = {name: {"connections": 10, "inpkts": 40, "outpkts": 0} for name in (WEB, WEB6)}
    watches = {web: watch([*(_served(web))]) for web in webs}
    watches["lb1"] = {**watch(_received("lb1", "router")), "counters": counters}
    return {"watch": watches, "requests": {"client1": requests}}


def _no_trouble():
    return {"refused": 0, "timed_out": 0, "error": ""}


def watch(frames):
    return {"seconds": 3.2, "control": True, "interfaces": ["eth0"], "frames": frames, "counters": None}


def frame(direction, source, target, sender, receiver, kind="ip"):
    macs = {"source": mac(source), "target": mac(target)}
    return {"interface": "eth0", "direction": direction, **macs, "kind": kind, **_ends(sender, receiver), "count": 12}


def _ends(sender, receiver):
    return {"sender": sender, "receiver": receiver}


def _received(host, source):
    return [frame("in", source, host, client, vip) for client, vip in ((CLIENT, VIP), (CLIENT6, VIP6))]


def _served(web):
    yield from _received(web, "lb1")
    for client, vip in ((CLIENT, VIP), (CLIENT6, VIP6)):
        yield frame("out", web, "router", vip, client)
    # The director asks for the real server's address in its own name: nothing of it is a leak.
    yield frame("in", "lb1", web, VIP, addresses(web)[0], "arp_request")
