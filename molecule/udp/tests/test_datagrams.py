# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the director does with the datagrams of one client's port."""

from __future__ import annotations

from collections import Counter

import pytest

from lab.cluster.answers import exchange

TIMES, PORT = 6, 40000


@pytest.fixture
def answered(cluster, services):
    """Who answered the datagrams that the client sent to a service, all from one port."""
    client = cluster[cluster.layout.client]
    by_port = {layout.port: layout.service for layout in services}
    return lambda port: Counter(answer.node for answer in exchange(client, by_port[port], TIMES, PORT))


def test_with_one_packet_scheduling_each_goes_to_the_next_real_server(cluster, answered):
    assert answered(5300) == dict.fromkeys(cluster.layout.realservers, TIMES / 3)


def test_without_it_all_go_to_the_same(cluster, answered):
    ((name, times),) = answered(5301).items()
    assert (name in cluster.layout.realservers, times) == (True, TIMES)


def test_the_table_says_so(cluster):
    rules = cluster[cluster.layout.director].run("ipvsadm", "-Sn").splitlines()
    services = sorted(rule for rule in rules if rule.startswith("-A"))
    vip = cluster.layout.vip
    assert services == [f"-A -u {vip}:5300 -s rr -o", f"-A -u {vip}:5301 -s rr"]
