# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ipvsadm, ip, curl and sha256sum print."""

from __future__ import annotations

import json

from lab.cluster import tables
from lab.cluster.answers import Answer, parse_answers

RULES = """-A -t 10.77.1.100:80 -s rr
-a -t 10.77.1.100:80 -r 10.77.1.11:80 -g -w 1
-a -t 10.77.1.100:80 -r 10.77.1.12:8080 -m -w 2
"""
STATS = """IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
TCP  10.77.1.100:80                     12      108        0     6915        0
  -> 10.77.1.11:80                       4       36        0     2305        0
"""
LINKS = [
    {"ifname": "lo", "address": "00:00:00:00:00:00", "addr_info": [
        {"family": "inet", "local": "127.0.0.1", "prefixlen": 8, "label": "lo"},
        {"family": "inet", "local": "10.77.1.100", "prefixlen": 32, "label": "lo:0"},
        {"family": "inet6", "local": "::1", "prefixlen": 128},
    ]},
    {"ifname": "eth0", "address": "02:42:0a:4d:01:0b", "addr_info": [
        {"family": "inet", "local": "10.77.1.11", "prefixlen": 24, "label": "eth0"},
    ]},
]  # fmt: skip


def test_destinations():
    first, second = tables.parse_destinations(RULES)
    assert first == tables.Destination("10.77.1.100:80", "10.77.1.11", 80, 1, direct=True)
    assert (second.port, second.weight, second.direct) == (8080, 2, False)
    assert tables.parse_destinations("") == []


def test_counters_of_the_service_and_of_each_destination():
    counters = tables.parse_counters(STATS)
    assert counters["10.77.1.100:80", ""]["InPkts"] == 108
    assert counters["10.77.1.100:80", "10.77.1.11:80"] == {
        "Conns": 4, "InPkts": 36, "OutPkts": 0, "InBytes": 2305, "OutBytes": 0,
    }  # fmt: skip
    assert tables.parse_counters("\n".join(STATS.splitlines()[:3])) == {}


def test_addresses_with_their_labels():
    held = tables.parse_addresses(json.dumps(LINKS))
    assert [(each.interface, each.address, each.prefix, each.label) for each in held] == [
        ("lo", "127.0.0.1", 8, "lo"), ("lo", "10.77.1.100", 32, "lo:0"), ("lo", "::1", 128, ""),
        ("eth0", "10.77.1.11", 24, "eth0"),
    ]  # fmt: skip


def test_a_host_address_is_no_leg_in_a_segment():
    held = tables.parse_addresses(json.dumps(LINKS))
    assert tables.in_segment(held, "10.77.1.100").interface == "eth0"
    assert tables.in_segment(held, "10.77.2.1") is None


def test_neighbours_that_did_not_answer_have_no_mac():
    text = '[{"dst": "10.77.1.1", "lladdr": "02:42:0a:4d:01:01"}, {"dst": "10.77.1.9", "state": ["FAILED"]}]'
    assert tables.parse_neighbours(text) == {"10.77.1.1": "02:42:0a:4d:01:01"}


def test_answers_and_the_one_that_never_came():
    said, hashes = "200 35149 web1\n000 0 \n200 35149 web2\n", "aa  /tmp/answers/1\nbb  /tmp/answers/3\n"
    assert parse_answers(said, hashes) == [
        Answer(200, 35149, "web1", "aa"), Answer(0, 0, "", ""), Answer(200, 35149, "web2", "bb"),
    ]  # fmt: skip
