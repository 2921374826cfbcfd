# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several real servers in one call; one alone is tested on the kernel."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import realserver
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.realserver import Target
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey

NOW = "2026-05-04T03:02:01Z"
WEB, TLS = (ServiceKey("ipv4", "tcp", "203.0.113.10", port) for port in (80, 443))


def real(number, port=80, weight=5):
    return Destination(f"10.0.0.{number}", port, weight=weight)


#: 10.0.0.11 is in both, each other one in one of them.
SERVICES = (
    Service(WEB, "wlc", destinations=(real(11), real(12))),
    Service(TLS, "wlc", destinations=(real(11, 443), real(13, 443))),
)


def request(*addresses, **given):
    settings = ("weight", "forwarding", "upper_threshold", "lower_threshold")
    params = {**dict.fromkeys((*settings, "port", "services")), "state": "drained", "address": list(addresses), **given}
    return realserver.request_from_params(params)


def weights(services):
    return [[found.weight for found in service.destinations] for service in services]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["10.0.0.11"], [Target("10.0.0.11", None)]),
        (["10.0.0.11:443", "10.0.0.12"], [Target("10.0.0.11", 443), Target("10.0.0.12", 80)]),
        (["[2001:DB8:0::11]:443"], [Target("2001:db8::11", 443)]),
        (["2001:db8::11"], [Target("2001:db8::11", 80)]),
        (["10.0.0.11", "10.0.0.11"], [Target("10.0.0.11", None)]),
    ],
)
def test_an_address_may_have_a_port_of_its_own(given, expected):
    port = None if expected[0].port is None else 80
    assert list(request(*given, port=port).targets) == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["10.0.0.256:80"], "address: '10.0.0.256' is not an IP address"),
        (["10.0.0.11:70000"], "port: '70000' is not between 0 and 65535"),
        (["web1"], "address: 'web1' is not an IP address"),
        ([], "address: [] is not a list with at least one entry"),
    ],
)
def test_what_is_none_is_named(given, message):
    with pytest.raises(ModelError) as raised:
        request(*given)
    assert str(raised.value) == message


def test_several_are_drained_at_once_each_where_it_is():
    made = realserver.change(request("10.0.0.11", "10.0.0.13"), SERVICES, (), NOW)
    assert weights(made.services) == [[0, 5], [0, 0]]
    assert [drain.destination.key for drain in made.drains] == [
        ("10.0.0.11", 80), ("10.0.0.11", 443), ("10.0.0.13", 443)
    ]  # fmt: skip


def test_one_with_a_port_is_drained_there_alone():
    made = realserver.change(request("10.0.0.11:443"), SERVICES[1:], (), NOW)
    assert weights(made.services) == [[0, 5]]


def test_one_that_is_nowhere_is_named_and_nothing_is_made_of_the_others():
    with pytest.raises(ModelError, match=r"address: '10\.0\.0\.99' is a real server of no service on this host"):
        realserver.change(request("10.0.0.11", "10.0.0.99"), SERVICES, (), NOW)


def test_one_that_is_out_already_is_known():
    out = realserver.change(request("10.0.0.12", state="evicted"), SERVICES[:1], (), NOW)
    again = realserver.change(request("10.0.0.11", "10.0.0.12"), (*out.services, SERVICES[1]), out.drains, NOW)
    assert {drain.destination.address for drain in again.drains} == {"10.0.0.11", "10.0.0.12"}
    back = realserver.change(request("10.0.0.11", "10.0.0.12", state="undrained"), again.services, again.drains, NOW)
    assert (back.services, back.drains) == (SERVICES, ())


@pytest.mark.parametrize(("services", "expected"), [(None, [[7, 5], [7, 7]]), ([TLS], [[7, 7]])])
def test_settings_are_given_to_all_and_only_a_named_service_gets_new_ones(services, expected):
    """10.0.0.11 and 10.0.0.13 are in the second service; of the first only one is."""
    named = services and [{"address": key.address, "port": key.port} for key in services]
    chosen = SERVICES if services is None else SERVICES[1:]
    wanted = request("10.0.0.11", "10.0.0.13", state="present", weight=7, services=named)
    assert weights(realserver.change(wanted, chosen, (), NOW).services) == expected
    new = request("10.0.0.18", "10.0.0.19", state="present", services=[{"address": WEB.address, "port": 80}])
    added = realserver.change(new, SERVICES[:1], (), NOW)
    assert [found.address for found in added.services[0].destinations][-2:] == ["10.0.0.18", "10.0.0.19"]
