# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How answers from hidden VIPs leave a real server, by frames; and what ``vip`` warns of on their way."""

import json
import socket

import pytest

from tests.kernel.conftest import run
from tests.kernel.traffic import links
from tests.kernel.vips import GATEWAY, GATEWAY6, OTHER, OWN, VIP, VIP6, hide, names, set_sysctl, state

pytestmark = pytest.mark.usefixtures("segment")
OTHER_GATEWAY, OTHER_GATEWAY6 = "203.0.113.9", "2001:db8::9"
CLIENT, CLIENT6 = "198.51.100.7", "2001:db8:7::7"
LATER = "sets net/ipv4/conf/all/arp_ignore to 0, after the 1 that a VIP on lo needs: whoever has the sysctl files read"


def kind(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


@pytest.fixture
def gateways(segment):
    """The MACs by which a packet can leave: two gateways in one segment, the first of them the host's own."""
    with segment.neighbour.entered():
        mac = links.mac("eth0")
        for address in (f"{OTHER_GATEWAY}/24", f"{OTHER_GATEWAY6}/64"):
            links.add_address("eth0", address)
    for address in (GATEWAY, GATEWAY6):
        links.add_gateway(address, "eth0")
    # Neighbours as they are, but for the MAC of the second gateway, which tells the two apart.
    for address in (OTHER_GATEWAY, OTHER_GATEWAY6):
        run("ip", "neighbour", "add", address, "lladdr", "02:00:00:00:00:99", "dev", "eth0")
    return mac, "02:00:00:00:00:99"


def way_of(segment, source, client):
    """The MAC to which a packet from ``source`` to ``client`` leaves."""
    segment.tap.frames()
    with socket.socket(kind(source), socket.SOCK_DGRAM) as sock:
        sock.bind((source, 5000))
        sock.sendto(b"answer", (client, 9))
    return [frame.to for frame in segment.tap.frames() if (frame.kind, frame.target) == ("packet", client)]


@pytest.mark.parametrize(("vip", "client", "gateway"), [(VIP, CLIENT, OTHER_GATEWAY), (VIP6, CLIENT6, OTHER_GATEWAY6)])
def test_an_answer_from_a_vip_leaves_by_the_reply_gateway_and_nothing_else_does(
    exact, segment, gateways, tmp_path, vip, client, gateway
):
    default, reply = gateways
    before = state(tmp_path)
    names(exact(hide, vip))
    assert way_of(segment, vip, client) == [default]
    assert names(exact(hide, vip, reply_gateway=[gateway])) == ["set_route", "add_rule", "write_file"]
    assert way_of(segment, vip, client) == [reply]
    own = next(one for one in (OWN, "2001:db8::2") if kind(one) == kind(vip))
    assert way_of(segment, own, client) == [default]
    names(exact(hide, vip))
    assert way_of(segment, vip, client) == [default]
    names(exact(hide, vip, reply_gateway=[gateway]))
    names(exact(hide, vip, state="absent"))
    assert state(tmp_path) == before


def test_rule_and_route_are_as_ip_tells_them_and_systemd_leaves_them_alone(exact):
    names(exact(hide, VIP, OTHER, VIP6, reply_gateway=[OTHER_GATEWAY, OTHER_GATEWAY6], reply_table=7200))
    for family, gateway, vips in (("-4", OTHER_GATEWAY, {VIP, OTHER}), ("-6", OTHER_GATEWAY6, {VIP6})):
        rules = [one for one in json.loads(run("ip", "-d", "-j", family, "rule")) if one["priority"] == 7200]
        assert {(one["src"], one["table"], one["protocol"]) for one in rules} == {
            (vip, "7200", "kernel") for vip in vips
        }
        (route,) = json.loads(run("ip", "-d", "-j", family, "route", "show", "table", "7200"))
        told = {key: route[key] for key in ("dst", "gateway", "dev", "protocol", "flags")}
        assert told == {"dst": "default", "gateway": gateway, "dev": "eth0", "protocol": "kernel", "flags": ["onlink"]}


def test_a_gateway_or_a_table_can_be_changed_and_the_old_way_is_gone(exact, tmp_path):
    before = state(tmp_path)
    names(exact(hide, VIP, OTHER, reply_gateway=[OTHER_GATEWAY]))
    names(exact(hide, VIP, OTHER, reply_gateway=[GATEWAY]))
    names(exact(hide, VIP, reply_gateway=[GATEWAY], reply_table=7200))
    assert [len(json.loads(run("ip", "-j", "route", "show", "table", table))) for table in ("7100", "7200")] == [1, 1]
    names(exact(hide, OTHER, state="absent"))
    assert json.loads(run("ip", "-j", "route", "show", "table", "7200"))[0]["gateway"] == GATEWAY
    names(exact(hide, VIP, state="absent"))
    assert state(tmp_path) == before


def test_a_table_that_somebody_else_uses_is_refused(exact):
    run("ip", "route", "add", "default", "via", GATEWAY, "dev", "eth0", "table", "7100")
    assert exact(hide, VIP, reply_gateway=[OTHER_GATEWAY])["msg"] == (
        f"reply_table: 7100 has a default route via {GATEWAY} that is not ours; choose another table"
    )
    names(exact(hide, VIP, reply_gateway=[OTHER_GATEWAY], reply_table=7200))


@pytest.mark.usefixtures("gateways")
@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"directors": [GATEWAY]}, f"default route: {GATEWAY!r} is a director's address"),
        ({"directors": [GATEWAY6]}, f"default route: {GATEWAY6!r} is a director's address"),
        ({"directors": ["203.0.113.8"], "client_networks": ["198.51.100.0/24"]}, "route to 198.51.100.0/24: "),
        ({"reply_gateway": ["203.0.113.8"], "directors": ["203.0.113.8"]}, "reply_gateway: '203.0.113.8' is a direct"),
        ({"reply_gateway": [VIP]}, f"reply_gateway: {VIP!r} is a VIP; answers go past the director"),
        ({"reply_gateway": ["10.1.1.1"]}, "reply_gateway: '10.1.1.1' is in no subnet of this host"),
        ({"reply_gateway": [GATEWAY, OTHER_GATEWAY]}, f"reply_gateway: {[GATEWAY, OTHER_GATEWAY]} has two gateways"),
    ],
)
def test_a_way_through_a_director_or_to_nowhere_is_refused(exact, params, message):
    run("ip", "route", "add", "198.51.100.0/24", "via", "203.0.113.8")
    assert exact(hide, VIP, VIP6, **params)["msg"].startswith(message)
    names(exact(hide, VIP, VIP6, directors=["203.0.113.1"], client_networks=["198.51.100.0/24", "0.0.0.0/0"]))


