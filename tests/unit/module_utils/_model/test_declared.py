# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.declared import services_from_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey

VIP = "203.0.113.10"


def one(**changes):
    return {"address": VIP, "port": 80, **changes}


def test_defaults_are_those_of_the_documentation():
    (service,) = services_from_params([one(destinations=[{"address": "10.0.0.11"}])])
    assert service == Service(
        ServiceKey("ipv4", "tcp", VIP, 80), "wlc", destinations=(Destination("10.0.0.11", 80, "direct", 1),)
    )


def test_weight_zero_stays_zero():
    (service,) = services_from_params([one(destinations=[{"address": "10.0.0.11", "weight": 0}])])
    assert service.destinations[0].weight == 0


def test_destinations_left_out_are_not_touched_and_an_empty_list_is_none():
    assert services_from_params([one()])[0].destinations is None
    assert services_from_params([one(destinations=[])])[0].destinations == ()


def test_destinations_come_sorted():
    (service,) = services_from_params([one(destinations=[{"address": "10.0.0.12"}, {"address": "10.0.0.11"}])])
    assert [destination.address for destination in service.destinations] == ["10.0.0.11", "10.0.0.12"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ([one(address="nonsense")], "services[0]: address: 'nonsense' is not an IP address"),
        ([one(port=0)], "services[0]: port: 0 is not between 1 and 65535"),
        ([one(port=65536)], "services[0]: port: 65536 is not between 1 and 65535"),
        (
            [one(), one()],
            "services[1]: port: 80 is tcp 203.0.113.10:80, which services[0] has already",
        ),
        (
            [one(destinations=[{"address": "10.0.0.11", "port": 8080}])],
            "services[0] (tcp 203.0.113.10:80): destinations[0]: port: 8080 differs from the service's port 80; "
            "direct routing cannot remap ports",
        ),
        (
            [one(destinations=[{"address": "10.0.0.11", "weight": 65536}])],
            "services[0] (tcp 203.0.113.10:80): destinations[0]: weight: 65536 is not between 0 and 65535",
        ),
        (
            [one(destinations=[{"address": "10.0.0.11"}, {"address": "10.0.0.11"}])],
            "services[0] (tcp 203.0.113.10:80): destinations[1]: address: '10.0.0.11' is listed twice",
        ),
        (
            [one(destinations=[{"address": VIP}])],
            "services[0] (tcp 203.0.113.10:80): destinations[0]: address: '203.0.113.10' is the virtual IP itself; "
            "a real server needs an address of its own",
        ),
        ([one(protocol="icmp")], "services[0]: protocol: 'icmp' is not one of tcp, udp, sctp"),
        (
            [one(scheduler="a b")],
            "services[0] (tcp 203.0.113.10:80): scheduler: 'a b' is not a scheduler's name "
            "(1 to 15 of a-z, 0-9, _ and -, as in wlc)",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(params, message):
    with pytest.raises(ModelError) as caught:
        services_from_params(params)
    assert str(caught.value) == message


def test_what_is_kept_and_what_shall_go_is_apart_from_what_shall_be():
    states = {"10.0.0.13": "kept", "10.0.0.12": "absent", "10.0.0.11": "present"}
    (service,) = services_from_params(
        [one(destinations=[{"address": address, "state": state, "weight": 7} for address, state in states.items()])]
    )
    kept, present = (Destination(f"10.0.0.{number}", 80, weight=7) for number in (13, 11))
    assert (service.destinations, service.absent, service.kept) == ((present,), (("10.0.0.12", 80),), (kept,))


WHERE = "services[0] (tcp 203.0.113.10:80): "


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"fwmark": 7},
            f"services[0]: address: '{VIP}' goes with no firewall mark: a service has the one or the other",
        ),
        ({"address": None}, "services[0]: address: None is missing; a service has an address or a fwmark"),
        ({"address": None, "port": None, "fwmark": 0}, "services[0]: fwmark: 0 is not between 1 and 4294967295"),
        ({"family": "ipv6"}, "services[0]: family: 'ipv6' is not that of the address 203.0.113.10"),
        ({"address": "fe80::1"}, "services[0]: address: 'fe80::1' is a link-local address, which no cluster can serve"),
        ({"port": None}, "services[0]: port: None is not a whole number between 1 and 65535"),
        (
            {"scheduler_flags": ["sh-port"]},
            WHERE + "scheduler_flags: 'sh-port' is no flag of the scheduler wlc: flag-1, flag-2, flag-3",
        ),
        ({"one_packet": True}, WHERE + "one_packet: True is for UDP and firewall marks, not for tcp"),
        ({"persistence": {"timeout": -1}}, WHERE + "persistence: timeout: -1 is not between 1 and 2678400"),
        (
            {"persistence": {"netmask": "255.0.255.0"}},
            WHERE + "persistence: netmask: '255.0.255.0' is not an IPv4 netmask of 1 to 32 bits without holes",
        ),
        (
            {"persistence": {"netmask": "0.0.0.0"}},  # noqa: S104
            WHERE + "persistence: netmask: '0.0.0.0' is not an IPv4 netmask of 1 to 32 bits without holes",
        ),
    ],
)
def test_a_wrong_service_is_named_with_its_place(changes, message):
    with pytest.raises(ModelError) as caught:
        services_from_params([one(**changes)])
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"address": "2001:db8::1"}, "address: '2001:db8::1' is ipv6 for a service on ipv4; only a tunnel can do that"),
        (
            {"forwarding": "tunnel", "port": 81},
            "port: 81 differs from the service's port 80; a tunnel cannot remap ports",
        ),
        ({"lower_threshold": 1}, "lower_threshold: 1 is above the upper threshold 0"),
        ({"upper_threshold": 2**31}, "upper_threshold: 2147483648 is not between 0 and 2147483647"),
        ({"tunnel": {"type": "gue"}}, "tunnel: {'type': 'gue'} goes with forwarding tunnel, not direct"),
        ({"forwarding": "tunnel", "tunnel": {"type": "gue"}}, "tunnel: port: None is needed for gue"),
        ({"forwarding": "tunnel", "tunnel": {"type": "gre", "port": 1}}, "tunnel: port: 1 is not for gre"),
        (
            {"forwarding": "tunnel", "tunnel": {"type": "gre", "flags": ["remcsum"]}},
            "tunnel: flags: 'remcsum' is not one of csum",
        ),
    ],
)
def test_a_wrong_destination_is_named_with_its_place(changes, message):
    with pytest.raises(ModelError) as caught:
        services_from_params([one(destinations=[{"address": "10.0.0.11", **changes}])])
    assert str(caught.value) == f"{WHERE}destinations[0]: {message}"


