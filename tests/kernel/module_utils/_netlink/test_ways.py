# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways, neighbours and flags of addresses as the kernel tells them, with ip(8) as the oracle."""

import json

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import neighbours, ways
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.connection import NetlinkError
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.route import RouteClient

from tests.kernel.conftest import run
from tests.kernel.neighbourhood import VIP, ip, load_ipv6, mac

STATIC, KNOWN, KNOWN6, NOBODY = "10.0.0.10", "10.0.0.11", "2001:db8::11", "10.0.0.99"
#: Flags that the module names and ip(8) marks by a key, which has the name.
_NAMES = ("secondary", "temporary", "nodad", "dadfailed", "deprecated", "tentative", "noprefixroute", "dynamic")


@pytest.fixture
def route():
    """A host with two interfaces, a default route that has two ways, and one of its own for what comes from the VIP."""
    load_ipv6()
    ip("link add eth0 type dummy", "link add eth1 type dummy", "link set eth0 up mtu 1400", "link set eth1 up arp on")
    ip("link set eth0 arp on", "address add 10.0.0.1/24 dev eth0", "address add 10.1.0.1/24 dev eth1")
    ip(f"address add {VIP}/32 dev lo label lo:0", "address add 2001:db8::1/64 dev eth0 nodad preferred_lft 0")
    ip(
        "address add 10.0.0.2/24 dev eth0 noprefixroute",
        "address add 10.0.0.3/24 dev eth0 valid_lft 900 preferred_lft 900",
    )
    ways_out = "nexthop via 10.0.0.254 dev eth0 nexthop via 10.1.0.254 dev eth1"
    ip(f"route add default mtu 1300 {ways_out}", "route add default via 10.0.0.253 metric 50")
    ip("route add 198.51.100.0/24 via inet6 2001:db8::99 dev eth0", "route add unreachable 198.18.0.0/15")
    ip("route add default via 10.1.0.254 dev eth1 table 7100", f"rule add from {VIP} lookup 7100")
    run("ip", "-6", "route", "add", "default", "via", "2001:db8::fe", "mtu", "1290")
    run("ip", "-6", "route", "add", "unreachable", "default", "metric", "9000")
    with RouteClient() as client:
        yield client


def told(destination, *source):
    """Interface, gateway and MTU of a way, as ip(8) tells them."""
    (found,) = json.loads(run("ip", "-j", "route", "get", destination, *source))
    mtu = [metrics["mtu"] for metrics in found.get("metrics", ()) if "mtu" in metrics]
    return found["dev"], found.get("gateway") or found.get("via", {}).get("host", ""), *(mtu or [0])


@pytest.mark.parametrize(
    ("destination", "source"),
    [
        ("192.0.2.1", ""),
        ("192.0.2.1", VIP),
        ("192.0.2.1", "10.0.0.1"),
        ("198.51.100.7", ""),
        (KNOWN, ""),
        (VIP, ""),
        ("2001:db9::1", ""),
        ("2001:db9::1", "2001:db8::1"),
        (KNOWN6, ""),
    ],
)
def test_a_way_is_the_one_that_ip_tells(route, destination, source):
    hop = route.next_hop(destination, source)
    assert (hop.interface, hop.gateway, hop.mtu) == told(destination, *(["from", source] if source else []))
    assert (hop.destination, hop.source) == (destination, source)


def test_the_way_of_answers_is_another_one(route):
    assert {route.next_hop("192.0.2.1", source).mtu for source in (VIP, "10.0.0.1")} == {0, 1300}


@pytest.mark.parametrize("question", [("198.18.0.1", ""), ("192.0.2.1", NOBODY)])
def test_there_is_no_way(route, question):
    assert route.next_hop(*question) is None


def test_default_ways_are_those_of_the_table(route):
    found = [(way.destination, way.interface, way.gateway, way.mtu) for way in ways.default_ways(route)]
    assert found == [
        ("default", "eth0", "10.0.0.254", 1300),
        ("default", "eth1", "10.1.0.254", 1300),
        ("default", "eth0", "10.0.0.253", 0),
        ("default6", "eth0", "2001:db8::fe", 1290),
    ]
    assert [way.gateway for way in ways.default_ways(route, 7100)] == ["10.1.0.254"]
    assert ways.default_ways(route, 7200) == ()


def test_interfaces_have_their_mtu(route):
    links = {link["ifname"]: link["mtu"] for link in json.loads(run("ip", "-j", "link"))}
    assert {name: interface.mtu for name, interface in route.interfaces().items()} == links
    assert links["eth0"] == 1400


def test_flags_are_those_that_ip_tells(route):
    links = json.loads(run("ip", "-j", "address"))
    held = [info for link in links for info in link["addr_info"]]
    told_flags = {info["local"]: {name for name in _NAMES if info.get(name)} for info in held}
    found = {one.address: set(flags) for one, flags in ways.flagged_addresses(route)}
    assert found == told_flags
    assert set().union(*found.values()) >= {"secondary", "noprefixroute", "dynamic", "nodad", "deprecated"}


def test_neighbours_are_those_that_ip_tells_and_one_is_forgotten(route):
    states = {STATIC: "permanent", KNOWN: "stale", KNOWN6: "reachable"}
    ip(*(f"neigh add {one} lladdr {mac(0x11)} dev eth0 nud {state}" for one, state in states.items()))

    def known():
        return {one.address: one for one in neighbours.neighbours(route)}

    def told_states():
        return {one["dst"]: one["state"][0].lower() for one in json.loads(run("ip", "-j", "neigh"))}

    assert {address: one.state for address, one in known().items()} == told_states() == states
    assert {(one.mac, one.interface) for one in known().values()} == {(mac(0x11), "eth0")}
    forgotten = {one: neighbours.forget_neighbour(route, "eth0", one) for one in (*states, NOBODY)}
    assert forgotten == {STATIC: False, KNOWN: True, KNOWN6: True, NOBODY: False}
    assert set(known()) == set(told_states()) == {STATIC}
    with pytest.raises(NetlinkError, match="there is no interface eth7"):
        neighbours.forget_neighbour(route, "eth7", KNOWN)
