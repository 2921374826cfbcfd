# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import subnets
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress

FIRST = HeldAddress("10.0.0.1", 24, "eth0", "eth0")
SECOND = HeldAddress("10.0.0.2", 24, "eth0", "eth0", is_secondary=True)
OTHERS = (
    HeldAddress("10.0.1.2", 24, "eth0", "eth0", is_secondary=True),
    HeldAddress("10.0.0.3", 24, "eth1", "eth1", is_secondary=True),
    HeldAddress("10.0.0.4", 25, "eth0", "eth0", is_secondary=True),
    HeldAddress("10.0.0.5", 24, "eth0", "eth0"),
)


def test_the_first_address_of_a_network_takes_the_secondary_ones_along():
    assert subnets.taken_along(FIRST, (FIRST, SECOND, *OTHERS)) == [SECOND]
    assert subnets.taken_along(SECOND, (FIRST, SECOND, *OTHERS)) == []


@pytest.mark.parametrize(
    ("address", "found"),
    [("10.0.0.77", FIRST), ("10.0.1.77", OTHERS[0]), ("192.0.2.1", None), ("2001:db8::1", None)],
)
def test_an_address_is_on_link_where_its_subnet_is(address, found):
    assert subnets.on_link(address, (FIRST, *OTHERS)) == found


def test_a_host_prefix_and_lo_make_no_neighbours():
    alone = (HeldAddress("10.0.0.1", 32, "eth0", "eth0"), HeldAddress("10.0.0.1", 8, "lo", "lo"))
    assert subnets.on_link("10.0.0.1", alone) is None


@pytest.mark.parametrize(
    ("prefix", "address", "reason"),
    [
        (24, "10.0.0.0", "is the network address of 10.0.0.0/24 on eth0"),
        (24, "10.0.0.255", "is the broadcast address of 10.0.0.0/24 on eth0"),
        (24, "10.0.0.5", ""),
        (31, "10.0.0.0", ""),
    ],
)
def test_what_no_host_can_have_in_a_subnet(prefix, address, reason):
    assert subnets.unfit(address, (FIRST._replace(prefix=prefix),)) == reason


def test_the_last_address_of_an_ipv6_subnet_is_one_like_any_other():
    held = (HeldAddress("fd00::1", 120, "eth0"),)
    assert subnets.unfit("fd00::ff", held) == ""
    assert subnets.unfit("fd00::", held) == "is the network address of fd00::/120 on eth0"
