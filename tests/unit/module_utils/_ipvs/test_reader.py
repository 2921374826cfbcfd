# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Datagrams as kernels write them (attributes of a 6.1 kernel in literal bytes, little-endian), and as none does."""

import struct
import sys

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.reader import Block, are, each, learn
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import DestinationReader

pytestmark = pytest.mark.skipif(
    sys.byteorder != "little", reason="the literal bytes are those of a little-endian machine"
)

ADDRESS = "14000100 0a0000{:02x} 00000000 00000000 00000000"
SETTINGS = (
    "06000200 00500000 08000300 03000000 08000400 {:02x}000000 05000d00 00000000 06000e00 00000000 06000f00 00000000"
    "08000500 00000000 08000600 00000000"
)
CONNECTIONS = "08000700 2a000000 08000800 2b000000 08000900 2c000000"
FAMILY = "06000b00 02000000"
STATISTICS = "0c000c00 08000100 00000000"
DONE = struct.pack("=IHHIIi", 20, nl.NLMSG_DONE, nl.NLM_F_MULTI, 7, 99, 0)


def dumped(*parts, flags=nl.NLM_F_MULTI, sequence=7, kind=0x1C):
    body = bytes.fromhex("".join(parts))
    nest = struct.pack("=HH", len(body) + 4, 2) + body
    payload = bytes.fromhex("08010000") + nest
    return struct.pack("=IHHII", 16 + len(payload), kind, flags, sequence, 99) + payload


def usual(number, weight=1, **header):
    return dumped(ADDRESS.format(number), SETTINGS.format(weight), CONNECTIONS, FAMILY, STATISTICS, **header)


def read(*messages):
    datagram = b"".join(messages)
    found, end = DestinationReader("ipv4").many(datagram)
    return found, datagram[end:]


def test_a_datagram_is_read_at_once_up_to_its_end():
    found, rest = read(usual(1), usual(2, 5), usual(3), DONE)
    assert found == [Destination("10.0.0.1", 80), Destination("10.0.0.2", 80, weight=5), Destination("10.0.0.3", 80)]
    assert rest == DONE


def test_what_is_read_at_once_is_what_one_by_one_gives():
    reader = DestinationReader("ipv4")
    datagram = usual(1) + usual(2, 200)
    one_by_one = [reader.one(message.payload) for message in nl.messages(datagram)]
    assert reader.many(datagram) == (one_by_one, len(datagram))


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((CONNECTIONS, FAMILY), id="no counters"),
        pytest.param((FAMILY,), id="nothing between"),
        pytest.param((CONNECTIONS,), id="no family"),
        pytest.param((CONNECTIONS, FAMILY, "08006300 2a000000"), id="an attribute that this code does not know"),
    ],
)
def test_the_layout_of_another_kernel_is_learned(parts):
    reader = DestinationReader("ipv4")
    reader.many(usual(9))
    datagram = b"".join(dumped(ADDRESS.format(number), SETTINGS.format(1), *parts) for number in (1, 2))
    assert reader.many(datagram) == ([Destination("10.0.0.1", 80), Destination("10.0.0.2", 80)], len(datagram))


SIX = dumped(
    "14000100 20010db8 00000000 00000000 00000001", SETTINGS.format(1), CONNECTIONS, "06000b00 0a000000", STATISTICS
)
SIXTH = Destination("2001:db8::1", 80, family="ipv6")


def test_real_servers_of_another_family_than_their_service_are_read_at_once():
    assert read(SIX, SIX) == ([SIXTH, SIXTH], b"")


def test_a_reader_goes_from_one_family_to_the_other_and_back():
    reader = DestinationReader("ipv4")
    four = Destination("10.0.0.1", 80)
    found = [reader.many(datagram)[0] for datagram in (usual(1), SIX, SIX, SIX, usual(1), usual(1))]
    assert found == [[four], [], [SIXTH], [SIXTH], [], [four]]


