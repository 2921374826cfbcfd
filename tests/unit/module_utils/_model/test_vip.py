# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import hiding, vip
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, Route, Rule
from ansible_collections.lvs.cluster.plugins.module_utils._model.operations import Operation
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_memory import Memory

from tests.vips import RIP, declared, host

IGNORE, ANNOUNCE = (hiding.name("all", name) for name in (hiding.IGNORE, hiding.ANNOUNCE))
FILTER = hiding.name("eth0", hiding.RP_FILTER)
VIP, OTHER, VIP6 = "203.0.113.10", "203.0.113.11", "2001:db8::10"
HIDDEN_VIP = HeldAddress(VIP, 32, "lo", "lo:0", scope="host")
HIDDEN_OTHER = HeldAddress(OTHER, 32, "lo", "lo:0", scope="host")
HIDDEN_VIP6 = HeldAddress(VIP6, 128, "lo")
QUIET = (("all/arp_ignore", 1), ("all/arp_announce", 2))


def absent(*addresses, **more):
    return declared(*addresses, state="absent", **more)


def add(address):
    return Operation(op.ADD_ADDRESS, "", None, address)


def delete(address):
    return Operation(op.DELETE_ADDRESS, "", address, None)


def sysctl(name, before, after):
    return Operation(op.SET_SYSCTL, name, before, after)


def first(found):
    assert found.last == ()
    return found.first


def first_of(found):
    return [operation.before for operation in first(found)]


def test_the_sysctls_come_before_the_vip():
    assert first(vip.plan(declared(VIP), host(), Memory())) == (
        sysctl(IGNORE, "0", "1"),
        sysctl(ANNOUNCE, "0", "2"),
        add(HIDDEN_VIP),
    )


def test_ipv6_needs_no_sysctl():
    assert first(vip.plan(declared(VIP6), host(), Memory())) == (add(HIDDEN_VIP6),)


def test_the_vip_goes_before_the_sysctls_and_the_files_go_between():
    memory = Memory((VIP,), sysctls={IGNORE: ("0", "1"), ANNOUNCE: ("1", "2")})
    found = vip.plan(absent(VIP), host(HIDDEN_VIP, sysctls=QUIET), memory)
    assert found.first == (delete(HIDDEN_VIP),)
    assert found.last == (sysctl(IGNORE, "1", "0"), sysctl(ANNOUNCE, "2", "1"))


def test_a_second_run_has_nothing_to_do():
    assert first(vip.plan(declared(VIP), host(HIDDEN_VIP, sysctls=QUIET), Memory())) == ()


def test_drifted_sysctls_are_mended_under_a_vip_that_is_there():
    drifted = host(HIDDEN_VIP, sysctls=[("all/arp_announce", 2)])
    assert first(vip.plan(declared(VIP), drifted, Memory())) == (sysctl(IGNORE, "0", "1"),)


@pytest.mark.parametrize("quiet", [2, 8])
def test_a_value_that_is_as_quiet_stays(quiet):
    found = host(sysctls=[("all/arp_ignore", quiet), ("all/arp_announce", 2)])
    assert first(vip.plan(declared(VIP), found, Memory())) == (add(HIDDEN_VIP),)
    assert vip.remembered(declared(VIP), found, Memory()).sysctls[IGNORE] == (str(quiet), str(quiet))


@pytest.mark.parametrize(("name", "value"), [("arp_ignore", 3), ("arp_ignore", 9), ("arp_announce", 3)])
def test_an_interface_that_would_talk_whatever_all_says_is_refused(name, value):
    with pytest.raises(ModelError) as caught:
        vip.plan(declared(VIP), host(sysctls=[(f"eth0/{name}", value)]), Memory())
    assert str(caught.value) == (
        f"sysctl net/ipv4/conf/eth0/{name}: {value} makes this host betray a VIP on lo by ARP, "
        "whatever conf.all says; set it to 0"
    )
    assert vip.plan(declared(VIP6), host(sysctls=[(f"eth0/{name}", value)]), Memory())


def test_the_sysctls_stay_while_another_vip_of_ours_is_there():
    memory = Memory((VIP, OTHER), sysctls={IGNORE: ("0", "1"), ANNOUNCE: ("0", "2")})
    present = host(HIDDEN_VIP, HIDDEN_OTHER, sysctls=QUIET)
    assert vip.plan(absent(VIP), present, memory) == vip.Plan((delete(HIDDEN_VIP),), ())


