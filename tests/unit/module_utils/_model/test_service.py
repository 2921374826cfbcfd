# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import (
    Destination,
    Service,
    ServiceKey,
    services_from_params,
)

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
        (
            [one(destinations=[{"address": "10.0.0.11", "forwarding": "tunnel"}])],
            "services[0] (tcp 203.0.113.10:80): destinations[0]: forwarding: 'tunnel' is not one of direct",
        ),
        ([one(protocol="icmp")], "services[0]: protocol: 'icmp' is not one of tcp, udp"),
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


def test_one_port_may_be_served_for_tcp_and_for_udp():
    services = services_from_params([one(), one(protocol="udp")])
    assert [str(service.key) for service in services] == ["tcp 203.0.113.10:80", "udp 203.0.113.10:80"]
