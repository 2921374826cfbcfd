# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules make of a request, as iptables-save and nft -j print them."""

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks import judging

from tests.unit.plugin_utils.checks import healthy
from tests.unit.plugin_utils.checks.broken import Documents, held

PASSES, DROPPED, UNSURE = "ok", "failed", "not_measured"


def save(rules, policy="ACCEPT", chains=(), table="filter", base="INPUT"):
    named = [f":{chain} - [0:0]" for chain in chains]
    return "\n".join(
        ["# Generated", f"*{table}", f":{base} {policy} [7:420]", *named, *rules, "COMMIT", "# Completed", ""]
    )


def status(host="web1", check="firewall", **firewall):
    documents = Documents()
    documents.nodes[host]["firewall"].update(firewall)
    found = judging.findings(documents.clusters, documents.nodes, None, healthy.NOW)
    return next(one for one in found if one["id"] == check and one["host"] == host)


def iptables(*rules, host="web1", check="firewall", **kwargs):
    return status(host, check, iptables={"iptables-legacy": save(rules, **kwargs)})["status"]


@pytest.mark.parametrize(
    ("rule", "hits"),
    [
        ("-j DROP", DROPPED),
        ("-p tcp -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable", DROPPED),
        ("-p tcp -m tcp --dport 81 -j DROP", PASSES),
        ("-p tcp -m tcp --dport 79:81 -j DROP", DROPPED),
        ("-p tcp -m tcp ! --dport 79:81 -j DROP", PASSES),
        ("-p udp -m udp --dport 80 -j DROP", PASSES),
        ("-p 6 -j DROP", DROPPED),
        ("-p icmp -j DROP", PASSES),
        ("-p tcp -m multiport --dports 22,443 -j DROP", PASSES),
        ("-p tcp -m multiport --dports 22,80:90 -j DROP", DROPPED),
        ("-d 10.0.0.100/32 -j DROP", DROPPED),
        ("-d 10.0.0.0/255.255.255.0 -j DROP", DROPPED),
        ("! -d 10.0.0.100/32 -j DROP", PASSES),
        ("-s 198.51.100.0/24 -j DROP", DROPPED),
        ("-s 192.0.2.0/24 -j DROP", PASSES),
        ("! -s 198.51.100.7/32 -j DROP", PASSES),
        ("-i eth0 -j DROP", DROPPED),
        ("-i eth+ -j DROP", DROPPED),
        ("-i lo -j DROP", PASSES),
        ("-m conntrack --ctstate INVALID -j DROP", PASSES),
        ("-m state --state NEW,RELATED -j DROP", DROPPED),
        ("-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -j DROP", PASSES),
        ("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP", DROPPED),
        ("-m addrtype --dst-type LOCAL -j DROP", DROPPED),
        ("-m addrtype --dst-type BROADCAST -j DROP", PASSES),
        ('-m comment --comment "no -j ACCEPT here" -j DROP', DROPPED),
        ("-m recent --update --seconds 60 --name x --rsource -j DROP", UNSURE),
        ("-m set --match-set bad src -j DROP", UNSURE),
        ("-p tcp -m tcp --sport 1024:65535 -j DROP", UNSURE),
        ("-m set --match-set good src -j ACCEPT", PASSES),
        ("-j NFQUEUE --queue-num 0", UNSURE),
        ("-j LOG --log-prefix DROP", PASSES),
        ("-j MARK --set-xmark 0x1/0xffffffff", PASSES),
        ("-d wrong/address -j DROP", UNSURE),
    ],
)
def test_a_rule_of_iptables(rule, hits):
    assert iptables(f"-A INPUT {rule}") == hits


@pytest.mark.parametrize(
    ("rules", "ends"),
    [
        (["-A INPUT -p tcp --dport 80 -j ACCEPT", "-A INPUT -j DROP"], PASSES),
        (["-A INPUT -m recent --name x -j ACCEPT", "-A INPUT -j DROP"], UNSURE),
        (["-A INPUT -m recent --name x -j DROP", "-A INPUT -j DROP"], DROPPED),
        (["-A INPUT -j web", "-A web -p tcp --dport 80 -j ACCEPT"], PASSES),
        (["-A INPUT -j web", "-A web -p tcp --dport 81 -j ACCEPT"], DROPPED),
        (["-A INPUT -j web", "-A web -j RETURN", "-A web -j ACCEPT"], DROPPED),
        (["-A INPUT -j web", "-A web -p udp -j RETURN", "-A web -j ACCEPT"], PASSES),
        (["-A INPUT -j web", "-A web -m recent --name x -j RETURN", "-A web -j ACCEPT"], UNSURE),
        (["-A INPUT -g web", "-A INPUT -j ACCEPT"], DROPPED),
        (["-A INPUT -j web", "-A INPUT -j ACCEPT"], PASSES),
        (["[3:180] -A INPUT -p tcp --dport 80 -j ACCEPT"], PASSES),
        (["-A INPUT -j web", "-A web -j web", "-A INPUT -j ACCEPT"], PASSES),
    ],
)
def test_rules_are_followed_to_the_policy(rules, ends):
    assert iptables(*rules, policy="DROP", chains=["web"]) == ends


