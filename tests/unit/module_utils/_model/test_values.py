# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("203.0.113.300", "is not an IP address"),
        ("web1.example.org", "is not an IP address"),
        ("203.0.113.0/24", "is not an IP address"),
        (None, "is not an IP address"),
        (3405803786, "is not an IP address"),
        ("::", "is the unspecified address, which no cluster can serve"),
        ("ff02::1", "is a multicast address, which no cluster can serve"),
        ("fe80::1", "is a link-local address, which no cluster can serve"),
        ("0.0.0.0", "is the unspecified address, which no cluster can serve"),  # noqa: S104
        ("127.0.0.1", "is a loopback address, which no cluster can serve"),
        ("224.0.0.1", "is a multicast address, which no cluster can serve"),
        ("255.255.255.255", "is the broadcast address, which no cluster can serve"),
    ],
)
def test_an_address_that_no_host_can_hold_is_refused(value, reason):
    with pytest.raises(ModelError) as caught:
        values.address("host web1", "lvs_rips", value)
    assert str(caught.value) == f"host web1: lvs_rips: {value!r} {reason}"


def test_an_address_comes_back_in_its_normal_form():
    assert values.address("", "vip", "203.0.113.10") == ("ipv4", "203.0.113.10")
    assert values.address("", "vip", "2001:DB8:0::A") == ("ipv6", "2001:db8::a")


@pytest.mark.parametrize("value", [1, 65535, "80", " 80 "])
def test_a_port_may_be_a_number_or_its_digits(value):
    assert values.port("", "port", value) == int(value)


@pytest.mark.parametrize("value", [0, 65536, -1, "0", "65536"])
def test_a_port_out_of_range_is_refused(value):
    with pytest.raises(ModelError, match="is not between 1 and 65535"):
        values.port("", "port", value)


@pytest.mark.parametrize("value", [True, 80.5, "http", "", None, [80], "-1"])
def test_what_is_no_number_is_no_port(value):
    with pytest.raises(ModelError, match="is not a whole number between 1 and 65535"):
        values.port("", "port", value)


@pytest.mark.parametrize("value", ["", "round robin", "a" * 16, "WLC", None, 7, "rr\n"])
def test_what_cannot_be_a_schedulers_name_is_refused(value):
    with pytest.raises(ModelError, match="is not a scheduler's name"):
        values.scheduler("", "scheduler", value)


def test_a_misspelt_key_gets_a_suggestion():
    with pytest.raises(ModelError, match="'rr' belongs to an unknown key; did you mean scheduler"):
        values.known_keys("lvs_services[0]", {"sheduler": "rr"}, ("name", "scheduler"))


def test_a_lone_value_is_a_list_of_one():
    assert values.listing("", "ports", 80) == [80]
    assert values.listing("", "vips", "203.0.113.10") == ["203.0.113.10"]


@pytest.mark.parametrize("value", [[], {}, None, True])
def test_what_lists_nothing_is_refused(value):
    with pytest.raises(ModelError, match="is not a list with at least one entry"):
        values.listing("", "ports", value)
