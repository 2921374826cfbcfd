# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Captured from a 6.1 kernel: its own solicitation and its two kinds of answers. It gives none without the option."""

from ipaddress import IPv6Address

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import ndisc
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import patched

VIP, ASKER = "2001:db8::10", "2001:db8::2"
MAC, RESPONDER = bytes.fromhex("020000000001"), "02:00:00:00:00:11"
_VIP, _ASKER, _ALL_NODES = (
    "20010db8000000000000000000000010",
    "20010db8000000000000000000000002",
    "ff020000000000000000000000000001",
)
ANSWER = bytes.fromhex(
    "020000000001 020000000011 86dd 60000000 0020 3a ff" + _VIP + _ASKER + "88 00 8a45 60000000" + _VIP
    + "02 01 020000000011"
)  # fmt: skip
TO_A_PROBE = bytes.fromhex(
    "333300000001 020000000011 86dd 60000000 0020 3a ff" + _VIP + _ALL_NODES + "88 00 f8fc 20000000" + _VIP
    + "02 01 020000000011"
)  # fmt: skip


def summed(frame):
    """The frame with a right checksum, added up here byte by byte (RFC 1071)."""
    length = int.from_bytes(frame[18:20], "big")
    message = frame[54:56] + b"\0\0" + frame[58 : 54 + length]
    pseudo = frame[22:54] + length.to_bytes(4, "big") + b"\0\0\0\x3a" + message + b"\0" * (length % 2)
    total = sum(byte << (8 if place % 2 == 0 else 0) for place, byte in enumerate(pseudo))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return frame[:56] + (total ^ 0xFFFF).to_bytes(2, "big") + frame[58:]


WITHOUT_OPTION = summed(
    bytes.fromhex("020000000001 020000000022 86dd 60000000 0018 3a ff" + _VIP + _ASKER + "88 00 0000 60000000" + _VIP)
)


def with_changed(place, literal, frame=ANSWER):
    changed = bytes.fromhex(literal)
    return frame[:place] + changed + frame[place + len(changed) :]


def with_options(literal):
    options = bytes.fromhex(literal)
    frame = ANSWER[:78] + options
    return summed(with_changed(18, f"{24 + len(options):04x}", frame))


def test_a_solicitation_is_the_kernels_own():
    assert ndisc.solicitation(VIP, MAC, ASKER) == bytes.fromhex(
        "3333ff000010 020000000001 86dd 60000000 0020 3a ff"
        + _ASKER + "ff0200000000000000000001ff000010 87 00 1c0a 00000000" + _VIP + "01 01 020000000001"
    )  # fmt: skip


def test_without_a_source_it_is_that_of_duplicate_address_detection_and_names_no_hardware_address():
    assert ndisc.solicitation(VIP, MAC) == bytes.fromhex(
        "3333ff000010 020000000001 86dd 60000000 0018 3a ff"
        "00000000000000000000000000000000 ff0200000000000000000001ff000010 87 00 4ccf 00000000" + _VIP
    )


def test_the_group_has_the_last_three_bytes_of_the_address():
    frame = ndisc.solicitation("2001:db8::1:2aab:cdef", MAC)
    assert (frame[:6].hex(), frame[38:54].hex()) == ("3333ffabcdef", "ff0200000000000000000001ffabcdef")
    assert summed(frame) == frame


def test_an_announcement_is_an_advertisement_to_all_nodes_that_overrides():
    assert ndisc.announcement(VIP, bytes.fromhex("020000000011")) == [TO_A_PROBE]


@pytest.mark.parametrize(
    ("frame", "mac"),
    [
        (ANSWER, RESPONDER),
        (TO_A_PROBE, RESPONDER),
        (WITHOUT_OPTION, "02:00:00:00:00:22"),
        (WITHOUT_OPTION + bytes(4), "02:00:00:00:00:22"),
        (with_changed(6, "020000000099"), RESPONDER),
        (ANSWER[:12] + bytes.fromhex("8100 6000") + ANSWER[12:], RESPONDER),
        (with_options("0e01aabbccddeeff 0201020000000011"), RESPONDER),
        (with_options("0202020000000033 0000000000000000"), RESPONDER),  # a longer one is no Ethernet address
        (with_options(""), RESPONDER),
        (summed(with_changed(14, "6b012345")), RESPONDER),  # traffic class and flow label
    ],
)
def test_an_advertisement_answers_with_its_option_else_with_its_source(frame, mac):
    assert ndisc.responder(frame, VIP) == mac


def test_with_a_source_only_what_answers_it_counts():
    assert ndisc.responder(ANSWER, VIP, ASKER) == RESPONDER
    assert ndisc.responder(TO_A_PROBE, VIP, ASKER) is None
    assert ndisc.responder(ANSWER, VIP, "2001:db8::3") is None


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        *(ANSWER[:size] for size in range(len(ANSWER))),
        with_changed(12, "0800"),
        summed(with_changed(14, "40")),  # IPv4's version
        summed(with_changed(20, "3b")),
        summed(with_changed(21, "fe")),  # it came through a router
        summed(with_changed(54, "87")),  # a solicitation
        summed(with_changed(55, "01")),
        with_changed(56, "8a46"),  # the checksum
        with_changed(84, "0012"),  # what it sums up
        summed(with_changed(77, "11")),  # of another address
        summed(with_changed(38, _ALL_NODES)),  # solicited, and yet to everybody
        with_options("0200020000000011"),
        with_options("0202020000000011"),
        with_options("02"),
        ANSWER[:12] + bytes.fromhex("8100 0005") + ANSWER[12:],
        ndisc.solicitation(VIP, MAC, ASKER),
    ],
)
def test_what_is_no_answer_for_the_address_is_none(frame):
    assert ndisc.responder(frame, VIP) is None


def test_control_the_frames_here_are_summed_as_the_kernels_are():
    assert summed(with_changed(56, "ffff")) == ANSWER
    assert summed(TO_A_PROBE) == TO_A_PROBE


@given(
    st.binary(max_size=120) | patched(ANSWER) | st.binary(max_size=40).map(lambda options: with_options(options.hex()))
)
def test_any_bytes_are_a_mac_or_none(frame):
    found = ndisc.responder(frame, VIP)
    assert found is None or bytes.fromhex(found.replace(":", "")) in frame


def test_every_answer_has_the_pattern():
    places = (*ndisc.ANSWER, (ndisc.ADDRESS_AT, IPv6Address(VIP).packed[-4:]))
    for place, piece in places:
        assert {frame[place : place + len(piece)] for frame in (ANSWER, TO_A_PROBE, WITHOUT_OPTION)} == {piece}
        assert len(piece) in (1, 2, 4)
