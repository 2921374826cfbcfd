# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hidden VIPs by the module ``vip`` on a real kernel; what a host holds, ``ip`` and /proc/sys say."""

import itertools

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import route_messages
from ansible_collections.lvs.cluster.plugins.modules import node_info

from tests.kernel.boots import Host
from tests.kernel.conftest import run
from tests.kernel.vips import (
    GATEWAY,
    OTHER,
    OTHER6,
    VIP,
    VIP6,
    announce,
    arp,
    held,
    hide,
    kernel,
    names,
    set_sysctl,
    state,
    sysctl,
)

SYSCTL_FILE = "/etc/sysctl.d/90-lvs.cluster.conf"
UNIT, AGAIN = "lvs-cluster-realserver.service", "lvs-cluster-realserver-again.service"
pytestmark = pytest.mark.usefixtures("segment")


def test_a_hidden_vip_is_on_lo_behind_its_sysctls(exact):
    result = exact(hide, VIP, OTHER, VIP6)
    assert names(result) == [
        *["set_sysctl"] * 2,
        *["add_address"] * 3,
        *["write_file"] * 3,
        *["enable_unit"] * 2,
    ]
    assert held("lo") == [f"{VIP}/32 lo:0", f"{OTHER}/32 lo:0", f"{VIP6}/128 nodad deprecated"]
    assert arp() == (1, 2)


def test_of_ipv6_alone_no_sysctl_is_set(exact):
    assert names(exact(hide, VIP6, persist=False)) == ["add_address"]
    assert arp() == (0, 0)


def test_the_diff_has_addresses_sysctls_and_files(exact):
    live, *files = exact(hide, VIP)["diff"]
    assert live == {
        "before": "net/ipv4/conf/all/arp_ignore = 0\nnet/ipv4/conf/all/arp_announce = 0\n",
        "after": "net/ipv4/conf/all/arp_ignore = 1\nnet/ipv4/conf/all/arp_announce = 2\n"
        f"{VIP}/32 dev lo label lo:0 scope host\n{UNIT}\n{AGAIN}\n",
    }
    assert [one["after_header"] for one in files] == [
        SYSCTL_FILE,
        *(f"/etc/systemd/system/{unit}" for unit in (UNIT, AGAIN)),
    ]
    live, *files = exact(hide, VIP, state="absent")["diff"]
    assert live == {
        "before": f"{VIP}/32 dev lo label lo:0 scope host\n{UNIT}\n{AGAIN}\n"
        "net/ipv4/conf/all/arp_announce = 2\nnet/ipv4/conf/all/arp_ignore = 1\n",
        "after": "net/ipv4/conf/all/arp_announce = 0\nnet/ipv4/conf/all/arp_ignore = 0\n",
    }
    assert [one["after"] for one in files] == ["", "", ""]