@pytest.mark.parametrize(
    ("table", "base", "ends"),
    [
        ("raw", "PREROUTING", DROPPED),
        ("mangle", "PREROUTING", DROPPED),
        ("mangle", "INPUT", DROPPED),
        ("mangle", "FORWARD", PASSES),
        ("nat", "PREROUTING", PASSES),
    ],
)
def test_what_a_packet_for_the_host_passes(table, base, ends):
    assert iptables(f"-A {base} -p tcp -j DROP", table=table, base=base) == ends


def test_both_of_legacy_and_nft_have_to_accept():
    accept, drop = save(["-A INPUT -j ACCEPT"]), save(["-A INPUT -j DROP"])
    assert status(iptables={"iptables-legacy": accept, "iptables-nft": accept})["status"] == PASSES
    assert status(iptables={"iptables-legacy": accept, "iptables-nft": drop})["status"] == DROPPED


def test_ip6tables_is_asked_for_ipv6():
    found = status(ip6tables={"ip6tables-legacy": save(["-A INPUT -p tcp -j DROP"])})
    assert found["status"] == DROPPED
    assert "[2001:db8::100]:80" in found["found"]
    assert "10.0.0.100" not in found["found"]


def test_the_finding_names_the_rule_and_the_remedy_the_service():
    found = status(iptables={"iptables-legacy": save(["-A INPUT -p tcp -m tcp --dport 80 -j DROP"])})
    assert found["found"] == (
        "tcp 10.0.0.100:80 from 198.51.100.7 is dropped by -A INPUT -p tcp -m tcp --dport 80 -j DROP"
    )
    assert "iptables -I INPUT -d 10.0.0.100 -p tcp --dport 80 -j ACCEPT" in found["remedy"]


@pytest.mark.parametrize(("rule", "ends"), [("-s 192.0.2.0/24 -j DROP", UNSURE), ("-s 0.0.0.0/0 -j DROP", DROPPED)])
def test_without_a_client_it_hangs_on_the_source(rule, ends):
    documents = Documents()
    documents.cluster["clients"] = {}
    documents.web1["firewall"]["iptables"] = {"iptables-legacy": save([f"-A INPUT {rule}"])}
    found = judging.findings(documents.clusters, documents.nodes, None, healthy.NOW)
    assert [one["status"] for one in found if one["id"] == "firewall" and one["host"] == "web1"] == [ends]


STATEFUL = [
    (["-A INPUT -m conntrack --ctstate INVALID -j DROP"], DROPPED),
    (["-A INPUT -m state --state INVALID -j LOG"], PASSES),
    (["-A INPUT -p tcp --dport 80 -j ACCEPT", "-A INPUT -m conntrack --ctstate INVALID -j DROP"], PASSES),
    (["-A INPUT -p tcp ! --syn -m conntrack --ctstate NEW -j DROP"], DROPPED),
    (["-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT", "-A INPUT -p tcp --dport 80 -j ACCEPT"], PASSES),
    (
        [
            "-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
            "-A INPUT -p tcp --dport 80 -m conntrack --ctstate NEW -j ACCEPT",
            "-A INPUT -j DROP",
        ],
        DROPPED,
    ),
    (["-A INPUT -m conntrack --ctstate INVALID -m recent --name x -j DROP"], UNSURE),
    (["-A INPUT -p tcp --dport 80 -j DROP"], "blocked"),
]


@pytest.mark.parametrize(("rules", "ends"), STATEFUL)
def test_what_follows_a_syn_at_the_director(rules, ends):
    assert iptables(*rules, host="lb1", check="stateful_firewall") == ends


@pytest.mark.parametrize(
    ("rule", "ends"),
    [
        ("-d 10.0.0.100/32 -p tcp --dport 80 -j CT --notrack", PASSES),
        ("-p tcp -j NOTRACK", PASSES),
        ("-d 10.0.0.101/32 -p tcp --dport 80 -j CT --notrack", DROPPED),
        ("-j CT --zone 7", DROPPED),
        ("-m recent --name x -j NOTRACK", UNSURE),
    ],
)
def test_what_conntrack_does_not_see_is_not_invalid(rule, ends):
    raw = save([f"-A PREROUTING {rule}"], table="raw", base="PREROUTING")
    text = raw + save(["-A INPUT -m conntrack --ctstate INVALID -j DROP"])
    assert status("lb1", "stateful_firewall", iptables={"iptables-legacy": text})["status"] == ends