def test_a_sysctl_that_somebody_else_has_changed_since_is_not_restored():
    memory = Memory((VIP,), sysctls={IGNORE: ("0", "1"), ANNOUNCE: ("0", "2")})
    present = host(HIDDEN_VIP, sysctls=[("all/arp_ignore", 2), ("all/arp_announce", 2)])
    assert vip.plan(absent(VIP), present, memory).last == (sysctl(ANNOUNCE, "2", "0"),)


def test_memory_keeps_the_values_of_before_the_first_call():
    ours = {IGNORE: ("0", "1"), ANNOUNCE: ("1", "2")}
    once = vip.remembered(declared(VIP), host(sysctls=[("all/arp_announce", 1)]), Memory())
    assert once == Memory((VIP,), sysctls=ours)
    twice = vip.remembered(declared(OTHER), host(HIDDEN_VIP, sysctls=QUIET), once)
    assert twice == Memory((VIP, OTHER), sysctls=ours)
    thrice = vip.remembered(absent(VIP), host(HIDDEN_VIP, HIDDEN_OTHER, sysctls=QUIET), twice)
    assert thrice == Memory((OTHER,), sysctls=ours)
    assert vip.remembered(absent(OTHER), host(HIDDEN_OTHER, sysctls=QUIET), thrice) == Memory()


def test_what_somebody_else_has_changed_in_between_is_not_taken_for_ours():
    memory = Memory((VIP,), sysctls={IGNORE: ("0", "1"), ANNOUNCE: ("0", "2")})
    quieter = host(HIDDEN_VIP, sysctls=[("all/arp_ignore", 8), ("all/arp_announce", 2)])
    assert vip.remembered(declared(VIP), quieter, memory) == memory
    louder = host(HIDDEN_VIP, sysctls=[("all/arp_ignore", 3), ("all/arp_announce", 2)])
    assert vip.remembered(declared(VIP), louder, memory) == memory


def test_rp_filter_is_set_where_requests_come_in_and_only_when_asked_for():
    requests = host(HeldAddress("192.0.2.1", 24, "eth1", "eth1"), interfaces=("eth0", "eth1", "lo"))
    found = vip.plan(declared("10.0.0.100", rp_filter=2), requests, Memory()).first
    assert [one.key for one in found if one.operation == op.SET_SYSCTL] == [IGNORE, ANNOUNCE, FILTER]
    found = vip.plan(declared(VIP, rp_filter=2), requests, Memory()).first
    assert sysctl(hiding.name("eth1", hiding.RP_FILTER), "0", "2") in found


def test_rp_filter_below_that_of_all_is_refused():
    with pytest.raises(ModelError, match="rp_filter: 1 cannot be reached: the kernel uses the maximum"):
        vip.plan(declared(VIP, rp_filter=1), host(sysctls=[("all/rp_filter", 2)]), Memory())


def test_a_director_announces_what_it_has_added_once_the_files_are_there():
    added = HeldAddress("10.0.0.100", 32, "eth0", "eth0")
    found = vip.plan(declared("10.0.0.100", arp="announced"), host(), Memory())
    assert found == vip.Plan((add(added),), (Operation(op.ANNOUNCE, "", None, added),))
    assert vip.plan(declared("10.0.0.100", arp="announced"), host(added), Memory()) == vip.Plan(())
    memory = vip.remembered(declared("10.0.0.100", arp="announced"), host(), Memory())
    assert memory == Memory(announced=(added,))
    assert vip.remembered(absent("10.0.0.100", arp="announced"), host(added), memory) == Memory()


def test_a_director_withdraws_from_its_interface_and_never_from_lo():
    on_eth0 = HeldAddress(VIP, 32, "eth0", "eth0")
    found = vip.plan(absent(VIP, arp="announced"), host(on_eth0, HIDDEN_VIP), Memory())
    assert found == vip.Plan((delete(on_eth0),))


