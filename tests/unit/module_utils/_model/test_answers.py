# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import answers, vip
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import NextHop, Route, Rule
from ansible_collections.lvs.cluster.plugins.module_utils._model.operations import Operation
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_memory import Memory

from tests.vips import declared, host

VIP, OTHER, VIP6 = "203.0.113.10", "203.0.113.11", "2001:db8::10"
ROUTE, ROUTE6 = Route(7100, "10.0.0.254", "eth0"), Route(7100, "fd00::254", "eth0")
RULE, RULE6 = Rule(VIP, 7100), Rule(VIP6, 7100)
WITH_GATEWAYS = declared(VIP, VIP6, reply_gateway=["10.0.0.254", "fd00::254"])


def of_answers(found):
    kinds = (op.SET_ROUTE, op.ADD_RULE, op.DELETE_RULE, op.ADD_ADDRESS)
    return [(one.operation, one.before, one.after) for one in found.first if one.operation in kinds]


def test_the_way_out_is_there_before_the_vip_and_the_route_before_the_rule():
    found = of_answers(vip.plan(WITH_GATEWAYS, host(), Memory()))
    assert found[:4] == [
        (op.SET_ROUTE, None, ROUTE),
        (op.SET_ROUTE, None, ROUTE6),
        (op.ADD_RULE, None, RULE6),
        (op.ADD_RULE, None, RULE),
    ]
    assert [kind for kind, _before, _after in found[4:]] == [op.ADD_ADDRESS] * 2


def test_a_family_without_a_vip_has_no_way_out():
    found = of_answers(vip.plan(declared(VIP, reply_gateway=["10.0.0.254", "fd00::254"]), host(), Memory()))
    assert (op.SET_ROUTE, None, ROUTE6) not in found
    assert (op.SET_ROUTE, None, ROUTE) in found


def test_what_is_there_needs_nothing():
    there = host(rules=(RULE6, RULE), routes=(ROUTE, ROUTE6))
    assert [kind for kind, *_rest in of_answers(vip.plan(WITH_GATEWAYS, there, Memory()))] == [op.ADD_ADDRESS] * 2


def test_another_gateway_takes_the_place_of_ours():
    memory = Memory((VIP,), rules=(RULE,), routes=(ROUTE,))
    other = Route(7100, "10.0.0.253", "eth0")
    found = vip.plan(declared(VIP, reply_gateway=["10.0.0.253"]), host(rules=(RULE,), routes=(ROUTE,)), memory)
    assert of_answers(found)[0] == (op.SET_ROUTE, ROUTE, other)
    assert vip.remembered(declared(VIP, reply_gateway=["10.0.0.253"]), host(), memory).routes == (other,)


def test_a_default_route_of_somebody_else_is_left_alone():
    with pytest.raises(ModelError) as caught:
        vip.plan(declared(VIP, reply_gateway=["10.0.0.253"]), host(routes=(ROUTE,)), Memory())
    assert str(caught.value) == (
        "reply_table: 7100 has a default route via 10.0.0.254 that is not ours; choose another table"
    )


def test_without_a_gateway_ours_goes_with_its_last_rule():
    memory = Memory((OTHER, VIP), rules=(RULE, Rule(OTHER, 7100)), routes=(ROUTE,))
    there = host(rules=(RULE, Rule(OTHER, 7100)), routes=(ROUTE,))
    assert of_answers(vip.plan(declared(VIP), there, memory))[0] == (op.DELETE_RULE, RULE, None)
    assert vip.remembered(declared(VIP), there, memory).routes == (ROUTE,)
    found = of_answers(vip.plan(declared(VIP, OTHER), there, memory))
    assert (op.SET_ROUTE, ROUTE, None) in found
    assert vip.remembered(declared(VIP, OTHER), there, memory)[4:] == ((), ())


def test_a_withdrawn_vip_takes_its_rule_along_after_it():
    memory = Memory((VIP,), rules=(RULE,), routes=(ROUTE,))
    there = host(rules=(RULE,), routes=(ROUTE,))
    found = vip.plan(declared(VIP, state="absent"), there, memory).first
    assert found == (Operation(op.DELETE_RULE, "", RULE, None), Operation(op.SET_ROUTE, "", ROUTE, None))


def test_a_gateway_in_no_subnet_is_refused():
    with pytest.raises(ModelError, match=r"reply_gateway: '192.0.2.1' is in no subnet of this host"):
        vip.plan(declared(VIP, reply_gateway=["192.0.2.1"]), host(), Memory())


def test_the_default_route_and_those_to_clients_are_asked_for():
    wanted = declared(VIP, VIP6, client_networks=["198.51.100.0/24", "192.0.2.77/32", "0.0.0.0/0", "2001:db8:1::/64"])
    assert answers.questions(wanted) == {
        "2000::1": "default route",
        "192.0.2.1": "default route",
        "198.51.100.1": "route to 198.51.100.0/24",
        "192.0.2.77": "route to 192.0.2.77/32",
        "2001:db8:1::1": "route to 2001:db8:1::/64",
    }


@pytest.mark.parametrize(
    ("gateway", "destination", "message"),
    [
        ("10.0.0.2", "192.0.2.1", "default route: '10.0.0.2' is a director's address: answers would pass the director"),
        (VIP, "192.0.2.1", f"default route: '{VIP}' is a VIP: answers would pass the director"),
        ("10.0.0.2", "198.51.100.1", "route to 198.51.100.0/24: '10.0.0.2' is a director's address: answers would"),
    ],
)
def test_a_way_through_the_director_is_refused(gateway, destination, message):
    wanted = declared(VIP, directors=["10.0.0.2"], client_networks=["198.51.100.0/24"])
    with pytest.raises(ModelError) as caught:
        vip.plan(wanted, host(next_hops=(NextHop(destination, "eth0", gateway),)), Memory())
    assert str(caught.value).startswith(message)
    assert vip.plan(wanted, host(next_hops=(NextHop(destination, "eth0", "10.0.0.1"),)), Memory())
