# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames of the wire, against what a Linux kernel has sent."""

import pytest

from lab.boot import frames
from lab.boot.frames import Host, Question

ROUTER, DIRECTOR, NEIGHBOUR, WEB = (f"02:00:00:00:00:{number}" for number in ("01", "02", "09", "0b"))
ARP_REQUEST = bytes.fromhex("ffffffffffff02000000000b0806000108000604000102000000000b0a00000b0000000000000a000001")
ARP_REPLY = bytes.fromhex("02000000000902000000000b0806000108000604000202000000000b0a00000b0200000000090a000009")
SOLICITATION = bytes.fromhex(
    "3333ff00000102000000000b86dd6000000000203afffe80000000000000000000fffe00000bff0200000000000000000001ff000001"
    "87004c4c0000000020010db8000000010000000000000001010102000000000b"
)
PROBE = bytes.fromhex(
    "3333ff00001102000000000b86dd6000000000203aff00000000000000000000000000000000ff0200000000000000000001ff000011"
    "8700ba490000000020010db80000000100000000000000110e01e16eed8db57c"
)
ADVERTISEMENT = bytes.fromhex(
    "02000000000902000000000b86dd6000000000203aff20010db800000001000000000000001120010db8000000010000000000000009"
    "88008a3f6000000020010db8000000010000000000000011020102000000000b"
)
SYN = bytes.fromhex(
    "02000000000b0200000000020800450000280000400040060632c63364070a0000649c40005000009c40000000005002faf047820000"
)
SYN6 = bytes.fromhex(
    "02000000000b02000000000286dd600000000014064020010db8ffff0000000000000000000720010db8000000010000000000000100"
    "9c42005000009c42000000005002faf01fa30000"
)


def test_who_has():
    assert frames.question(Host(WEB, "10.0.0.11"), "10.0.0.1") == ARP_REQUEST
    assert frames.question(Host(WEB, "fe80::ff:fe00:b"), "2001:db8:0:1::1") == SOLICITATION


def test_here_it_is():
    assert frames.answer(Host(WEB, "10.0.0.11"), Host(NEIGHBOUR, "10.0.0.9")) == ARP_REPLY
    assert frames.answer(Host(WEB, "2001:db8:0:1::11"), Host(NEIGHBOUR, "2001:db8:0:1::9")) == ADVERTISEMENT


def test_a_client_opens_a_connection():
    client, vip = Host(DIRECTOR, "198.51.100.7"), Host(WEB, "10.0.0.100")
    assert frames.opening(client, 40000, vip, 80) == SYN
    client, vip = Host(DIRECTOR, "2001:db8:ffff::7"), Host(WEB, "2001:db8:0:1::100")
    assert frames.opening(client, 40002, vip, 80) == SYN6


def test_questions_are_understood():
    assert frames.asked(ARP_REQUEST) == Question("10.0.0.1", Host(WEB, "10.0.0.11"))
    assert frames.asked(SOLICITATION) == Question("2001:db8:0:1::1", Host(WEB, "fe80::ff:fe00:b"))
    assert [frames.asked(frame) for frame in (ARP_REPLY, ADVERTISEMENT, PROBE, SYN, SYN6)] == [None] * 5


def test_claims_are_understood():
    claims = [frames.claimed(frame) for frame in (ARP_REQUEST, ARP_REPLY, ADVERTISEMENT)]
    assert claims == ["10.0.0.11", "10.0.0.11", "2001:db8:0:1::11"]
    assert [frames.claimed(frame) for frame in (SOLICITATION, PROBE, SYN, SYN6)] == [None] * 4


@pytest.mark.parametrize("frame", [ARP_REQUEST, ARP_REPLY, SOLICITATION, ADVERTISEMENT, SYN, SYN6])
def test_what_is_cut_off_says_nothing(frame):
    for length in range(42 if frame in (ARP_REQUEST, ARP_REPLY) else 78):
        assert frames.asked(frame[:length]) is frames.claimed(frame[:length]) is None
