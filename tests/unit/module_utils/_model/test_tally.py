# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from collections import Counter
from ipaddress import ip_address

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.tally import Tally

VIP, VIP6, CLIENT, OTHER, CONTROL = "203.0.113.10", "2001:db8::10", "198.51.100.7", "198.51.100.8", "192.0.0.8"
MAC, ROUTER = bytes.fromhex("020000000011"), bytes.fromhex("020000000001")


@pytest.fixture
def tally():
    return Tally([VIP, VIP6], [CLIENT], [CONTROL])


def count(tally, sender, receiver, times=1, kind="ip", source=MAC, direction="out"):
    for _turn in range(times):
        seen = (source, ROUTER, kind, ip_address(sender).packed, ip_address(receiver).packed)
        tally.count("eth0", direction, seen)


def test_rows_are_what_is_alike(tally):
    count(tally, VIP, CLIENT, 3)
    count(tally, VIP, OTHER)
    count(tally, CLIENT, VIP, 2, direction="in")
    count(tally, VIP6, VIP6, kind="neighbour_advertisement")
    row = {"interface": "eth0", "source": "02:00:00:00:00:11", "target": "02:00:00:00:00:01"}
    expected = [
        {**row, "direction": "in", "kind": "ip", "sender": CLIENT, "receiver": VIP, "count": 2},
        {**row, "direction": "out", "kind": "ip", "sender": VIP, "receiver": CLIENT, "count": 3},
        {**row, "direction": "out", "kind": "ip", "sender": VIP, "receiver": OTHER, "count": 1},
        {**row, "direction": "out", "kind": "neighbour_advertisement", "sender": VIP6, "receiver": VIP6, "count": 1},
    ]
    assert tally.frames() == expected


def test_without_a_vip_nothing_is_counted(tally):
    count(tally, OTHER, CLIENT)
    assert (tally.frames(), tally.left_out) == ([], 0)


def test_a_control_is_noted_and_no_row(tally):
    assert tally.controls == set()
    count(tally, "0.0.0.0", CONTROL, 2, kind="arp_request")  # noqa: S104
    assert tally.controls == {("eth0", "out", CONTROL)}
    assert tally.frames() == []


def test_of_many_clients_the_later_ones_have_no_name_and_none_is_lost(tally):
    clients = [str(ip_address("10.0.0.0") + number) for number in range(5000)]
    for client in clients:
        count(tally, client, VIP, direction="in")
    count(tally, CLIENT, VIP, 2, direction="in")
    count(tally, VIP, CLIENT)
    count(tally, clients[0], VIP, direction="in")
    rows = Counter({one["sender"]: one["count"] for one in tally.frames() if one["direction"] == "in"})
    assert (rows[""], rows[clients[0]], rows[CLIENT]) == (4000, 2, 2)
    assert (len(rows), sum(rows.values()), tally.left_out) == (1002, 5003, 0)
    assert [one["receiver"] for one in tally.frames() if one["direction"] == "out"] == [CLIENT]


def test_of_very_many_macs_the_later_ones_are_left_out_and_told(tally):
    for number in range(5000):
        count(tally, VIP, OTHER, 2, source=number.to_bytes(6, "big"))
    rows = tally.frames()
    assert (len(rows), {one["count"] for one in rows}) == (4000, {2})
    assert tally.left_out == 2000
