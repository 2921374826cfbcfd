# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
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