def test_both_families_in_one_datagram_are_left_to_be_walked():
    assert read(usual(1), SIX) == ([], usual(1) + SIX)
    assert [DestinationReader("ipv4").one(message.payload) for message in nl.messages(usual(1) + SIX)] == [
        Destination("10.0.0.1", 80),
        SIXTH,
    ]


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(usual(2, flags=nl.NLM_F_MULTI | nl.NLM_F_DUMP_INTR), id="disturbed"),
        pytest.param(usual(2, sequence=6), id="of another request"),
        pytest.param(usual(2, kind=nl.NLMSG_ERROR), id="of another type"),
    ],
)
def test_a_datagram_with_an_odd_message_among_others_is_left_to_be_walked(odd):
    assert read(usual(1), odd, usual(3)) == ([], usual(1) + odd + usual(3))


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((SETTINGS.format(4)[-35:], SETTINGS.format(4)[:-35], CONNECTIONS, FAMILY), id="another order"),
        pytest.param((SETTINGS.format(4), CONNECTIONS[:-18], "08000400 09000000", FAMILY), id="a weight twice"),
        pytest.param((SETTINGS.format(4), CONNECTIONS[:-18], "10000900 2c000000", FAMILY), id="the family swallowed"),
        pytest.param((SETTINGS.format(4)[:-17], "10000600 00000000", CONNECTIONS, FAMILY), id="a count swallowed"),
    ],
)
def test_a_message_of_the_same_size_and_other_headers_is_left_to_be_walked(parts):
    odd = dumped(ADDRESS.format(2), *parts, STATISTICS)
    assert len(odd) == len(usual(1))
    assert read(usual(1), odd) == ([], usual(1) + odd)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((SETTINGS.format(1), ADDRESS.format(1), FAMILY), id="the address last"),
        pytest.param((SETTINGS.format(1),), id="no address"),
        pytest.param((ADDRESS.format(1),), id="no settings"),
        pytest.param(("08000100 0a000001", SETTINGS.format(1)), id="a short address"),
        pytest.param(
            (ADDRESS.format(1), FAMILY, CONNECTIONS, SETTINGS.format(1), CONNECTIONS, FAMILY), id="settings thrice"
        ),
    ],
)
def test_what_no_known_kernel_writes_is_left_to_be_walked(parts):
    assert learn(dumped(*parts), "ipv4") is None
    assert read(dumped(*parts)) == ([], dumped(*parts))


@pytest.mark.parametrize("length", [0, 15, 5000])
def test_a_first_message_that_cannot_be_is_an_error(length):
    with pytest.raises(nl.NetlinkProtocolError):
        learn(length.to_bytes(4, "little") + usual(1)[4:], "ipv4")


@pytest.mark.parametrize(
    ("at", "value"), [pytest.param(22, 1, id="another nest"), pytest.param(20, 0x82, id="a nest that ends too early")]
)
def test_a_message_that_is_no_single_destination_is_left_to_be_walked(at, value):
    datagram = usual(1)[:at] + bytes([value]) + usual(1)[at + 1 :]
    assert learn(datagram, "ipv4") is None


def test_a_last_message_without_its_padding_is_left_to_be_walked():
    datagram = dumped(ADDRESS.format(1), SETTINGS.format(1), "05001000 2a")
    assert learn(datagram, "ipv4") is None


def test_what_is_remembered_has_a_bound(monkeypatch):
    monkeypatch.setattr("ansible_collections.lvs.cluster.plugins.module_utils._ipvs.reader._MOST_KNOWN", 3)
    reader = DestinationReader("ipv4")
    found, _end = reader.many(b"".join(usual(1, weight) for weight in range(20)))
    assert [destination.weight for destination in found] == list(range(20))
    assert len(reader._known) <= 3


VALUES = (80, "direct", 1, 0, 0, "ipv4", (0, 0, 0))


def expected(*addresses, **changes):
    return tuple(sorted(Destination(address, 80, **changes) for address in addresses))


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20, unique=True), st.integers(1, 5), st.randoms())
def test_blocks_are_told_to_be_what_is_expected_in_whatever_order_they_come(numbers, size, random):
    addresses = [f"10.0.0.{number}" for number in numbers]
    wanted = expected(*addresses)
    random.shuffle(addresses)
    blocks = [Block(addresses[begin : begin + size], VALUES) for begin in range(0, len(addresses), size)]
    assert are(blocks, wanted)
    assert tuple(sorted(each(blocks))) == wanted
    assert not are(blocks, expected(*addresses, weight=2))
    assert not are(blocks, expected(*addresses, "10.0.0.99"))
    assert not are(blocks[1:], wanted)
    assert not are([*blocks, Block(["10.0.0.99"], VALUES)], wanted)
    one, *others = wanted
    assert not are(blocks, tuple(sorted([one._replace(lower_threshold=1, upper_threshold=1), *others])))


def test_blocks_that_differ_are_left_to_be_compared():
    blocks = [Block(["10.0.0.1"], VALUES), Block(["10.0.0.2"], (80, "direct", 5, 0, 0, "ipv4", (0, 0, 0)))]
    assert not are(blocks, tuple(sorted(each(blocks))))
    assert not are([], ())
