# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import vip_warnings
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, NextHop
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_declaration import Listener

from tests.vips import declared, host

VIP = "203.0.113.10"
INSIDE = HeldAddress("192.0.2.5", 24, "eth1", "eth1")
OUT = (NextHop("192.0.2.1", "eth0", "10.0.0.1"),)


def warnings(*addresses, sysctls=(), next_hops=OUT, **declaration):
    found = host(*addresses, sysctls=sysctls, interfaces=("eth0", "eth1", "lo"), next_hops=next_hops)
    return list(vip_warnings.of_host(declared(VIP, **declaration), found))


def test_a_host_that_can_serve_gets_no_warning():
    assert warnings() == []


@pytest.mark.parametrize("where", ["all", "eth1"])
def test_strict_filtering_where_requests_come_in_and_answers_do_not_go_out(where):
    (found,) = warnings(INSIDE, sysctls=[(f"{where}/rp_filter", 1)])
    assert found == (
        "rp_filter is strict on eth1, and answers to clients elsewhere leave by eth0: "
        "requests that come in by eth1 are dropped. Set rp_filter: 2"
    )
    assert warnings(INSIDE, sysctls=[("eth1/rp_filter", 2), (f"{where}/rp_filter", 2)]) == []
    assert warnings(INSIDE, sysctls=[(f"{where}/rp_filter", 1)], rp_filter=2) == []


def test_with_a_gateway_for_answers_its_interface_is_the_way_out():
    (found,) = warnings(INSIDE, sysctls=[("all/rp_filter", 1)], reply_gateway=["192.0.2.254"])
    assert found.startswith("rp_filter is strict on eth0, and answers to clients elsewhere leave by eth1")


@pytest.mark.parametrize("where", ["all", "eth0"])
def test_proxy_arp_is_named_with_its_interface(where):
    found = warnings(sysctls=[(f"{where}/proxy_arp", 1)])
    assert [line.split(":")[0] for line in found] == [
        f"proxy_arp is on for {name}" for name in ("eth0", "eth1") if where in ("all", name)
    ]


def test_a_vip_under_another_label_is_left_and_said():
    assert warnings(HeldAddress(VIP, 32, "lo", "lo:7", scope="host")) == [
        f"{VIP} is on lo with the label lo:7, not lo:0; it is left so"
    ]
    assert warnings(HeldAddress(VIP, 32, "lo", "lo:0", scope="host")) == []


def test_a_vip_of_global_scope_is_left_and_said():
    (warning,) = warnings(HeldAddress(VIP, 32, "lo", "lo:0"))
    assert warning.startswith(f"{VIP} is on lo, but not of scope host: ")
    assert f"ip address delete {VIP}/32 dev lo, and run this again" in warning


def test_what_does_not_listen_is_named():
    (found,) = vip_warnings.of_listeners([Listener("tcp", VIP, 80)])
    assert found == f"nothing listens on tcp port 80 of {VIP} or of any address: requests for it would be refused"