def test_a_default_route_through_the_vip_is_refused(exact):
    links.add_gateway(VIP, "eth0")
    assert exact(hide, VIP)["msg"].startswith(f"default route: {VIP!r} is a VIP: answers would pass the director")
    names(exact(hide, OTHER))


def test_who_does_not_listen_is_told_and_who_does_is_not(exact):
    wanted = [(VIP, 80, "tcp"), (VIP, 53, "udp"), (VIP6, 80, "tcp"), (OTHER, 80, "tcp")]
    listeners = [{"address": vip, "port": port, "protocol": protocol} for vip, port, protocol in wanted]

    def missing():
        result = exact(hide, VIP, VIP6, OTHER, listeners=listeners, persist=False)
        told = [
            entry
            for entry in wanted
            if any(f"{entry[2]} port {entry[1]} of {entry[0]} " in one for one in result["warnings"])
        ]
        assert [
            tuple(one[key] for key in ("address", "port", "protocol")) for one in result["missing_listeners"]
        ] == told
        return told

    assert missing() == wanted
    with socket.create_server((VIP, 80)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("0.0.0.0", 53))  # noqa: S104 - in a namespace of its own
        assert missing() == [(VIP6, 80, "tcp"), (OTHER, 80, "tcp")]
    with socket.create_server(("::", 80), family=socket.AF_INET6, dualstack_ipv6=True):
        assert missing() == [(VIP, 53, "udp")]
    assert exact(hide, VIP, VIP6, OTHER, listeners=listeners, state="absent", persist=False)["missing_listeners"] == []


def test_a_strict_rp_filter_is_told_where_the_way_back_is_another_interface(exact):
    links.add_dummy("eth1")
    links.add_address("eth1", "198.51.100.2/24")
    links.add_gateway("198.51.100.1", "eth1")
    assert exact(hide, VIP, persist=False)["warnings"] == []
    set_sysctl("rp_filter", 1)
    told = [
        "rp_filter is strict on eth0, and answers to clients elsewhere leave by eth1: requests that come in by eth0 "
        "are dropped. Set rp_filter: 2"
    ]
    assert exact(hide, VIP, persist=False)["warnings"] == told
    assert exact(hide, VIP, persist=False, reply_gateway=[GATEWAY])["warnings"] == []
    assert exact(hide, VIP6, persist=False)["warnings"] == []
    assert exact(hide, VIP, persist=False)["warnings"] == told
    assert exact(hide, VIP, persist=False, rp_filter=2)["warnings"] == []


@pytest.mark.parametrize("where", ["all", "eth0"])
def test_proxy_arp_is_told(exact, where):
    assert exact(hide, VIP, persist=False)["warnings"] == []
    set_sysctl("proxy_arp", 1, where)
    (warning,) = exact(hide, VIP, persist=False)["warnings"]
    assert warning.startswith("proxy_arp is on for eth0: ")


def test_files_that_are_read_later_and_say_otherwise_are_told(exact, tmp_path):
    folder = tmp_path / "root/etc/sysctl.d"
    folder.mkdir(parents=True)
    told = {}
    for name, text in {
        "89-before.conf": "net.ipv4.conf.all.arp_ignore = 0\n",
        "91-as-quiet.conf": "net.ipv4.conf.all.arp_ignore = 8\n",
        "99-later.conf": "# comment\n-net.ipv4.conf.all.arp_ignore=0\n",
        "../sysctl.conf": "net/ipv4/conf/*/arp_ignore = 0\n",
    }.items():
        (folder / name).write_text(text)
        told[name] = exact(hide, VIP)["warnings"]
    assert told["89-before.conf"] == told["91-as-quiet.conf"] == []
    assert [warning.split(LATER)[0] for warning in told["../sysctl.conf"]] == [
        "/etc/sysctl.d/99-later.conf:2 ",
        "/etc/sysctl.conf:1 ",
    ]
    assert exact(hide, VIP, persist=False)["warnings"] == []
