# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import struct

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import bpf


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
def test_a_frame_passes_a_program_that_has_each_piece_and_one_of_the_endings(frame, good):
    pieces = ((0, b"\1"), (1, b"\2\2"))
    assert passes(bpf.answering(pieces, 3, [b"aaaa", b"bbbb"]), frame) is good


def test_of_very_many_endings_none_is_kept_away():
    endings = [bytes(4)[:2] + number.to_bytes(2, "big") for number in range(257)]
    assert [passes(bpf.answering((), 0, endings[:some]), b"aaaa") for some in (256, 257)] == [False, True]
