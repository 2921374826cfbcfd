# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be wrong with a cluster, one thing at a time: each function breaks the documents that it is given."""

from tests.unit.plugin_utils.checks import healthy
from tests.unit.plugin_utils.checks.healthy import VIP, VIP6, WEB, addresses, frame, mac


class Documents:
    """A healthy cluster to be broken."""

    def __init__(self):
        self.clusters, self.nodes, self.traffic = healthy.clusters(), healthy.nodes(), healthy.traffic()
        self.cluster = self.clusters["default"]
        self.lb1, self.web1 = self.nodes["lb1"], self.nodes["web1"]
        self.member = self.cluster["realservers"]["web1"]
        self.kernel = self.lb1["ipvs"]["services"][0]

    def answers(self, host, vip=VIP):
        """The MACs that answered a host for a VIP, to be changed."""
        return next(one["macs"] for one in self.nodes[host]["answers"] if one["address"] == vip)

    def frames(self, host):
        return self.traffic["watch"][host]["frames"]

    def request(self, vip=VIP):
        return next(one for one in self.traffic["requests"]["client1"] if one["address"] == vip)

    def unanswered(self, vip=VIP):
        self.request(vip).update(answered=0, timed_out=10)


def held(node, address):
    return next(one for one in node["addresses"] if one["address"] == address)


def way(node, destination):
    return next(one for one in node["ways"] if one["destination"] == destination)


def answers_arp(d):
    """As arp_ignore=0 does: it answers everybody but itself, and clients come to it past the director."""
    for host in ("lb1", "web2", "web3"):
        d.answers(host).append(mac("web1"))


def loud_interface(d):
    d.web1["sysctls"]["net/ipv4/conf/eth0/arp_ignore"] = "3"
    answers_arp(d)


def arp_ignore_0(d):
    d.web1["sysctls"]["net/ipv4/conf/all/arp_ignore"] = "0"
    answers_arp(d)


def arp_announce_0(d):
    d.web1["sysctls"]["net/ipv4/conf/all/arp_announce"] = "0"
    d.frames("web1").append(frame("out", "web1", "router", VIP, "10.0.0.1", "arp_request"))


def vip_on_interface(d):
    held(d.web1, VIP6).update(interface="eth0", label="eth0")
    for host in ("lb1", "web2", "web3"):
        d.answers(host, VIP6).append(mac("web1"))


def stranger_answers(d):
    for host in healthy.WEBS:
        d.answers(host).append("02:00:00:00:00:99")


def stranger_has_the_vip(d):
    d.lb1["addresses"].remove(held(d.lb1, VIP))
    for host in ("lb1", *healthy.WEBS):
        d.answers(host)[:] = ["02:00:00:00:00:99"]


def nobody_answers(d):
    d.lb1["addresses"].remove(held(d.lb1, VIP))
    for host in healthy.WEBS:
        d.answers(host).clear()


def director_as_gateway(d):
    for destination in ("default", healthy.CLIENT):
        way(d.web1, destination).update(gateway="10.0.0.2", mac=mac("lb1"))
    for one in d.frames("web1"):
        if one["sender"] == VIP and one["direction"] == "out":
            one["target"] = mac("lb1")
    d.frames("lb1").append(frame("in", "web1", "lb1", VIP, healthy.CLIENT))


def director_behind_other_address(d):
    """A gateway's address tells nothing: the director answers for it."""
    for destination in ("default", healthy.CLIENT):
        way(d.web1, destination).update(gateway="10.0.0.254", mac=mac("lb1"))


def no_way_out(d):
    way(d.web1, healthy.CLIENT).update(interface="", gateway="", mac="")


def behind_a_router(d):
    for rip in addresses("web1"):
        way(d.lb1, rip).update(gateway="10.0.0.1", mac=mac("router"))
    for one in d.lb1["answers"]:
        if one["address"] in addresses("web1"):
            d.lb1["answers"] = [other for other in d.lb1["answers"] if other is not one]


def proxied(d):
    next(one for one in d.lb1["answers"] if one["address"] == "10.0.0.11")["macs"][:] = [mac("web2")]


def entered_by_hand(d):
    d.lb1["neighbours"].append({"address": "10.0.0.11", "interface": "eth0", "mac": mac("web2"), "state": "permanent"})


def rip_is_silent(d):
    next(one for one in d.lb1["answers"] if one["address"] == "10.0.0.11")["macs"].clear()


def other_rip(d):
    held(d.web1, "10.0.0.11")["address"] = "10.0.0.111"


def past_the_director(d):
    d.frames("web1")[0]["source"] = mac("router")


def not_counted(d):
    d.traffic["watch"]["lb1"]["counters"][WEB]["connections"] = 3


def missing_destination(d):
    d.kernel["destinations"].pop(0)
    d.lb1["boot"]["rules"] = d.lb1["boot"]["rules"].replace(healthy.RULES[1] + "\n", "")


def nothing_listens(d):
    d.web1["listening"].clear()


def not_ready_and_missing(d):
    nothing_listens(d)
    missing_destination(d)


