# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking and announcing among real neighbours; the frames here are literal, and so is what ip(8) tells."""

import errno
import json
import os
import signal
import threading
import time

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import arp, ndisc, packet

from tests.kernel.conftest import run
from tests.kernel.neighbourhood import (
    ASKER,
    ASKER6,
    ASKER_MAC,
    VIP,
    VIP6,
    answering,
    asks,
    bare,
    capturing,
    flooding,
    ip,
    mac,
    until_state,
)

TWO = {"count": 2, "interval": 0.05, "timeout": 0.3}
_VIP6, _ASKER6, _ALL = "20010db8" + "0" * 22 + "10", "20010db8" + "0" * 23 + "2", "ff02" + "0" * 27 + "1"
HIS = bare(mac(0x11))
HEADER = f"{bare(ASKER_MAC)} {HIS}"
IPV6 = f"{HEADER} 86dd 60000000 %s 3a ff {_VIP6} {_ASKER6} 88 00 %s 60000000"
ARP_ANSWER, WRONG_ARP = (
    bytes.fromhex(f"{HEADER} 0806 0001 0800 06 04 0002 {HIS} {address} {bare(ASKER_MAC)} cb007102")
    for address in ("cb00710a", "cb00710b")
)
NDISC_ANSWER, WRONG_NDISC = (
    bytes.fromhex(IPV6 % ("0020", checksum) + f"{address} 02 01 {HIS}")
    for checksum, address in (("8a45", _VIP6), ("8a4a", _VIP6[:-2] + "0b"))
)
WITHOUT_OPTION = bytes.fromhex(IPV6 % ("0018", "8e5f") + _VIP6)
every_question = pytest.mark.parametrize(("address", "source"), [(VIP, ""), (VIP, ASKER), (VIP6, ""), (VIP6, ASKER6)])


def macs(address, source="", **changes):
    return [answer.mac for answer in packet.ask("eth0", address, source, **{**TWO, **changes})]


def tagged(frame, tag):
    return frame[:12] + bytes.fromhex(tag) + frame[12:]


@every_question
def test_who_holds_it_answers_each_request_and_nobody_else_does(neighbours, address, source):
    holder = neighbours.host(0x11, (f"{VIP}/32", f"{VIP6}/128"))
    neighbours.host(0x12, ("203.0.113.12/24", "2001:db8::12/64"))
    with capturing(holder) as seen:
        answers = packet.ask("eth0", address, source, count=3, interval=0.1, timeout=0.3)
    assert [answer.mac for answer in answers] == [mac(0x11)] * 3
    assert [round(answer.after, 1) for answer in answers] == [0.0, 0.1, 0.2]
    assert len(list(filter(asks, seen))) == 3


@every_question
def test_two_that_hold_it_answer_both(neighbours, address, source):
    for number in (0x11, 0x12):
        neighbours.host(number, (f"{VIP}/32", f"{VIP6}/128"))
    assert sorted(macs(address, source)) == [mac(0x11)] * 2 + [mac(0x12)] * 2


@pytest.mark.parametrize(("address", "source"), [(VIP, ASKER), (VIP6, ASKER6)])
def test_nobody_learns_from_a_question_without_a_source(neighbours, address, source):
    holder = neighbours.host(0x11, (f"{VIP}/24", f"{VIP6}/64"))

    def known():
        with holder.entered():
            return {entry["dst"]: entry.get("lladdr") for entry in json.loads(run("ip", "-j", "neigh"))}.get(source)

    assert len(macs(address)) == 2
    assert known() is None
    assert len(macs(address, source)) == 2
    assert known() == ASKER_MAC


@pytest.mark.parametrize("address", [VIP, VIP6])
def test_nobody_answers_and_it_takes_as_long_as_it_was_told(neighbours, address):
    neighbours.host(0x12, ("203.0.113.12/24", "2001:db8::12/64"))
    began = time.monotonic()
    assert packet.ask("eth0", address, count=3, interval=0.2, timeout=0.4) == []
    assert 0.8 <= time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("address", "source", "frame", "of_another_address"),
    [
        (VIP, ASKER, ARP_ANSWER, WRONG_ARP),
        (VIP6, ASKER6, NDISC_ANSWER, WRONG_NDISC),
        (VIP6, ASKER6, WITHOUT_OPTION, WRONG_NDISC),
    ],
    ids=["arp", "ndisc", "ndisc without option"],
)
def test_a_wrong_answer_is_none_and_the_right_one_is(neighbours, address, source, frame, of_another_address):
    stranger = neighbours.host(0x11)
    overheard = bytes.fromhex("020000000077") + frame[6:]
    announcements = {VIP: arp, VIP6: ndisc}[address].announcement(address, bytes.fromhex(HIS))
    wrong = [of_another_address, overheard, tagged(frame, "8100 0005"), *announcements]
    with capturing() as seen, answering(stranger, *wrong):
        assert macs(address, source) == []
    assert len([one for one in seen if one[6:12].hex() == HIS]) >= 2 * len(wrong)
    for right in (frame, tagged(frame, "8100 6000")):
        with answering(stranger, *wrong, right):
            assert macs(address, source) == [mac(0x11)] * 2


def test_what_is_in_a_vlan_counts_there_alone(neighbours):
    stranger = neighbours.host(0x11)
    ip("link add link eth0 name eth0.5 type vlan id 5", f"link set eth0.5 address {ASKER_MAC} up")
    with flooding(stranger, tagged(ARP_ANSWER, "8100 0005")):
        assert macs(VIP, ASKER) == []
        assert mac(0x11) in [answer.mac for answer in packet.ask("eth0.5", VIP, ASKER, **TWO)]


