# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No run of ``vip`` lets a real server be heard for a VIP, at any instant: captured at its port, outside of it.

Router and client go on asking meanwhile, and do so anew before each step. A capture without its control frames fails.
"""

from ipaddress import ip_address

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import vips

from tests.kernel import kills
from tests.kernel.conftest import run
from tests.kernel.traffic import links
from tests.kernel.traffic.cluster import CLIENT, VIPS, VIPS6, say
from tests.kernel.traffic.tap import speaks_for
from tests.kernel.vips import PLACES, at, hide, names, set_sysctl

ALL = (*VIPS, *VIPS6)
VIP, VIP6 = VIPS[0], VIPS6[0]
NOBODY = str(ip_address(0))


@pytest.fixture
def holders(cluster, monkeypatch):
    """The MACs that the router had for VIPs before each step of a run, when everybody had spoken once more."""
    perform, found = vips._Executor.perform, []

    def visit_and_perform(executor, operation):
        cluster.visit()
        found.append(cluster.holders())
        perform(executor, operation)

    monkeypatch.setattr(vips._Executor, "perform", visit_and_perform)
    return found


@pytest.fixture
def on(module, tmp_path):
    """``on(realserver, *vips, **params)`` hides VIPs there."""

    def call(realserver, *addresses, **params):
        with at(realserver, tmp_path / realserver.name):
            return hide(module, *addresses, **params)

    return call


def silent(cluster):
    """The router has the director's MAC alone, and no capture has a leak."""
    cluster.visit()
    return cluster.leaks() == [] and cluster.holders() == {cluster.director.mac}


def test_no_step_of_any_run_is_heard(cluster, on, holders):
    runs = (
        (VIP, VIP6, {}),
        (VIP, VIP6, {}),
        (*ALL, {"persist": False}),
        (VIP, VIP6, {"state": "absent"}),
        (VIP, VIP6, {"persist": False}),
        (*ALL, {"state": "absent"}),
    )
    cluster.router.tap.frames()
    with cluster.probing():
        for *addresses, params in runs:
            for realserver in cluster.realservers:
                names(on(realserver, *addresses, **params))
            assert silent(cluster), (addresses, params)
    probes = [frame for frame in cluster.router.tap.frames() if (frame.kind, frame.target) == ("request", VIP)]
    print(f"{len(probes)} probes for {VIP}, {len(holders)} steps")
    assert len(probes) > 10 * len(holders) > 100
    assert set(map(frozenset, holders)) == {frozenset([cluster.director.mac])}


def test_real_servers_do_answer_the_client_meanwhile(cluster, on):
    """Control: the traffic that makes them ask really does; without the VIP there is nothing to be answered."""
    for expected in (0, len(cluster.realservers)):
        cluster.visit()
        heard = cluster.heard()
        for vip in (VIP, VIP6):
            answering = [
                name
                for name, frames in heard.items()
                if any((one.kind, one.sender) == ("packet", vip) for one in frames)
            ]
            assert len(answering) == expected
        for realserver in cluster.realservers:
            names(on(realserver, VIP, VIP6, persist=False))


@pytest.mark.parametrize("state", ["present", "absent"])
def test_no_kill_is_heard(cluster, on, state):
    realserver = cluster.realservers[0]
    places = 0

    def change(wanted):
        names(on(realserver, VIP, VIP6, persist=False, state=wanted))

    other = {"present": "absent", "absent": "present"}[state]
    with cluster.probing():
        for places in kills.every_kill(lambda: change(other), lambda: change(state), PLACES):
            assert silent(cluster), places
            change(state)
            assert silent(cluster), places
    steps, record = 4, {"present": ["save", "file", "save"], "absent": ["save", "save"]}
    assert places == steps + len(record[state])


def test_the_order_turned_round_is_heard(cluster, on, holders, monkeypatch):
    """Control: address first, sysctls after."""
    original, realserver = vips.vip.plan, cluster.realservers[0]

    def turned_round(*arguments):
        plan = original(*arguments)
        return plan._replace(first=plan.first[::-1])

    monkeypatch.setattr(vips.vip, "plan", turned_round)
    names(on(realserver, VIP, persist=False))
    leaks = cluster.leaks()
    assert {frame.kind for frame in leaks} == {"request", "reply"}
    assert {frame.mac for frame in leaks} == {realserver.mac}
    assert any(realserver.mac in macs for macs in holders)


@pytest.mark.parametrize(("name", "kind"), [("arp_announce", "request"), ("arp_ignore", "reply")])
def test_a_real_server_without_one_of_the_sysctls_is_heard(cluster, on, name, kind):
    """Control: and the router believes it."""
    realserver = cluster.realservers[0]
    names(on(realserver, VIP, persist=False))
    assert silent(cluster)
    with realserver.entered():
        set_sysctl(name, 0)
    cluster.visit()
    assert {(frame.kind, frame.mac) for frame in cluster.leaks()} == {(kind, realserver.mac)}
    assert realserver.mac in cluster.holders()
    names(on(realserver, VIP, persist=False))
    cluster.visit()
    assert cluster.leaks() == []


def test_an_ipv6_vip_on_the_interface_instead_of_lo_is_heard(cluster):
    """Control: IPv6 needs no sysctl because of where the VIP is."""
    realserver = cluster.realservers[0]
    for interface, expected in (("lo", []), ("eth0", ["advertisement", "solicitation"])):
        with realserver.entered():
            links.add_address(interface, f"{VIP6}/128")
        cluster.visit()
        assert sorted({one.kind for one in cluster.leaks()}) == expected


@pytest.mark.parametrize("by_hand", [False, True])
def test_while_an_interface_has_no_address_no_question_goes_out_in_the_vips_name(cluster, on, by_hand):
    """NetworkManager has routes by an interface a moment before its address is there.

    Control: a VIP that was there before, of global scope, which is left, and said to be.
    """
    realserver, router = cluster.realservers[0], cluster.router.address
    with realserver.entered():
        if by_hand:
            links.add_address("lo", f"{VIP}/32", "lo:0")
    assert any("scope host" in one for one in on(realserver, VIP, persist=False)["warnings"]) == by_hand
    with realserver.entered():
        run("ip", "address", "delete", f"{realserver.address}/24", "dev", "eth0")
        run("ip", "route", "add", router, "dev", "eth0")
        run("ip", "route", "add", "default", "via", router, "dev", "eth0")
        realserver.tap.frames()
        say(VIP, CLIENT)
    heard = realserver.tap.frames_until(lambda came: ("request", router) in {(one.kind, one.target) for one in came})
    assert {one.sender for one in heard if one.kind == "request"} == {VIP if by_hand else NOBODY}


@pytest.mark.parametrize(("name", "values"), [("arp_ignore", range(10)), ("arp_announce", range(5))])
def test_an_interfaces_own_value_is_refused_where_and_only_where_it_is_heard(cluster, on, name, values):
    """The VIP is of global scope, as one that was there before: of 3, the other scope is enough."""
    realserver, refused, loud = cluster.realservers[0], [], []
    with realserver.entered():
        links.add_address("lo", f"{VIP}/32", "lo:0")
    names(on(realserver, VIP, persist=False))
    for value in values:
        with realserver.entered():
            set_sysctl(name, value, "eth0")
        cluster.visit()
        if speaks_for(VIP, cluster.heard()[realserver.name]):
            loud.append(value)
        if "failed" in on(realserver, VIP, check_mode=True):
            refused.append(value)
    assert refused == loud == ([3, 4, 5, 6, 7, 9] if name == "arp_ignore" else [3, 4])