def test_of_udp_nothing_follows_a_syn():
    documents = Documents()
    for service in documents.cluster["services"]:
        service["protocol"] = "udp"
    documents.lb1["firewall"]["iptables"] = {"iptables-legacy": save(["-A INPUT -m state --state INVALID -j DROP"])}
    found = judging.findings(documents.clusters, documents.nodes, None, healthy.NOW)
    assert [one["status"] for one in found if one["id"] == "stateful_firewall"] == [PASSES]


def test_an_interface_that_cannot_be_told_decides_nothing():
    documents = Documents()
    documents.cluster["dips"] = {"lb1": []}
    for vip in healthy.VIPS:
        documents.lb1["addresses"].remove(held(documents.lb1, vip))
    documents.lb1["firewall"]["iptables"] = {"iptables-legacy": save(["-A INPUT -i eth0 -j DROP"])}
    found = judging.findings(documents.clusters, documents.nodes, None, healthy.NOW)
    assert [one["status"] for one in found if one["id"] == "firewall" and one["host"] == "lb1"] == [UNSURE]


def is_(left, right, op="=="):
    return {"match": {"op": op, "left": left, "right": right}}


def payload(protocol, field):
    return {"payload": {"protocol": protocol, "field": field}}


def ct_state(right, op="in"):
    return is_({"ct": {"key": "state"}}, right, op)


def ruleset(*rules, policy="accept", hook="input", table=("inet", "fw"), more=(), kind="filter"):
    family, name = table
    place = {"family": family, "table": name}
    chain = {**place, "name": "base", "handle": 1, "type": kind, "hook": hook, "prio": 0, "policy": policy}
    entries = [{"metainfo": {"version": "1.0.6"}}, {"table": {"family": family, "name": name, "handle": 1}}]
    entries += [{"chain": chain}, {"chain": {**place, "name": "web", "handle": 2}}]
    entries += [{kind: {**place, **one}} for kind, one in more]
    chains = [rule[0] if isinstance(rule[0], str) else "base" for rule in rules]
    bodies = [rule[1:] if isinstance(rule[0], str) else rule for rule in rules]
    entries += [
        {"rule": {**place, "chain": where, "handle": 5 + number, "expr": list(body)}}
        for number, (where, body) in enumerate(zip(chains, bodies))
    ]
    return {"nftables": entries}


DROP, ACCEPT, PORT = {"drop": None}, {"accept": None}, payload("tcp", "dport")
COUNTER = {"counter": {"packets": 0, "bytes": 0}}
PREFIX = {"prefix": {"addr": "10.0.0.0", "len": 24}}
SYN = {"&": [payload("tcp", "flags"), {"|": ["fin", "syn", "rst", "ack"]}]}


