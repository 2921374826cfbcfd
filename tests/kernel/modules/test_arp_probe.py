# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``arp_probe`` among real neighbours, set up with ip(8); captures tell what was asked."""

import os

import pytest
from ansible_collections.lvs.cluster.plugins.modules import arp_probe

from tests.kernel.neighbourhood import (
    ASKER_MAC,
    VIP,
    VIP6,
    answering,
    asks,
    bare,
    capturing,
    ip,
    mac,
)

DIRECTOR, WEB1, WEB2 = 0x10, 0x11, 0x12
HOSTS = {"lb1": mac(DIRECTOR), "web1": [mac(WEB1).upper(), "02:00:00:00:01:11"]}
FAST = {"interval": 0.05, "timeout": 0.2}
both_families = pytest.mark.parametrize("address", [VIP, VIP6])


@pytest.fixture
def director(neighbours):
    return neighbours.host(DIRECTOR, (f"{VIP}/32", f"{VIP6}/128"))


@pytest.fixture
def ask(module):
    """Ask, and see that check mode asks just the same."""

    def call(address, **params):
        results = [module(arp_probe.main, mode, address=address, **{**FAST, **params}) for mode in (True, False)]
        for result in results:
            for responder in result.get("responders", ()):
                assert 0 < responder.pop("first_ms") < 1000
            result.get("responders", []).sort(key=lambda responder: responder["mac"])
        assert results[0] == results[1]
        assert not results[1].get("changed")
        return results[1]

    return call


def named(number, host, replies=2):
    return {"mac": mac(number), "replies": replies, "host": host}


@pytest.mark.usefixtures("director")
@both_families
def test_the_director_alone_answers(ask, address):
    for expect in ("any", "one", "at_most_one", mac(DIRECTOR)):
        result = ask(address, expect=expect, hosts=HOSTS)
        assert "failed" not in result
        assert result["responders"] == [named(DIRECTOR, "lb1")]
        assert result["interface"] == "eth0"


@both_families
def test_the_first_one_to_answer_is_named_first(module, neighbours, address):
    for number in (WEB1, WEB2):
        neighbours.host(number, (f"{VIP}/32", f"{VIP6}/128"))
    found = module(arp_probe.main, address=address, **FAST)["responders"]
    times = [responder["first_ms"] for responder in found]
    assert len(times) == 2
    assert times == sorted(times)


@pytest.mark.usefixtures("director")
@pytest.mark.parametrize(("arp_ignore", "leaks"), [(1, False), (0, True)])
def test_a_real_server_that_holds_the_vip_on_lo_is_silent_only_with_arp_ignore(ask, neighbours, arp_ignore, leaks):
    neighbours.host(WEB1, ["203.0.113.11/24"], on_lo=[f"{VIP}/32"], arp_ignore=arp_ignore)
    result = ask(VIP, expect=mac(DIRECTOR), hosts=HOSTS)
    expected = [named(DIRECTOR, "lb1")] + [named(WEB1, "web1")] * leaks
    assert (result["responders"], result.get("failed", False)) == (expected, leaks)
    if leaks:
        lb1, web1 = f"lb1 ({mac(DIRECTOR)})", f"web1 ({mac(WEB1)})"
        assert result["msg"] == f"only {lb1} should answer for {VIP} on eth0, but these do, too: {web1}"


@pytest.mark.usefixtures("director")
@pytest.mark.parametrize(("where", "leaks"), [("on_lo", False), ("addresses", True)])
def test_an_ipv6_vip_of_a_real_server_is_silent_on_lo_and_leaks_on_the_interface(ask, neighbours, where, leaks):
    neighbours.host(WEB1, **{where: [f"{VIP6}/128"]})
    result = ask(VIP6, expect="one", hosts=HOSTS)
    assert result["responders"] == [named(DIRECTOR, "lb1")] + [named(WEB1, "web1")] * leaks
    assert result.get("failed", False) is leaks


@both_families
def test_nobody_answers_where_nobody_holds_it(ask, neighbours, address):
    neighbours.host(WEB1, ("203.0.113.11/24", "2001:db8::11/64"))
    for expect in ("any", "none", "at_most_one"):
        assert ask(address, expect=expect)["responders"] == []
    assert ask(address, expect="one")["msg"] == f"nobody answers for {address} on eth0"
    missing = ask(address, expect=mac(DIRECTOR), hosts=HOSTS)
    assert missing["msg"] == f"nobody answers for {address} on eth0, but lb1 ({mac(DIRECTOR)}) should"
    assert (missing["failed"], missing["responders"]) == (True, [])


