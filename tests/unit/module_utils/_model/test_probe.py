# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import probe
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress
from ansible_collections.lvs.cluster.plugins.module_utils._model.probe import Responder

VIP, VIP6 = "203.0.113.10", "2001:db8::10"
LB1, WEB1, STRANGER = (f"02:00:00:00:00:{number}" for number in ("01", "11", "99"))
GIVEN = {
    "address": VIP,
    "interface": None,
    "source": None,
    "count": 2,
    "interval": 0.2,
    "timeout": 1.0,
    "expect": "any",
    "hosts": {},
}
HELD = (
    HeldAddress("10.0.0.2", 8, "eth0", "eth0"),
    HeldAddress("127.0.0.1", 8, "lo", "lo"),
    HeldAddress("203.0.113.2", 24, "eth1", "eth1"),
    HeldAddress("203.0.113.11", 32, "eth1", "eth1"),
    HeldAddress("203.0.113.12", 32, "lo", "lo:0"),
)
HELD6 = (
    HeldAddress("fe80::1", 64, "eth1", "eth1"),
    HeldAddress("2001:db8::2", 64, "eth1", "eth1"),
    HeldAddress("2001:db8:1::2", 64, "eth1", "eth1"),
)
INTERFACES = ("eth0", "eth1", "eth2", "lo")


def question(**changes):
    return probe.question({**GIVEN, **changes})


def place(held=HELD, **changes):
    return probe.place(question(**changes), INTERFACES, held)


def test_a_question_has_normal_forms():
    asked = question(address="2001:DB8:0::10", expect="02-00-00-00-00-11", hosts={"web1": WEB1.upper()}, source="::")
    assert asked == (VIP6, "", "", 2, 0.2, 1.0, WEB1, {WEB1: "web1"})


def test_names_by_mac_have_every_host_of_a_mac():
    assert probe.names({"lb1": [LB1, LB1], "lb1.example.org": LB1, "web1": [WEB1, STRANGER], "web2": []}) == {
        LB1: "lb1, lb1.example.org",
        WEB1: "web1",
        STRANGER: "web1",
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"address": "web1"}, "address: 'web1' is not an IP address"),
        ({"address": "224.0.0.1"}, "address: '224.0.0.1' is a multicast address, which no cluster can serve"),
        ({"address": "ff02::1"}, "address: 'ff02::1' is a multicast address, which no cluster can serve"),
        ({"address": "127.0.0.1"}, "address: '127.0.0.1' is a loopback address, which no cluster can serve"),
        ({"address": "::1"}, "address: '::1' is a loopback address, which no cluster can serve"),
        ({"count": 0}, "count: 0 is not between 1 and 100"),
        ({"count": 101}, "count: 101 is not between 1 and 100"),
        ({"interval": -0.1}, "interval: -0.1 is not a time between 0 and 10 s"),
        ({"interval": 10.1}, "interval: 10.1 is not a time between 0 and 10 s"),
        ({"timeout": 0.0}, "timeout: 0.0 is not a time between 0.01 and 60 s"),
        ({"timeout": 61.0}, "timeout: 61.0 is not a time between 0.01 and 60 s"),
        (
            {"expect": "two"},
            "expect: 'two' is not one of any, none, one, at_most_one, "
            "and is not a MAC address (as in '02:42:0a:4d:01:02', quoted)",
        ),
        (
            {"hosts": {"web1": "02:00"}},
            "hosts: web1: '02:00' is not a MAC address (as in '02:42:0a:4d:01:02', quoted)",
        ),
        (
            {"hosts": {"web1": [WEB1, None]}},
            "hosts: web1: None is not a MAC address (as in '02:42:0a:4d:01:02', quoted)",
        ),
        ({"source": "2001:db8::2"}, "source: '2001:db8::2' is not of the family of 203.0.113.10"),
        (
            {"source": VIP},
            "source: '203.0.113.10' is the address that is asked for; all who hear it would take this host",
        ),
        ({"source": "me"}, "source: 'me' is not an IP address"),
    ],
)
def test_a_question_that_cannot_be_asked_is_named(changes, message):
    with pytest.raises(ModelError) as caught:
        question(**changes)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("eth1", "203.0.113.2")),
        ({"address": "10.1.2.3"}, ("eth0", "10.0.0.2")),
        ({"interface": "eth0"}, ("eth0", "10.0.0.2")),
        ({"interface": "eth2"}, ("eth2", "")),
        ({"source": "0.0.0.0"}, ("eth1", "")),  # noqa: S104
        ({"source": "203.0.113.11"}, ("eth1", "203.0.113.11")),
        ({"address": "203.0.113.2"}, ("eth1", "")),  # one's own is not asked with, and a VIP neither
    ],
)
def test_the_interface_is_on_link_and_the_source_is_its_own(changes, expected):
    assert place(**changes) == expected


