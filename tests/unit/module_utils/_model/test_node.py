# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is asked, where its segments are asked, and the MACs of its ways."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import node
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, Neighbour, NextHop

VIP, VIP6, FAR = "203.0.113.10", "2001:db8::10", "192.0.2.80"
RIP, PEER, ROUTER = "203.0.113.11", "203.0.113.12", "203.0.113.254"
ETH0, ETH1 = HeldAddress(RIP, 24, "eth0", "eth0"), HeldAddress("10.0.0.11", 24, "eth1", "eth1")
ON_LO = HeldAddress(VIP, 32, "lo", "lo:0")
MAC, OTHER_MAC = "02:00:00:00:00:fe", "02:00:00:00:00:ff"


def asked(**given):
    return node.asked({"vips": [], "peers": [], "clients": [], "probe": True, "firewall": True, **given})


def way(gateway, interface="eth0", destination=PEER):
    return node.Way(destination, NextHop(destination, interface, gateway))


@pytest.mark.parametrize(
    ("client", "name", "address"),
    [
        ("198.51.100.7", "198.51.100.7", "198.51.100.7"),
        ("198.51.100.0/24", "198.51.100.0/24", "198.51.100.1"),
        ("198.51.100.9/24", "198.51.100.0/24", "198.51.100.1"),
        ("198.51.100.8/31", "198.51.100.8/31", "198.51.100.9"),
        ("198.51.100.7/32", "198.51.100.7", "198.51.100.7"),
        ("2001:db8::/32", "2001:db8::/32", "2001:db8::1"),
        ("0.0.0.0/0", "0.0.0.0/0", "192.0.2.1"),
        ("::/0", "::/0", "2000::1"),
    ],
)
def test_of_a_network_its_first_host_is_looked_up(client, name, address):
    assert asked(clients=[client]).clients == ((name, address),)


def test_addresses_are_taken_once_and_in_their_normal_form():
    wanted = asked(vips=["2001:DB8:0::10", VIP6, VIP])
    assert wanted.vips == (VIP6, VIP)


@pytest.mark.parametrize("given", [{"vips": ["web"]}, {"peers": ["::1"]}, {"clients": ["10.0.0.0/33"]}])
def test_what_is_no_address_is_refused_by_its_name(given):
    (key,) = given
    with pytest.raises(ModelError) as caught:
        asked(**given)
    assert caught.value.key == f"{key}[0]"


def test_answers_come_from_each_vip_that_the_host_holds():
    wanted = asked(vips=[VIP, FAR, VIP6], peers=[PEER], clients=["198.51.100.7", "2001:db9::/32"])
    held = (ETH0, ON_LO, HeldAddress(VIP6, 128, "lo"))
    assert list(node.questions(wanted, held)) == [
        (PEER, PEER, ""),
        ("198.51.100.7", "198.51.100.7", VIP),
        ("2001:db9::/32", "2001:db9::1", VIP6),
    ]
    assert list(node.questions(wanted, (ETH0,))) == [(PEER, PEER, "")]


@pytest.mark.parametrize(
    ("given", "held", "ways", "places"),
    [
        ({"peers": [PEER]}, (ETH0, ETH1), [], {"eth0": {PEER: RIP}}),
        ({"peers": [PEER, RIP]}, (ETH0,), [], {"eth0": {PEER: RIP}}),
        ({"peers": ["198.51.100.7"]}, (ETH0,), [], {}),
        ({"vips": [VIP]}, (ETH0, ETH1, ON_LO), [], {"eth0": {VIP: RIP}}),
        # On a director that holds it, others who do are to be heard of.
        ({"vips": [FAR]}, (ETH1, HeldAddress(FAR, 32, "eth1", "eth1")), [], {"eth1": {FAR: "10.0.0.11"}}),
        # A VIP of no network of the host is wherever its peers are.
        ({"vips": [FAR]}, (ETH0, ETH1), [], {}),
        ({"vips": [FAR], "peers": [PEER]}, (ETH0, ETH1), [], {"eth0": {PEER: RIP, FAR: RIP}}),
        ({}, (ETH0,), [way(ROUTER)], {"eth0": {ROUTER: RIP}}),
        ({}, (ETH0,), [way("fe80::1")], {"eth0": {"fe80::1": ""}}),
        ({}, (ETH0,), [way("")], {}),
        ({"peers": [PEER]}, (), [], {}),
    ],
)
def test_segments_are_asked_for_whom_they_may_have(given, held, ways, places):
    assert node.places(asked(**given), held, ways) == places


@pytest.mark.parametrize(
    ("neighbours", "answers", "mac"),
    [
        ([Neighbour(ROUTER, "eth0", MAC, "stale")], [], MAC),
        ([Neighbour(ROUTER, "eth0", MAC, "stale")], [node.Answered(ROUTER, "eth0", (OTHER_MAC,))], MAC),
        ([Neighbour(ROUTER, "eth0", "", "failed")], [node.Answered(ROUTER, "eth0", (OTHER_MAC,))], OTHER_MAC),
        ([], [node.Answered(ROUTER, "eth0", (MAC, OTHER_MAC))], ""),
        ([], [node.Answered(ROUTER, "eth0", ())], ""),
        ([Neighbour(ROUTER, "eth1", MAC, "stale")], [], ""),
    ],
)
def test_the_mac_of_a_way_is_what_the_host_knows_or_who_alone_answered(neighbours, answers, mac):
    known = node.macs(neighbours, answers)
    assert node.described_way(way(ROUTER), known)["mac"] == mac
    on_link = node.described_way(way("", destination=ROUTER), known)
    assert (on_link["mac"], on_link["gateway"]) == (mac, "")
