# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import traffic
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError

WATCH = {"vips": ["203.0.113.10"], "clients": [], "interfaces": [], "timeout": 60}
REQUEST = {"address": "203.0.113.10", "port": 80, "protocol": "tcp", "send": None, "count": 1}


def requests(*services, **changes):
    return traffic.requests({"services": services, "timeout": 3, "deadline": 60, **changes})


def test_a_watch_in_its_normal_form():
    found = traffic.watch(
        {
            "vips": ["2001:DB8:0::10", "203.0.113.10", "2001:db8::10"],
            "clients": ["198.51.100.0/24", "198.51.100.7/24", "198.51.100.7", "2001:db8:7::/64", "198.51.100.9/32"],
            "interfaces": ["eth0", "eth1", "eth0"],
            "timeout": "1.5",
        }
    )
    clients = ("198.51.100.1", "198.51.100.7", "2001:db8:7::1", "198.51.100.9")
    assert found == (("2001:db8::10", "203.0.113.10"), clients, ("eth0", "eth1"), 1.5)


@pytest.mark.parametrize(
    ("vips", "controls"),
    [
        (["203.0.113.10"], ("192.0.0.8",)),
        (["2001:db8::10"], ("100::c000:8",)),
        (["2001:db8::10", "203.0.113.10", "203.0.113.11"], ("192.0.0.8", "100::c000:8")),
    ],
)
def test_each_family_has_its_control(vips, controls):
    assert traffic.watch({**WATCH, "vips": vips}).controls() == controls


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vips": []}, "vips: [] is not a list with at least one entry"),
        ({"vips": ["224.0.0.1"]}, "vips: '224.0.0.1' is a multicast address, which no cluster can serve"),
        ({"clients": ["x/y"]}, "clients: 'x/y' is neither an address nor a network"),
        ({"clients": ["127.0.0.0/8"]}, "clients: '127.0.0.1' is a loopback address, which no cluster can serve"),
        ({"interfaces": [""]}, "interfaces: '' is not a name"),
        ({"timeout": 3601}, "timeout: 3601 is not a time between 1 and 3600 s"),
    ],
)
def test_a_watch_that_cannot_be(changes, message):
    with pytest.raises(ModelError) as caught:
        traffic.watch({**WATCH, **changes})
    assert str(caught.value) == message


def test_requests_in_their_normal_form():
    found = requests(REQUEST, {**REQUEST, "address": "2001:DB8::10", "port": "53", "protocol": "udp", "send": "x"})
    assert found == ((("203.0.113.10", 80, "tcp", "", 1), ("2001:db8::10", 53, "udp", "x", 1)), 3, 60)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"address": "localhost"}, "services[1]: address: 'localhost' is not an IP address"),
        ({"port": 65536}, "services[1]: port: 65536 is not between 1 and 65535"),
        ({"protocol": "sctp"}, "services[1]: protocol: 'sctp' is not one of tcp, udp"),
        ({"count": 10001}, "services[1]: count: 10001 is not between 1 and 10000"),
    ],
)
def test_a_request_that_cannot_be(changes, message):
    with pytest.raises(ModelError) as caught:
        requests(REQUEST, {**REQUEST, **changes})
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["timeout", "deadline"])
def test_times_that_cannot_be(name):
    with pytest.raises(ModelError, match=f"{name}: 0 is not a time between"):
        requests(REQUEST, **{name: 0})
