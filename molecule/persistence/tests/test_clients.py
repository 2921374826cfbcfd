# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each client stays with one real server, and the kernel remembers that for as long as the inventory says."""

from __future__ import annotations

import re

import pytest

CLIENTS, VISITS = 6, 3
# What the kernel remembers of a client has no port.
TEMPLATE = re.compile(r"^TCP +(\d+):(\d+) +\S+ +(?P<client>[\d.]+):0 +\S+ +(?P<realserver>[\d.]+):\d+ *$", re.MULTILINE)


@pytest.fixture(scope="module")
def clients(cluster):
    """More clients: addresses of the one that there is."""
    node = cluster[cluster.layout.client]
    (own,) = re.findall(r" inet (\d+\.\d+\.\d+)\.\d+/24 ", node.run("ip", "-4", "address", "show", "dev", "eth0"))
    more = [f"{own}.{number}" for number in range(21, 21 + CLIENTS)]
    for address in more:
        node.run("ip", "address", "add", f"{address}/24", "dev", "eth0")
    yield more
    for address in more:
        node.run("ip", "address", "delete", f"{address}/24", "dev", "eth0")


@pytest.fixture(scope="module")
def served(cluster, clients):
    """{client: who answered each of its visits}; the clients take turns."""
    node, service = cluster[cluster.layout.client], cluster.layout.service
    visits = {address: [] for address in clients}
    for address in clients * VISITS:
        visits[address].append(node.run("curl", "--silent", "--interface", address, f"http://{service}/").strip())
    return visits


def test_a_client_stays_with_its_real_server(served):
    assert {address: len(set(names)) for address, names in served.items()} == dict.fromkeys(served, 1)


def test_clients_are_spread(cluster, served):
    """Round robin has to be seen, else a director that knows one real server alone would pass."""
    first = [names[0] for names in served.values()]
    assert {name: first.count(name) for name in first} == dict.fromkeys(cluster.layout.realservers, CLIENTS / 3)


def test_the_table_says_so(cluster):
    rules = cluster[cluster.layout.director].run("ipvsadm", "-Sn").splitlines()
    assert [rule for rule in rules if rule.startswith("-A")] == [f"-A -t {cluster.layout.service} -s rr -p 90"]


def test_the_kernel_remembers_each_client_for_that_long(cluster, served):
    names = {rip: name for name, rip in cluster.layout.rips.items()}
    said = cluster[cluster.layout.director].run("ipvsadm", "-Lcn")
    known = {found["client"]: found for found in TEMPLATE.finditer(said) if found["client"] in served}
    assert {client: names[found["realserver"]] for client, found in known.items()} == {
        client: answers[0] for client, answers in served.items()
    }
    # A connection that is not over yet keeps its template, a minute at a time.
    assert all(0 < int(found[1]) * 60 + int(found[2]) <= 90 for found in known.values()), said
