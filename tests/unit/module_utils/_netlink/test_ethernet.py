# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import struct

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import ethernet
from hypothesis import given
from hypothesis import strategies as st

TO, FROM = bytes.fromhex("ffffffffffff"), bytes.fromhex("02420a4d0102")


def test_a_frame_is_destination_source_type_and_payload():
    assert ethernet.frame(TO, FROM, 0x0806, b"payload") == TO + FROM + b"\x08\x06payload"


@pytest.mark.parametrize(
    ("header", "opened"),
    [
        ("0806", (FROM, b"payload")),
        ("0800", None),
        ("8100 6000 0806", (FROM, b"payload")),  # priority 3, no VLAN
        ("8100 0005 0806", None),  # VLAN 5
        ("8100 6fff 0806", None),
        ("88a8 0005 8100 0005 0806", None),
        ("8100 0000 0800", None),
    ],
)
def test_a_frame_of_the_segment_is_opened_and_one_of_a_vlan_is_not(header, opened):
    assert ethernet.opened(TO + FROM + bytes.fromhex(header) + b"payload", 0x0806) == opened


@pytest.mark.parametrize("rest", ["", "08", "8100", "8100 0000", "8100 0000 08"])
def test_a_header_cut_off_is_none(rest):
    assert ethernet.opened(TO + FROM + bytes.fromhex(rest), 0x0806) is None


@given(st.binary(max_size=40), st.sampled_from([0x0806, 0x8100]))
def test_any_bytes_are_source_and_payload_or_none(data, ethertype):
    found = ethernet.opened(data, ethertype)
    assert found is None or (found[0] == data[6:12] and data.endswith(found[1]))


def test_an_address_as_text():
    assert ethernet.text(FROM) == "02:42:0a:4d:01:02"


def passes(code, frame):
    """What a filter says of a frame, each instruction as linux/filter.h describes it."""
    steps = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    at, loaded = 0, 0
    while True:
        operation, if_true, if_false, operand = steps[at]
        at += 1
        if operation == 0x06:
            return bool(operand)
        if operation == 0x15:
            at += if_true if loaded == operand else if_false
        else:
            size = {0x30: 1, 0x28: 2, 0x20: 4}[operation]
            loaded = int.from_bytes(frame[operand : operand + size], "big")


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
def test_a_frame_passes_a_filter_that_has_each_piece_and_one_of_the_endings(frame, good):
    pieces = ((0, b"\1"), (1, b"\2\2"))
    assert passes(ethernet.filter_of(pieces, 3, [b"aaaa", b"bbbb"]), frame) is good


def test_of_very_many_endings_none_is_kept_away():
    endings = [bytes(4)[:2] + number.to_bytes(2, "big") for number in range(257)]
    assert [passes(ethernet.filter_of((), 0, endings[:some]), b"aaaa") for some in (256, 257)] == [False, True]