def other_weight(d):
    d.kernel["destinations"][0]["weight"] = 7
    d.lb1["boot"]["rules"] = d.lb1["boot"]["rules"].replace("10.0.0.11:80 -g -w 1", "10.0.0.11:80 -g -w 7")


def other_scheduler(d):
    d.cluster["services"][0]["scheduler"] = "rr"


def persistent_by_hand(d):
    d.cluster["services"][0]["persistence"] = {"timeout": 300, "netmask": None, "engine": None}


def no_ipvs(d):
    d.lb1["ipvs"].update(loaded=False, services=[], sysctls={})
    d.lb1["boot"]["rules"] = ""


def service_left_over(d):
    d.lb1["record"]["services"].append("tcp 10.0.0.101:80")
    d.lb1["ipvs"]["services"].append({**d.kernel, "address": "10.0.0.101"})


def drained_and_changed(d):
    drain = {"service": WEB, "destination": "10.0.0.11:80", "state": "drained", "weight": 1}
    d.lb1["record"]["drained"].append({**drain, "since": "2026-01-02T09:00:00Z"})


def other_port(d):
    d.kernel["destinations"][0]["port"] = 8080
    d.lb1["boot"]["rules"] = ""


def leaves(d, host="web3"):
    member = d.cluster["realservers"][host]
    member.update(state="absent", vips=[])
    for service in d.cluster["services"]:
        next(one for one in service["destinations"] if one["host"] == host)["state"] = "absent"


def forgotten_vip(d):
    d.web1["record"]["hidden"].append("10.0.0.101")


def boots_without_vip(d):
    d.web1["boot"]["vips"]["hidden"].remove(VIP)


def boots_other_table(d):
    d.lb1["boot"]["rules"] = d.lb1["boot"]["rules"].replace("10.0.0.11:80 -g -w 1", "10.0.0.11:80 -g -w 5")


def boots_without_unit(d):
    d.lb1["boot"]["units"]["lvs-cluster-director.service"] = "disabled"


def boots_ipvsadm(d):
    d.lb1["boot"]["units"]["ipvsadm.service"] = "enabled"


def boots_without_module(d):
    d.lb1["boot"]["modules_load"] = ["ip_vs"]


def strict_rp_filter(d):
    d.web1["sysctls"]["net/ipv4/conf/all/rp_filter"] = "1"
    d.web1["interfaces"].append({"name": "eth1", "mac": "02:00:00:00:01:0b", "mtu": 1500, "is_up": True, "lro": False})
    for destination in ("default", healthy.CLIENT):
        way(d.web1, destination)["interface"] = "eth1"


def sysctl_file(d):
    line = {"path": "/etc/sysctl.d/99-x.conf", "line": 3, "name": "net/ipv4/conf/all/arp_ignore"}
    d.web1["sysctl_files"].append({**line, "value": "0", "ours": "1"})


def small_realserver(d):
    d.web1["interfaces"][1]["mtu"] = 1400


def small_route(d):
    way(d.lb1, "10.0.0.11")["mtu"] = 1400


def merging(d):
    d.lb1["interfaces"][1]["lro"] = True


def proxying(d):
    d.web1["sysctls"]["net/ipv4/conf/eth0/proxy_arp"] = "1"


def stale(d):
    d.lb1["ipvs"]["sysctls"]["expire_nodest_conn"] = "0"


def reusing(d):
    d.lb1["ipvs"]["sysctls"]["conn_reuse_mode"] = "0"


def other_sysctl(d):
    d.cluster["sysctls"] = {"sloppy_tcp": "1", "conntrack": "1", "expire_nodest_conn": 1}
    d.lb1["ipvs"]["sysctls"]["sloppy_tcp"] = "1"


def owned(d):
    d.lb1["owner"] = {"name": "keepalived", "evidence": "process 7 (/usr/sbin/keepalived) is its one"}


def _filter(*rules, policy="ACCEPT"):
    return "\n".join(["*filter", f":INPUT {policy} [0:0]", *(f"-A INPUT {rule}" for rule in rules), "COMMIT", ""])


def dropping(d):
    d.web1["firewall"]["iptables"]["iptables-legacy"] = _filter(f"-d {VIP}/32 -p tcp -m tcp --dport 80 -j DROP")


def dropping_at_director(d):
    d.lb1["firewall"]["iptables"]["iptables-nft"] = _filter("-p tcp -m tcp --dport 22 -j ACCEPT", policy="DROP")


def dropping_invalid(d):
    d.lb1["firewall"]["iptables"]["iptables-legacy"] = _filter("-m conntrack --ctstate INVALID -j DROP")


def unreachable(d, host="web3"):
    d.nodes[host] = {"unreachable": "Connection timed out"}
    d.traffic["watch"].pop(host)


def nobody_gets_an_answer(d):
    d.unanswered(VIP)


def not_announced(d):
    nobody_answers(d)
    d.unanswered()


def vip_announced_on_lo(d):
    held(d.lb1, VIP)["interface"] = "lo"


def interface_down(d):
    d.lb1["interfaces"].append({**d.lb1["interfaces"][1], "name": "eth1", "is_up": False})
    for vip in healthy.VIPS:
        held(d.lb1, vip)["interface"] = "eth1"