def test_the_narrowest_subnet_is_chosen_whatever_the_order():
    held = (HeldAddress("203.0.0.1", 8, "eth0", "eth0"), HELD[2])
    assert place(held)[0] == place(held[::-1])[0] == "eth1"


def test_a_director_asks_for_its_vip_where_it_holds_it():
    assert place((HELD[0], HeldAddress(VIP, 32, "eth0", "eth0"))) == ("eth0", "10.0.0.2")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("eth1", "2001:db8::2")),
        ({"address": "2001:db8:1::10"}, ("eth1", "2001:db8:1::2")),
        ({"address": "2001:db8:2::10", "interface": "eth1"}, ("eth1", "fe80::1")),
        ({"source": "::"}, ("eth1", "")),
    ],
)
def test_it_is_the_same_for_ipv6_where_a_link_local_source_is_next_best(changes, expected):
    assert place(HELD6, **{"address": VIP6, **changes}) == expected


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"interface": "eth7"}, "interface: 'eth7' is none of this host's: eth0, eth1, eth2, lo"),
        ({"address": "198.51.100.1"}, "address: '198.51.100.1' is in no subnet of this host; name the interface"),
        ({"address": "203.0.113.12", "held": HELD[4:]}, "address: '203.0.113.12' is in no subnet of this host;"),
        (
            {"source": "10.0.0.2"},
            "source: '10.0.0.2' is no address of eth1; all who hear it would take this host for its holder",
        ),
        ({"source": "203.0.113.12"}, "source: '203.0.113.12' is no address of eth1;"),
    ],
)
def test_a_place_that_is_none_is_named(changes, message):
    with pytest.raises(ModelError) as caught:
        place(**changes)
    assert str(caught.value).startswith(message)


def test_responders_come_in_the_order_of_their_first_answers():
    answers = [(WEB1, 0.0004), (LB1, 0.00026), (LB1, 0.2), (STRANGER, 0.31)]
    assert probe.responders(answers, {LB1: "lb1", WEB1: "web1"}) == (
        Responder(LB1, 2, 0.3, "lb1"),
        Responder(WEB1, 1, 0.4, "web1"),
        Responder(STRANGER, 1, 310.0, None),
    )
    assert probe.responders([], {}) == ()


LB, LEAK, UNKNOWN = Responder(LB1, 2, 0.3, "lb1"), Responder(WEB1, 2, 0.5, "web1"), Responder(STRANGER, 1, 0.9, None)
WHAT = "for 203.0.113.10 on eth1"


@pytest.mark.parametrize(
    ("expect", "found", "sentence"),
    [
        ("any", (), ""),
        ("any", (LB, LEAK), ""),
        ("none", (), ""),
        ("none", (LEAK,), f"nobody should answer {WHAT}, but these do: web1 ({WEB1})"),
        ("one", (UNKNOWN,), ""),
        ("one", (), f"nobody answers {WHAT}"),
        ("one", (LB, UNKNOWN), f"only one should answer {WHAT}, but these do: lb1 ({LB1}), {STRANGER}"),
        ("at_most_one", (), ""),
        ("at_most_one", (LB,), ""),
        ("at_most_one", (LB, LEAK), f"only one should answer {WHAT}, but these do: lb1 ({LB1}), web1 ({WEB1})"),
        (LB1, (LB,), ""),
        (LB1, (), f"nobody answers {WHAT}, but lb1 ({LB1}) should"),
        (STRANGER, (), f"nobody answers {WHAT}, but {STRANGER} should"),
        (LB1, (LEAK,), f"lb1 ({LB1}) does not answer {WHAT}, but these do: web1 ({WEB1})"),
        (
            LB1,
            (UNKNOWN, LB, LEAK),
            f"only lb1 ({LB1}) should answer {WHAT}, but these do, too: {STRANGER}, web1 ({WEB1})",
        ),
    ],
)
def test_what_is_not_as_expected_is_one_sentence(expect, found, sentence):
    asked = question(expect=expect, hosts={"lb1": LB1, "web1": WEB1})
    assert probe.fault(asked, "eth1", found) == sentence
