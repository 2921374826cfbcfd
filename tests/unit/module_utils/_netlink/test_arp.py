# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ipaddress import IPv4Address

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import arp
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import patched

VIP, ASKER = "203.0.113.10", "203.0.113.2"
MAC = bytes.fromhex("020000000001")
# As a 6.1 kernel answers; the second one is its answer to a probe.
ANSWER = bytes.fromhex(
    "020000000001 020000000011 0806 0001 0800 06 04 0002 020000000011 cb00710a 020000000001 cb007102"
)
TO_A_PROBE = ANSWER[:-4] + bytes(4)


def with_changed(place, literal):
    changed = bytes.fromhex(literal)
    return ANSWER[:place] + changed + ANSWER[place + len(changed) :]


def test_an_announcement_is_a_gratuitous_request_and_a_gratuitous_reply():
    mac, vip = "02420a4d0102", "cb00710a"
    header = "ffffffffffff" + mac + "0806" + "0001" + "0800" + "06" + "04"
    assert arp.announcement("203.0.113.10", bytes.fromhex(mac)) == [
        bytes.fromhex(header + "0001" + mac + vip + "000000000000" + vip),
        bytes.fromhex(header + "0002" + mac + vip + mac + vip),
    ]


@pytest.mark.parametrize(("source", "sender"), [("", "00000000"), (ASKER, "cb007102")])
def test_a_solicitation_is_a_broadcast_request_with_or_without_a_sender(source, sender):
    assert arp.solicitation(VIP, MAC, source) == bytes.fromhex(
        "ffffffffffff 020000000001 0806 0001 0800 06 04 0001 020000000001" + sender + "000000000000 cb00710a"
    )


@pytest.mark.parametrize("frame", [ANSWER, TO_A_PROBE, ANSWER + bytes(18), ANSWER[:12] + b"\x81\0\x60\0" + ANSWER[12:]])
def test_the_sender_of_a_reply_answers_also_of_one_that_is_padded_or_has_a_priority(frame):
    assert arp.responder(frame, VIP) == "02:00:00:00:00:11"


def test_with_a_source_only_what_answers_it_counts():
    assert arp.responder(ANSWER, VIP, ASKER) == "02:00:00:00:00:11"
    assert arp.responder(TO_A_PROBE, VIP, ASKER) is None
    assert arp.responder(ANSWER, VIP, "203.0.113.3") is None


def test_the_hardware_address_is_the_one_that_caches_learn_and_not_that_of_the_frame():
    assert arp.responder(with_changed(6, "020000000099"), VIP) == "02:00:00:00:00:11"


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        *(ANSWER[:size] for size in range(len(ANSWER))),
        with_changed(12, "86dd"),
        with_changed(14, "0006"),  # IEEE 802
        with_changed(16, "86dd"),
        with_changed(18, "08"),
        with_changed(19, "10"),
        with_changed(20, "0001"),  # a request
        with_changed(20, "0200"),
        with_changed(28, "cb00710b"),  # of another address
        ANSWER[:12] + bytes.fromhex("8100 0005") + ANSWER[12:],
        *arp.announcement(VIP, MAC),
    ],
)
def test_what_is_no_answer_for_the_address_is_none(frame):
    assert arp.responder(frame, VIP) is None


@given(st.binary(max_size=80) | patched(ANSWER))
def test_any_bytes_are_the_sender_or_none(frame):
    assert arp.responder(frame, VIP) in (None, frame[22:28].hex(":"), frame[26:32].hex(":"))


def test_every_answer_has_the_pattern():
    places = (*arp.ANSWER, (arp.ADDRESS_AT, IPv4Address(VIP).packed))
    for place, piece in places:
        assert ANSWER[place : place + len(piece)] == TO_A_PROBE[place : place + len(piece)] == piece
        assert len(piece) in (1, 2, 4)