def test_what_is_not_for_the_next_boot_is_remembered_as_such_unless_it_was_before():
    once = vip.remembered(declared(VIP, persist=False), host(), Memory())
    assert (once.hidden, once.live_only) == ((VIP,), (VIP,))
    assert vip.remembered(declared(VIP), host(), once).live_only == ()
    kept = vip.remembered(declared(VIP), host(), Memory())
    assert vip.remembered(declared(VIP, OTHER, persist=False), host(), kept).live_only == (OTHER,)
    assert vip.remembered(absent(VIP, persist=False), host(), once) == Memory()


def test_the_first_address_of_a_network_goes_last_as_it_would_take_the_others_along():
    first = HeldAddress("10.1.0.100", 24, "eth0", "eth0")
    second = HeldAddress("10.1.0.101", 24, "eth0", "eth0", is_secondary=True)
    wanted = absent("10.1.0.100/24", "10.1.0.101/24", arp="announced")
    assert first_of(vip.plan(wanted, host(first, second), Memory())) == [second, first]


def test_a_vip_that_was_announced_and_is_hidden_now_comes_back_on_one_interface():
    announced = HeldAddress("10.0.0.100", 32, "eth0", "eth0")
    memory = vip.remembered(declared("10.0.0.100"), host(), Memory(announced=(announced,)))
    assert (memory.hidden, memory.announced) == (("10.0.0.100",), ())


def test_withdrawing_a_hidden_vip_makes_no_announced_one_outlive_a_boot():
    announced = HeldAddress(VIP, 32, "eth0", "eth0")
    memory = Memory((), (announced,), (VIP,))
    assert vip.remembered(absent(VIP), host(announced), memory).live_only == (VIP,)


def test_what_a_change_takes_away_is_known_until_it_is_gone():
    route, other = Route(7100, "10.0.0.254", "eth0"), Route(7200, "10.0.0.254", "eth0")
    before = Memory((VIP,), rules=(Rule(VIP, 7100),), routes=(route,))
    after = Memory((VIP,), rules=(Rule(VIP, 7200),), routes=(other,))
    meanwhile = after.with_leftovers(before)
    assert (meanwhile.rules, meanwhile.routes) == ((Rule(VIP, 7100), Rule(VIP, 7200)), (route, other))


def test_no_interface_is_guessed_for_a_vip_out_of_every_subnet():
    with pytest.raises(ModelError, match=r"'203.0.113.10' is in no subnet of this host; name the interface"):
        vip.plan(declared(VIP, arp="announced"), host(), Memory())


@pytest.mark.parametrize(
    ("wanted", "held", "reason"),
    [
        (declared(VIP), HeldAddress(VIP, 24, "eth0", "eth0"), "is on eth0 as /24 already; it belongs on lo as /32"),
        (declared(VIP), HeldAddress(VIP, 24, "lo", "lo"), "is on lo as /24 already; it belongs on lo as /32"),
        (declared("10.0.0.11"), RIP, "is on eth0 as /24 already; it belongs on lo as /32"),
        (
            declared(VIP, arp="announced", interface="eth0"),
            HIDDEN_VIP,
            "is on lo as /32 already; it belongs on eth0 as /32",
        ),
        (declared("10.0.0.0"), RIP, "is the network address of 10.0.0.0/24 on eth0"),
        (declared("10.0.0.255", arp="announced"), RIP, "is the broadcast address of 10.0.0.0/24 on eth0"),
        (declared("fd00::"), RIP, "is the network address of fd00::/64 on eth0"),
    ],
)
def test_a_vip_that_this_host_cannot_hold_is_refused(wanted, held, reason):
    with pytest.raises(ModelError) as caught:
        vip.plan(wanted, host(held), Memory())
    assert str(caught.value) == f"addresses: {wanted.addresses[0].address!r} {reason}"


def test_an_interface_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ModelError, match="interface: 'eth7' is none of this host's: eth0, lo"):
        vip.plan(declared(VIP, arp="announced", interface="eth7"), host(), Memory())


def test_undo_goes_backwards_and_cannot_call_an_announcement_back():
    rule = Rule(VIP, 7100)
    done = (
        sysctl(IGNORE, "0", "1"),
        Operation(op.ADD_RULE, "", None, rule),
        add(HIDDEN_VIP),
        Operation(op.ANNOUNCE, "", None, HIDDEN_VIP),
    )
    assert op.undo_of(done) == (
        delete(HIDDEN_VIP),
        Operation(op.DELETE_RULE, "", rule, None),
        sysctl(IGNORE, "1", "0"),
    )
