# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs, run here by each instruction as linux/filter.h describes it; kernels run them in the kernel tests."""

import struct

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import bpf

VIP, VIP6 = "203.0.113.10", "2001:db8::10"
_VIP, _VIP6 = "cb00710a", "20010db8" + "0" * 22 + "10"
_OTHER, _OTHER6 = "cb007163", "20010db8" + "0" * 22 + "99"
MACS = "020000000001 020000000011"
IPV4 = f"{MACS} 0800 4500 0014 0000 0000 40 11 0000"
IPV6 = f"{MACS} 86dd 60000000 0000 3b 40"
ARP = f"{MACS} 0806 0001 0800 06 04 0001 020000000011"
ABOUT = {
    f"{IPV4} {_VIP} {_OTHER}": True,
    f"{IPV4} {_OTHER} {_VIP}": True,
    f"{IPV4} {_OTHER} {_OTHER} {_VIP}": False,
    f"{ARP} {_VIP} 000000000000 {_OTHER}": True,
    f"{ARP} {_OTHER} 000000000000 {_VIP}": True,
    f"{ARP} {_OTHER} 000000000000 {_OTHER} {_VIP}": False,
    f"{IPV6} {_VIP6} {_OTHER6}": True,
    f"{IPV6} {_OTHER6} {_VIP6}": True,
    f"{IPV6} {_OTHER6} {_OTHER6}": False,
    f"{IPV6} {_OTHER6} {_OTHER6} 87 00 0000 00000000 {_VIP6}": True,
    f"{IPV6} {_OTHER6} {_OTHER6} 87 00 0000 00000000 {_OTHER6}": False,
    f"{MACS} 88cc {_VIP * 10}": False,
    f"{MACS} 08": False,
    f"{IPV4} {_OTHER} cb00": False,
}
_PACKET_TYPE, _TAG, _HAS_TAG = (0xFFFFF000 + place for place in (4, 44, 48))
_HOST, _BROADCAST, _OTHERHOST, _OUTGOING = 0, 1, 3, 4


def passed(program, frame, **known):
    """How much of a frame passes; ``known`` is what the kernel knows of it, by default one that came to this host."""
    steps = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    words = {_PACKET_TYPE: known.get("kind", _HOST), _TAG: known.get("tag", 0), _HAS_TAG: known.get("has_tag", 0)}
    at, loaded = 0, 0
    while True:
        operation, if_true, if_false, operand = steps[at]
        at += 1
        if operation == 0x06:
            return operand
        if operation == 0x05:
            at += operand
        elif operation == 0x15:
            at += if_true if loaded == operand else if_false
        elif operation == 0x54:
            loaded &= operand
        elif operand in words:
            loaded = words[operand]
        else:
            size = {0x30: 1, 0x28: 2, 0x20: 4}[operation]
            if operand + size > len(frame):
                return 0
            loaded = int.from_bytes(frame[operand : operand + size], "big")


def many(count):
    return [f"198.18.{number // 250}.{number % 250 + 1}" for number in range(count)]


@pytest.mark.parametrize(
    ("frame", "good"),
    [
        (b"\1\2\2aaaa", True),
        (b"\1\2\2bbbb", True),
        (b"\1\2\2cccc", False),
        (b"\1\2\3aaaa", False),
        (b"\0\2\2bbbb", False),
    ],
)
def test_a_frame_passes_that_has_each_piece_and_one_of_the_endings(frame, good):
    pieces = ((0, b"\1"), (1, b"\2\2"))
    assert passed(bpf.having(pieces, 3, [b"aaaa", b"bbbb"]), frame) == 65536 * good


def test_of_very_many_endings_none_is_kept_away():
    endings = [bytes(4)[:2] + number.to_bytes(2, "big") for number in range(257)]
    assert [bool(passed(bpf.having((), 0, endings[:some]), b"aaaa")) for some in (256, 257)] == [False, True]


@pytest.mark.parametrize("others", [0, 1, 40], ids=str)
@pytest.mark.parametrize(("literal", "good"), ABOUT.items())
def test_headers_pass_of_what_is_about_one_of_the_addresses(literal, good, others):
    frame = bytes.fromhex(literal)
    for outgoing, kind in ((True, _OUTGOING), (False, _BROADCAST)):
        program = bpf.about([*many(others), VIP, VIP6], outgoing)
        assert passed(program, frame, kind=kind) == bpf.HEADERS * good


@pytest.mark.parametrize(
    ("known", "incoming", "outgoing"),
    [
        ({"kind": _HOST}, True, False),
        ({"kind": _OUTGOING}, False, True),
        ({"kind": _OTHERHOST}, False, False),
        ({"kind": _HOST, "tag": 5, "has_tag": 1}, False, False),
        ({"kind": _OUTGOING, "tag": 0x6005, "has_tag": 1}, False, False),
        ({"kind": _HOST, "tag": 0x6000, "has_tag": 1}, True, False),  # a priority, no VLAN
        ({"kind": _HOST, "tag": 5, "has_tag": 0}, True, False),  # on the VLAN's own interface
    ],
)
def test_only_this_hosts_frames_pass_each_its_way(known, incoming, outgoing):
    frame = bytes.fromhex(f"{IPV4} {_VIP} {_OTHER}")
    assert [bool(passed(bpf.about([VIP], way), frame, **known)) for way in (False, True)] == [incoming, outgoing]


def test_of_very_many_addresses_the_protocols_alone_are_looked_at():
    programs = {count: bpf.about(many(count), False) for count in (56, 57, 5000)}
    sizes = {count: len(program) // bpf.INSTRUCTION.size for count, program in programs.items()}
    assert sizes[56] > 400 > 30 > sizes[57] == sizes[5000]
    frames = [bytes.fromhex(literal) for literal in (f"{IPV4} {_OTHER} {_OTHER}", f"{IPV6} {_OTHER6} {_OTHER6}")]
    assert [[bool(passed(program, frame)) for frame in frames] for program in programs.values()] == [
        [False, False],
        [True, False],  # of IPv6 there is no address, so nothing of it passes
        [True, False],
    ]