@pytest.mark.parametrize(
    ("statements", "hits"),
    [
        ([DROP], DROPPED),
        ([COUNTER, {"log": None}, {"reject": {"type": "tcp reset"}}], DROPPED),
        ([is_(PORT, 80), DROP], DROPPED),
        ([is_(PORT, 81), DROP], PASSES),
        ([is_(PORT, 81, "!="), DROP], DROPPED),
        ([is_(PORT, {"set": [22, {"range": [80, 90]}]}), DROP], DROPPED),
        ([is_(payload("th", "dport"), 80), DROP], DROPPED),
        ([is_(payload("udp", "dport"), 80), DROP], PASSES),
        ([is_({"meta": {"key": "l4proto"}}, {"set": ["tcp", "udp"]}), DROP], DROPPED),
        ([is_({"meta": {"key": "l4proto"}}, 17), DROP], PASSES),
        ([is_({"meta": {"key": "nfproto"}}, "ipv4"), DROP], DROPPED),
        ([is_({"meta": {"key": "protocol"}}, "arp"), DROP], PASSES),
        ([is_(payload("ip", "daddr"), PREFIX), DROP], DROPPED),
        ([is_(payload("ip", "daddr"), "10.0.0.101"), DROP], PASSES),
        ([is_(payload("ip", "saddr"), {"range": ["198.51.100.1", "198.51.100.9"]}), DROP], UNSURE),
        ([is_({"meta": {"key": "iifname"}}, "eth*"), DROP], DROPPED),
        ([is_({"meta": {"key": "iifname"}}, "lo"), DROP], PASSES),
        ([ct_state(["new", "untracked"]), DROP], DROPPED),
        ([ct_state("invalid"), DROP], PASSES),
        ([is_(SYN, "syn"), DROP], DROPPED),
        ([is_(SYN, "syn", "!="), ct_state("new"), DROP], PASSES),
        ([is_(SYN, "ack"), DROP], UNSURE),
        ([is_({"fib": {"result": "type", "flags": ["daddr"]}}, "local"), DROP], DROPPED),
        ([is_({"meta": {"key": "mark"}}, 7), DROP], UNSURE),
        ([{"limit": {"rate": 10, "per": "second"}}, DROP], UNSURE),
        ([{"xt": None}, DROP], UNSURE),
        ([is_(payload("ip", "saddr"), "@bad"), DROP], DROPPED),
        ([is_(payload("ip", "saddr"), "@missing"), DROP], UNSURE),
        ([is_(PORT, 80, "<"), DROP], UNSURE),
        ([{"vmap": {"key": PORT, "data": {"set": [[22, ACCEPT], [80, DROP]]}}}], DROPPED),
        ([{"vmap": {"key": PORT, "data": {"set": [[22, DROP]]}}}], PASSES),
        ([{"vmap": {"key": PORT, "data": "@verdicts"}}], DROPPED),
        ([{"vmap": {"key": {"concat": [PORT]}, "data": {"set": [[{"concat": [80]}, DROP]]}}}], UNSURE),
        ([{"vmap": {"key": {"ct": {"key": "state"}}, "data": {"set": [["invalid", DROP]]}}}], PASSES),
        ([{"queue": {"num": 0}}], UNSURE),
        ([{"jump": {"target": "web"}}, DROP], PASSES),
    ],
)
def test_a_rule_of_nftables(statements, hits):
    more = [
        ("set", {"name": "bad", "type": "ipv4_addr", "elem": [{"elem": {"val": "198.51.100.7", "timeout": 9}}]}),
        ("map", {"name": "verdicts", "type": "inet_service", "map": "verdict", "elem": [[80, DROP]]}),
    ]
    rules = [statements, ("web", is_(PORT, 80), ACCEPT)]
    assert status(nft=ruleset(*rules, more=more))["status"] == hits


@pytest.mark.parametrize(
    ("kwargs", "ends"),
    [
        ({"hook": "input"}, DROPPED),
        ({"hook": "prerouting"}, DROPPED),
        ({"hook": "output"}, PASSES),
        ({"kind": "nat", "hook": "prerouting"}, PASSES),
        ({"table": ("ip", "fw")}, DROPPED),
        ({"table": ("arp", "fw")}, PASSES),
        ({"table": ("ip6", "fw")}, DROPPED),
    ],
)
def test_base_chains_of_nftables(kwargs, ends):
    assert status(nft=ruleset(policy="drop", **kwargs))["status"] == ends


def test_the_tables_of_iptables_nft_are_read_once_and_where_its_tool_is_not_from_nft():
    document = ruleset([{"xt": None}, DROP], table=("ip", "filter"))
    assert status(nft=document)["status"] == UNSURE
    assert status(nft=document, iptables={"iptables-nft": save(["-A INPUT -p udp -j DROP"])})["status"] == PASSES
    assert status(nft=document, iptables={"iptables-legacy": save([])})["status"] == UNSURE


def test_the_finding_names_a_rule_of_nftables_as_nft_lists_it():
    found = status(nft=ruleset([is_(PORT, 80), DROP]))
    assert found["found"].startswith(
        "tcp 10.0.0.100:80 from 198.51.100.7 is dropped by rule 5 of nft -a list chain inet fw base"
    )


@pytest.mark.parametrize(
    ("rules", "ends"),
    [
        ([[ct_state("invalid"), DROP]], DROPPED),
        ([[is_(PORT, 80), ACCEPT], [ct_state("invalid"), DROP]], PASSES),
        ([[{"vmap": {"key": {"ct": {"key": "state"}}, "data": {"set": [["invalid", DROP]]}}}]], DROPPED),
        ([[ct_state(["established", "related"]), ACCEPT]], PASSES),
    ],
)
def test_states_of_nftables_at_the_director(rules, ends):
    assert status("lb1", "stateful_firewall", nft=ruleset(*rules))["status"] == ends


def test_notrack_of_nftables():
    raw = ruleset(
        [is_(payload("ip", "daddr"), "10.0.0.100"), {"notrack": None}], hook="prerouting", table=("ip", "raw2")
    )
    document = {"nftables": ruleset([ct_state("invalid"), DROP], table=("ip", "fw"))["nftables"] + raw["nftables"]}
    assert status("lb1", "stateful_firewall", nft=document)["status"] == PASSES
