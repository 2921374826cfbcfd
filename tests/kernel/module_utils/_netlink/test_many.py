# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many addresses asked for at once, among real neighbours; and what an interface does with what it receives."""

import socket
import time
from ipaddress import ip_address

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import offload, packet

from tests.kernel.neighbourhood import ASKER, ASKER6, VIP, VIP6, ip, mac

SOURCES = {VIP: ASKER, VIP6: ASKER6}


def numbered(first, count):
    return [str(ip_address(first) + number) for number in range(count)]


def macs(answers):
    return {address: sorted({answer.mac for answer in found}) for address, found in answers.items()}


def test_each_answer_is_for_its_address(neighbours):
    neighbours.host(0x11, (f"{VIP}/32", f"{VIP6}/128", "203.0.113.11/24"))
    neighbours.host(0x12, (f"{VIP}/32", "2001:db8::12/64"))
    sources = {**SOURCES, "203.0.113.11": "", "2001:db8::12": "", "203.0.113.99": ASKER, "2001:db8::99": ""}
    answers = packet.ask_many("eth0", sources, count=2, interval=0.2, timeout=0.4)
    assert macs(answers) == {
        VIP: [mac(0x11), mac(0x12)],
        VIP6: [mac(0x11)],
        "203.0.113.11": [mac(0x11)],
        "2001:db8::12": [mac(0x12)],
        "203.0.113.99": [],
        "2001:db8::99": [],
    }
    assert {len(found) for found in answers.values()} == {0, 2, 4}


@pytest.mark.parametrize("count", [40, 300])
def test_it_takes_no_longer_for_many_and_loses_none(neighbours, count):
    lengths = {**dict.fromkeys(numbered("203.0.113.20", min(count, 200)), 32)}
    lengths.update(dict.fromkeys(numbered("2001:db8::100", count), 128))
    with neighbours.host(0x11).entered():
        nodad = {32: "", 128: "nodad"}
        ip(*(f"address add {one}/{bits} dev eth0 {nodad[bits]}" for one, bits in lengths.items()))
    began = time.monotonic()
    answers = packet.ask_many("eth0", {**dict.fromkeys(lengths, ""), VIP: ASKER}, count=2, interval=0.5, timeout=1)
    took = time.monotonic() - began
    assert {address for address, found in macs(answers).items() if found == [mac(0x11)]} == set(lengths)
    assert answers[VIP] == []
    assert 1.5 <= took < 3


def small(bound):
    """As ``packet.bound``, with a receive buffer of a few frames."""

    def opened(*how):
        socket_ = bound(*how)
        socket_.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        return socket_

    return opened


def test_a_host_that_falls_behind_loses_none(neighbours, monkeypatch):
    """As one does whose processors are busy: its requests go out when all the time that was meant for them is over.

    The buffer has room for the answers of a part, not for all.
    """
    addresses = numbered("203.0.113.20", 80)
    with neighbours.host(0x11).entered():
        ip(*(f"address add {one}/32 dev eth0" for one in addresses))
    monkeypatch.setattr(packet, "_send", lambda *frame, send=packet._send: (time.sleep(0.03), send(*frame)))
    monkeypatch.setattr(packet, "bound", small(packet.bound))
    answers = packet.ask_many("eth0", dict.fromkeys(addresses, ""), count=1, timeout=0.2)
    assert {address for address, found in macs(answers).items() if found == [mac(0x11)]} == set(addresses)


def test_nothing_is_asked_for_nothing():
    assert packet.ask_many("eth0", {}) == {}


def test_an_interface_says_whether_it_merges_what_it_receives():
    ip("link add eth0 type dummy")
    assert offload.merges_received(["eth0", "lo", "eth7"]) == {"eth0": False, "lo": False, "eth7": None}