def test_an_answer_that_cannot_be_understood_fails_the_module_in_one_sentence(module, monkeypatch, tmp_path):
    before = state(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(route_messages, "_IFLA_IFNAME", 99)
        assert hide(module, VIP)["msg"] == "the kernel's answer has no attribute 99 (name of an interface)"
    assert state(tmp_path) == before


@pytest.mark.parametrize("ignore", [1, 2, 8])
def test_values_that_are_as_quiet_stay_for_good(exact, tmp_path, ignore):
    set_sysctl("arp_ignore", ignore)
    before = state(tmp_path)
    done = exact(hide, VIP)
    assert [step["target"] for step in done["operations"] if step["operation"] == "set_sysctl"] == [
        "net/ipv4/conf/all/arp_announce"
    ]
    assert arp() == (ignore, 2)
    exact(hide, VIP, state="absent")
    assert state(tmp_path) == before


@pytest.mark.parametrize(("name", "value"), [("arp_ignore", 3), ("arp_announce", 3)])
def test_an_interface_with_a_loud_value_of_its_own_is_refused(exact, name, value):
    set_sysctl(name, value, "eth0")
    assert exact(hide, VIP)["msg"] == (
        f"sysctl net/ipv4/conf/eth0/{name}: {value} makes this host betray a VIP on lo by ARP, "
        "whatever conf.all says; set it to 0"
    )
    names(exact(hide, VIP6))
    set_sysctl(name, 0, "eth0")
    names(exact(hide, VIP))


def test_several_vips_come_and_go_in_any_order_and_the_last_one_takes_the_sysctls_along(module, tmp_path):
    set_sysctl("arp_announce", 1)
    run("ip", "address", "add", "198.51.100.1/32", "dev", "lo")
    before = state(tmp_path)
    vips = {VIP: f"{VIP}/32 lo:0", OTHER: f"{OTHER}/32 lo:0", VIP6: f"{VIP6}/128 nodad deprecated"}
    for coming, going in itertools.product(itertools.permutations(vips), repeat=2):
        for vip in coming:
            hide(module, vip, persist=False)
        assert arp() == (1, 2)
        for vip in going[:-1]:
            hide(module, vip, state="absent")
            assert arp() == (1, 2)
        hide(module, going[-1], state="absent")
        assert state(tmp_path) == before, (coming, going)
    assert held("lo") == ["198.51.100.1/32 lo"]
    assert hide(module, *vips, state="absent")["changed"] is False


def test_the_address_goes_before_the_sysctls_and_no_boot_brings_it_back_in_between(exact):
    exact(hide, VIP)
    assert names(exact(hide, VIP, state="absent")) == [
        "delete_address",
        *["disable_unit"] * 2,
        *["write_file"] * 3,
        *["set_sysctl"] * 2,
    ]


def test_a_value_that_somebody_has_changed_since_is_his(module):
    hide(module, VIP)
    set_sysctl("arp_ignore", 2)
    hide(module, VIP, state="absent")
    assert arp() == (2, 0)


def test_a_vip_that_somebody_else_has_put_there_is_adopted_as_it_is(exact):
    run("ip", "address", "add", f"{VIP}/32", "dev", "lo", "label", "lo:vip")
    assert names(exact(hide, VIP, persist=False)) == ["set_sysctl"] * 2
    of_label, of_scope = exact(hide, VIP, persist=False)["warnings"]
    assert of_label == f"{VIP} is on lo with the label lo:vip, not lo:0; it is left so"
    assert of_scope.startswith(f"{VIP} is on lo, but not of scope host: ")
    assert held("lo") == [f"{VIP}/32 lo:vip"]


def test_absent_leaves_alone_what_is_no_hidden_vip(module):
    """A hidden VIP is on lo as an address of its own: neither an announced one nor somebody's network is it."""
    announce(module, VIP, persist=False)
    run("ip", "address", "add", f"{OTHER}/24", "dev", "lo")
    before = kernel()
    assert names(hide(module, VIP, OTHER, OTHER6, state="absent")) == []
    assert kernel() == before


def test_a_refused_run_leaves_no_record(module, tmp_path):
    set_sysctl("arp_ignore", 3, "eth0")
    assert hide(module, VIP)["failed"] is True
    assert Host(tmp_path).texts() == {}


def test_rp_filter_is_set_where_requests_come_in_and_only_when_asked_for(exact, tmp_path):
    before = state(tmp_path)
    exact(hide, VIP)
    assert sysctl("rp_filter", "eth0") == 0
    assert names(exact(hide, VIP, rp_filter=2)) == ["set_sysctl", "write_file"]
    assert (sysctl("rp_filter", "eth0"), sysctl("rp_filter", "lo"), sysctl("rp_filter")) == (2, 0, 0)
    exact(hide, VIP)
    assert sysctl("rp_filter", "eth0") == 2
    exact(hide, VIP, state="absent")
    assert state(tmp_path) == before


def test_an_rp_filter_that_the_kernel_would_not_heed_is_refused(exact):
    set_sysctl("rp_filter", 2)
    assert exact(hide, VIP, rp_filter=1)["msg"] == (
        "rp_filter: 1 cannot be reached: the kernel uses the maximum of the interface and conf.all, "
        "and that is above it"
    )


def test_it_tells_what_has_become_of_the_host_as_node_info_does(module):
    look = {"vips": [VIP], "peers": [GATEWAY], "clients": ["198.51.100.0/24"]}
    before = module(node_info.main, probe=False, **look)["node"]
    node = hide(module, VIP, reply_gateway=[GATEWAY], look=look)["node"]
    seen = module(node_info.main, probe=False, **look)["node"]
    assert [one["label"] for one in seen["addresses"] if one["address"] == VIP] == ["lo:0"]
    assert (seen["sysctls"]["net/ipv4/conf/all/arp_ignore"], seen["record"]["hidden"]) == ("1", [VIP])
    assert [one for one in seen["ways"] if one["source"] == VIP]
    changed = {key for key in seen if seen[key] != before[key]}
    assert {"addresses", "ways", "sysctls", "boot", "record"} <= changed <= set(node)
    assert {**seen, **node, "answers": seen["answers"], "record": {**seen["record"], **node["record"]}} == seen
    assert (node["answers"], set(node["record"])) == (None, {"hidden", "announced", "sysctls"})


@pytest.mark.parametrize("more", [{}, {"look": {"vips": [VIP]}, "check_mode": True}])
def test_unasked_or_in_check_mode_it_does_not(module, more):
    assert "node" not in hide(module, VIP, **more)


def test_what_cannot_be_looked_for_is_refused_before_anything_is_touched(module):
    before = kernel()
    refused = hide(module, VIP, look={"peers": ["nobody"]})
    assert refused["failed"]
    assert "nobody" in refused["msg"]
    assert kernel() == before
