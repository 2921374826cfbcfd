# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``vip`` on a real kernel; what a host holds, ``ip`` and /proc/sys say."""

import json
import pathlib
import socket

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import connection, route
from ansible_collections.lvs.cluster.plugins.modules import vip

from tests.kernel.conftest import run

VIP, OTHER = "203.0.113.10", "203.0.113.11"
CONF = pathlib.Path("/proc/sys/net/ipv4/conf/all")


def held(interface):
    """The IPv4 addresses of an interface as ``(address/prefix, label)``, the loopback network left out."""
    (found,) = json.loads(run("ip", "-j", "-4", "address", "show", "dev", interface)) or [{"addr_info": []}]
    addresses = [(f"{info['local']}/{info['prefixlen']}", info["label"]) for info in found["addr_info"]]
    return [address for address in addresses if address[0] != "127.0.0.1/8"]


def sysctls():
    return tuple(int((CONF / name).read_text()) for name in ("arp_ignore", "arp_announce"))


@pytest.fixture
def segment():
    """An interface ``seg0`` in 203.0.113.0/24 and its other end ``seg1``."""
    run("ip", "link", "add", "seg0", "address", "02:00:00:00:00:01", "type", "veth", "peer", "name", "seg1")
    run("ip", "link", "set", "seg0", "up")
    run("ip", "link", "set", "seg1", "up")
    run("ip", "address", "add", "203.0.113.2/24", "dev", "seg0")


def hide(module, *addresses, **changes):
    return module(vip.main, addresses=list(addresses), arp="hidden", **changes)


def test_a_hidden_vip_is_on_lo_0_behind_its_sysctls(module):
    result = hide(module, VIP, OTHER)
    assert [step["operation"] for step in result["operations"]] == [
        "set_sysctl",
        "set_sysctl",
        "add_address",
        "add_address",
    ]
    assert held("lo") == [(f"{VIP}/32", "lo:0"), (f"{OTHER}/32", "lo:0")]
    assert sysctls() == (1, 2)


def test_an_answer_that_cannot_be_understood_fails_the_module_in_one_sentence(module, monkeypatch):
    monkeypatch.setattr(route, "_IFLA_IFNAME", 99)
    assert hide(module, VIP)["msg"] == "the kernel's answer has no attribute 99 (name of an interface)"
    assert (held("lo"), sysctls()) == ([], (0, 0))


def test_a_second_run_changes_nothing(module):
    hide(module, VIP)
    again = hide(module, VIP)
    assert (again["changed"], again["operations"]) == (False, [])
    assert held("lo") == [(f"{VIP}/32", "lo:0")]


def test_check_mode_lists_what_the_run_does_and_writes_nothing(module, tmp_path):
    foreseen = hide(module, VIP, check_mode=True)
    assert (held("lo"), sysctls()) == ([], (0, 0))
    assert not (tmp_path / "record").exists()
    assert foreseen["operations"] == hide(module, VIP)["operations"] != []


def test_absent_takes_all_back_and_leaves_foreign_addresses(module):
    (CONF / "arp_announce").write_text("1")
    run("ip", "address", "add", "198.51.100.1/32", "dev", "lo")
    hide(module, VIP)
    hide(module, OTHER)
    hide(module, VIP, state="absent")
    assert sysctls() == (1, 2)
    hide(module, OTHER, state="absent")
    assert held("lo") == [("198.51.100.1/32", "lo")]
    assert sysctls() == (0, 1)
    assert hide(module, VIP, OTHER, state="absent")["changed"] is False


def test_a_refused_step_takes_the_steps_before_it_back(module, monkeypatch):
    def refuse(*_arguments):
        raise connection.NetlinkError(1, "Operation not permitted")

    monkeypatch.setattr(
        "ansible_collections.lvs.cluster.plugins.module_utils._netlink.route.RouteClient.add_address", refuse
    )
    assert "Operation not permitted" in hide(module, VIP)["msg"]
    assert (held("lo"), sysctls()) == ([], (0, 0))


@pytest.mark.usefixtures("segment")
def test_a_directors_vip_goes_to_the_interface_that_is_on_link_and_is_announced(module):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806)) as capture:
        capture.bind(("seg1", 0x0806))
        capture.settimeout(5)
        result = module(vip.main, addresses=[VIP], arp="announced", announcements=2, announcement_interval=0.01)
        frames = [capture.recv(2048) for _frame in range(4)]
    assert [step["operation"] for step in result["operations"]] == ["add_address", "announce"]
    assert held("seg0") == [("203.0.113.2/24", "seg0"), (f"{VIP}/32", "seg0")]
    start = bytes.fromhex("ffffffffffff 020000000001 0806 0001 0800 06 04")
    sender = bytes.fromhex("020000000001") + socket.inet_aton(VIP)
    request = start + b"\0\1" + sender + bytes(6) + socket.inet_aton(VIP)
    reply = start + b"\0\2" + sender + sender
    assert frames == [request, reply] * 2
    assert module(vip.main, addresses=[VIP], arp="announced")["changed"] is False


@pytest.mark.usefixtures("segment")
def test_a_directors_vip_is_withdrawn(module):
    module(vip.main, addresses=[VIP], arp="announced", announcement_interval=0)
    assert module(vip.main, addresses=[VIP], arp="announced", state="absent")["changed"] is True
    assert held("seg0") == [("203.0.113.2/24", "seg0")]


@pytest.mark.usefixtures("segment")
@pytest.mark.parametrize(
    ("params", "message"),
    [
        (
            {"addresses": ["203.0.113.2"], "arp": "hidden"},
            "addresses: '203.0.113.2' is on seg0 as /24 already; it belongs on lo as /32",
        ),
        (
            {"addresses": ["198.51.100.1"], "arp": "announced"},
            "addresses: '198.51.100.1' is in no subnet of this host; name the interface",
        ),
        (
            {"addresses": [VIP], "arp": "announced", "interface": "seg7"},
            "interface: 'seg7' is none of this host's: lo, seg0, seg1",
        ),
        ({"addresses": ["nonsense"], "arp": "hidden"}, "addresses[0]: 'nonsense' is not an IP address"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_touched(module, params, message):
    before = [held(name) for name in ("lo", "seg0", "seg1")], sysctls()
    assert before[0][1] == [("203.0.113.2/24", "seg0")]
    assert module(vip.main, **params)["msg"] == message
    assert ([held(name) for name in ("lo", "seg0", "seg1")], sysctls()) == before