@pytest.mark.usefixtures("director")
@both_families
def test_an_answer_where_there_should_be_none_fails_and_is_returned(ask, address):
    result = ask(address, expect="none")
    assert result["msg"] == f"nobody should answer for {address} on eth0, but these do: {mac(DIRECTOR)}"
    assert result["responders"] == [named(DIRECTOR, None)]


@pytest.mark.usefixtures("director")
def test_the_answer_of_another_mac_fails(ask):
    result = ask(VIP, expect=mac(WEB1), hosts={"lb1": mac(DIRECTOR)})
    assert result["msg"] == f"{mac(WEB1)} does not answer for {VIP} on eth0, but these do: lb1 ({mac(DIRECTOR)})"


def test_asked_by_the_director_itself_nobody_answers(ask, neighbours):
    neighbours.host(WEB1, ["203.0.113.11/24"], on_lo=[f"{VIP}/32"], arp_ignore=1)
    ip(f"address add {VIP}/32 dev eth0", f"address add {VIP6}/128 dev eth0 nodad")
    for address in (VIP, VIP6):
        result = ask(address, expect="none")
        assert ("failed" in result, result["responders"]) == (False, [])


def test_a_neighbour_without_the_option_answers_with_its_frames_source(ask, neighbours):
    stranger = neighbours.host(WEB2)
    vip, asker = "20010db8" + "0" * 22 + "10", "20010db8" + "0" * 23 + "2"
    frame = f"{bare(ASKER_MAC)} {bare(mac(WEB2))} 86dd 60000000 0018 3a ff {vip} {asker} 88 00 8e5f 60000000 {vip}"
    with answering(stranger, bytes.fromhex(frame)):
        assert ask(VIP6)["responders"] == [named(WEB2, None)]


@pytest.mark.parametrize(
    ("address", "params", "source", "sender"),
    [
        (VIP, {}, "203.0.113.2", (28, "cb007102")),
        (VIP, {"source": "0.0.0.0"}, "", (28, "00000000")),  # noqa: S104
        (VIP6, {}, "2001:db8::2", (22, "20010db8" + "0" * 23 + "2")),
        (VIP6, {"source": "::"}, "", (22, "0" * 32)),
    ],
)
def test_the_source_is_in_the_question(module, director, address, params, source, sender):
    with capturing(director) as seen:
        result = module(arp_probe.main, address=address, count=3, **FAST, **params)
    assert (result["source"], result["responders"][0]["replies"]) == (source, 3)
    at, literal = sender
    asked = [frame[at : at + len(literal) // 2].hex() for frame in filter(asks, seen)]
    assert asked == [literal] * 3


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"address": "224.0.0.10"}, "address: '224.0.0.10' is a multicast address, which no cluster can serve"),
        ({"address": "198.51.100.1"}, "address: '198.51.100.1' is in no subnet of this host; name the interface"),
        ({"address": "2001:db8:9::1"}, "address: '2001:db8:9::1' is in no subnet of this host; name the interface"),
        ({"interface": "eth7"}, "interface: 'eth7' is none of this host's: eth0, lo, off0"),
        ({"interface": "lo"}, "interface: 'lo' has no MAC address"),
        ({"interface": "off0"}, "interface: 'off0' is down"),
        ({"hosts": {"web1": "02"}}, "hosts: web1: '02' is not a MAC address"),
        ({"timeout": "nan"}, "timeout: nan is not a time between 0.01 and 60 s"),
        ({"source": "203.0.113.3"}, "source: '203.0.113.3' is no address of eth0;"),
    ],
)
def test_a_bad_value_is_refused_before_a_frame_is_sent(module, director, params, message):
    ip("link add off0 type bridge")
    with capturing(director) as seen:
        refused = module(arp_probe.main, **{"address": VIP, **params})
    assert refused["msg"].startswith(message)
    assert "responders" not in refused
    assert list(filter(asks, seen)) == []
    with capturing(director) as seen:
        module(arp_probe.main, address=VIP, **FAST)
    assert len(list(filter(asks, seen))) == 2


@pytest.mark.usefixtures("director")
def test_without_the_capability_it_says_which(module):
    try:
        os.seteuid(65534)
        refused = module(arp_probe.main, address=VIP)
    finally:
        os.seteuid(0)
    assert refused["msg"] == "interface: 'eth0' cannot be used for whole frames without CAP_NET_RAW"