def test_all_that_ipvsadm_can_say_can_be_declared():
    marked = {"fwmark": "7", "family": "ipv6", "scheduler": "mh", "scheduler_flags": ["mh-port", "flag-1"]}
    phone = one(protocol="udp", one_packet=True, persistence={"netmask": "255.255.255.0", "engine": "sip"})
    tunnel = {"type": "gue", "port": 6080, "flags": ["csum"]}
    real = {"address": "2001:db8::1", "forwarding": "tunnel", "tunnel": tunnel, "upper_threshold": 9}
    every_port = one(port=0, persistence={"timeout": 60}, destinations=[real])
    assert services_from_params([marked, phone, every_port]) == (
        Service(ServiceKey("ipv6", "", "", 0, 7), "mh", 24, 0, 128),
        Service(ServiceKey("ipv4", "udp", VIP, 80), "wlc", 5, 300, 0xFFFFFF00, "sip"),
        Service(
            ServiceKey("ipv4", "tcp", VIP, 0),
            "wlc",
            1,
            60,
            destinations=(Destination("2001:db8::1", 0, "tunnel", 1, 9, 0, "ipv6", (1, 6080, 1)),),
        ),
    )


def test_masquerading_may_remap_a_port():
    (service,) = services_from_params(
        [one(destinations=[{"address": "10.0.0.1", "forwarding": "masquerade", "port": 81}])]
    )
    assert service.destinations[0].port == 81


def test_one_port_may_be_served_for_tcp_and_for_udp():
    services = services_from_params([one(), one(protocol="udp")])
    assert [str(service.key) for service in services] == ["tcp 203.0.113.10:80", "udp 203.0.113.10:80"]


def test_an_absent_destination_needs_but_address_and_port():
    entries = [
        {"address": "10.0.0.11"},
        {"address": "10.0.0.12", "port": 8080, "weight": 99999, "state": "absent"},
        {"address": "2001:DB8::1", "state": "absent"},
    ]
    (service,) = services_from_params([one(destinations=entries)])
    assert [destination.address for destination in service.destinations] == ["10.0.0.11"]
    assert service.absent == (("10.0.0.12", 8080), ("2001:db8::1", 80))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"address": "web1"}, "address: 'web1' is not an IP address"),
        ({"address": "10.0.0.12", "port": 65536}, "port: 65536 is not between 0 and 65535"),
    ],
)
def test_a_wrong_absent_destination_is_named(entry, message):
    with pytest.raises(ModelError) as caught:
        services_from_params([one(destinations=[{**entry, "state": "absent"}])])
    assert str(caught.value) == f"{WHERE}destinations[0]: {message}"
