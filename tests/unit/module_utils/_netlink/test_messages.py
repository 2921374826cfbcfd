# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import sys

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.skipif(
    sys.byteorder != "little", reason="the literal bytes are those of a little-endian machine"
)


def test_a_message_is_header_and_padded_payload():
    assert nl.message(16, nl.NLM_F_REQUEST, 7, b"abcde") == bytes.fromhex(
        "15000000 1000 0100 07000000 00000000 6162636465 000000"
    )


def test_messages_of_a_datagram_come_back_in_order():
    datagram = nl.message(16, 1, 1, b"abc") + nl.message(17, 2, 2, b"")
    assert list(nl.messages(datagram)) == [nl.Message(16, 1, 1, b"abc"), nl.Message(17, 2, 2, b"")]


def test_attributes_come_back_by_type_without_the_flag_for_nesting():
    payload = nl.text(6, "wlc") + nl.nested(1, nl.attribute(2, b"\x01"))
    assert nl.attributes(payload) == {6: b"wlc\0", 1: bytes.fromhex("05000200 01000000")}


@pytest.mark.parametrize("datagram", [b"\x10", bytes(16), bytes.fromhex("ff000000") + bytes(12)])
def test_a_length_that_cannot_be_is_an_error(datagram):
    with pytest.raises(nl.NetlinkProtocolError):
        list(nl.messages(datagram))


@pytest.mark.parametrize("payload", [bytes.fromhex("03000100"), bytes.fromhex("09000100 00000000")])
def test_an_attribute_that_does_not_fit_is_an_error(payload):
    with pytest.raises(nl.NetlinkProtocolError):
        nl.attributes(payload)


@given(st.binary(max_size=200))
def test_random_bytes_are_values_or_the_one_clear_error(data):
    for read in (lambda: list(nl.messages(data)), lambda: nl.attributes(data)):
        with contextlib.suppress(nl.NetlinkProtocolError):
            read()


def test_an_error_number_is_positive_and_an_acknowledgement_is_zero():
    assert nl.error_number(bytes.fromhex("feffffff")) == 2
    assert nl.error_number(bytes(4)) == 0


def test_a_string_ends_at_its_nul():
    assert nl.string(b"wlc\0\0\0") == "wlc"


@pytest.mark.parametrize(
    ("kind", "flags", "sequence", "plain"),
    [(0x1C, 2, 7, True), (0x1C, 2 | 0x10, 7, False), (0x1C, 2, 6, False), (2, 2, 7, False), (3, 2, 7, False)],
)
def test_only_an_undisturbed_message_of_the_dump_itself_begins_plainly(kind, flags, sequence, plain):
    assert nl.begins_plainly(nl.message(kind, flags, sequence, b"abcd"), 7) is plain
    assert not nl.begins_plainly(b"", 7)