@pytest.mark.parametrize(
    ("address", "source", "frame"),
    [(VIP, ASKER, WRONG_ARP), (VIP6, ASKER6, WRONG_NDISC), (VIP, ASKER, ARP_ANSWER), (VIP6, ASKER6, NDISC_ANSWER)],
    ids=["arp", "ndisc", "answers in arp", "answers in ndisc"],
)
def test_a_flood_neither_prolongs_it_nor_drowns_the_answer(neighbours, address, source, frame):
    neighbours.host(0x12, (f"{VIP}/32", f"{VIP6}/128"))
    stranger = neighbours.host(0x11)
    with flooding(stranger, frame) as sent:
        time.sleep(0.1)
        began = time.monotonic()
        found = macs(address, source)
        took = time.monotonic() - began
    assert mac(0x12) in found
    assert (mac(0x11) in found) == (frame in (ARP_ANSWER, NDISC_ANSWER))
    assert 0.35 <= took < 2
    print(f"{sent[0]} frames, {took:.2f} s")
    assert sent[0] > 500


@pytest.mark.parametrize("filtered", [True, False])
def test_the_kernel_keeps_other_frames_away(neighbours, monkeypatch, filtered):
    stranger = neighbours.host(0x11)
    read, received = [], packet._received
    monkeypatch.setattr(packet, "_received", lambda wire: [read.append(frame) or frame for frame in received(wire)])
    if not filtered:
        monkeypatch.setattr(packet, "_attach_filter", lambda *_arguments: None)
    with answering(stranger, WRONG_NDISC, NDISC_ANSWER):
        macs(VIP6, ASKER6)
    assert (WRONG_NDISC in read) is not filtered
    assert read.count(NDISC_ANSWER) == 2


def test_an_interrupt_ends_it_at_once_and_leaves_no_socket(neighbours):
    neighbours.host(0x11)
    before, began = os.listdir("/proc/self/fd"), time.monotonic()
    interrupt = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        packet.ask("eth0", VIP, count=1, timeout=30)
    assert time.monotonic() - began < 5
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_an_interface_that_goes_down_meanwhile_ends_it_with_a_sentence(neighbours):
    neighbours.host(0x11)
    began = time.monotonic()
    down = threading.Timer(0.3, ip, ("link set eth0 down",))
    down.start()
    with pytest.raises(packet.PacketError, match="interface: 'eth0' is down"):
        packet.ask("eth0", VIP, count=1, timeout=30)
    down.join()
    assert time.monotonic() - began < 5


def _plain_user():
    os.seteuid(65534)


def _carrier_lost():
    ip("link add veth0 type veth peer name veth1", "link set veth0 up")
    until_state("veth0", "LOWERLAYERDOWN")


@pytest.mark.parametrize(
    ("interface", "spoil", "number", "sentence"),
    [
        ("eth0", _plain_user, errno.EPERM, "interface: 'eth0' cannot be used for whole frames without CAP_NET_RAW"),
        ("eth7", None, errno.ENODEV, "interface: 'eth7' is none of this host's"),
        ("lo", None, errno.EOPNOTSUPP, "interface: 'lo' has no MAC address"),
        ("eth0", lambda: ip("link set eth0 down"), errno.ENETDOWN, "interface: 'eth0' is down"),
        ("veth0", _carrier_lost, errno.ENETDOWN, "interface: 'veth0' has no carrier"),
    ],
)
def test_where_nobody_can_be_asked_it_says_why(neighbours, interface, spoil, number, sentence):
    neighbours.host(0x11, [f"{VIP}/32"])
    assert len(macs(VIP)) == 2
    try:
        if spoil:
            spoil()
        with pytest.raises(packet.PacketError) as caught:
            packet.ask(interface, VIP)
    finally:
        os.seteuid(0)
    assert (caught.value.errno, str(caught.value)) == (number, sentence)


def test_an_announcement_of_both_families_mends_what_neighbours_know(neighbours):
    host = neighbours.host(0x11, ("203.0.113.11/24", "2001:db8::11/64"))
    others = ("203.0.113.99", "2001:db8::99")

    def learned():
        return {entry["dst"]: entry["lladdr"] for entry in json.loads(run("ip", "-j", "neigh", "show", "nud", "stale"))}

    with host.entered():
        ip(*(f"neigh add {one} lladdr {mac(0x66)} dev eth0 nud stale" for one in (VIP, VIP6, *others)))
    with capturing(host) as seen:
        packet.announce("eth0", [VIP, VIP6], count=2, interval=0.2)
    own, everybody = bare(ASKER_MAC), "ffffffffffff"
    gratuitous = f"{own} 0806 0001 0800 06 04 %s {own} cb00710a %s cb00710a"
    frames = [
        f"{everybody} {gratuitous}" % ("0001", "000000000000"),
        f"{everybody} {gratuitous}" % ("0002", own),
        f"333300000001 {own} 86dd 60000000 0020 3a ff {_VIP6} {_ALL} 88 00 f90c 20000000 {_VIP6} 02 01 {own}",
    ]
    announced = [frame for frame in seen if frame[12:14] == b"\x08\x06" or frame[54:55] == b"\x88"]
    assert announced == [bytes.fromhex(frame) for frame in frames] * 2
    with host.entered():
        assert learned() == {VIP: ASKER_MAC, VIP6: ASKER_MAC, **dict.fromkeys(others, mac(0x66))}


@pytest.mark.parametrize(("interface", "reason"), [("lo", "has no MAC address"), ("eth7", "is none of this host's")])
def test_where_nothing_can_be_announced_it_says_why(interface, reason):
    with pytest.raises(packet.PacketError, match=f"interface: '{interface}' {reason}"):
        packet.announce(interface, [VIP])
