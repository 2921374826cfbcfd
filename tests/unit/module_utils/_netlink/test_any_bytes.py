# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever bytes come, framing, family resolution and rtnetlink make a value of them, or one clear error."""

import contextlib
import errno
import functools
import itertools
import os
import struct
import sys

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import vip
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import (
    HeldAddress,
    Neighbour,
    NextHop,
    Route,
    Rule,
)
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_memory import Memory
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import neighbours, ways
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.batch import AnswersLostError
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.generic import GenericFamily
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.route import RouteClient
from hypothesis import given
from hypothesis import strategies as st

from tests import vips
from tests.answers import (
    DONE,
    PAYLOADS,
    SEQUENCE,
    Replay,
    outcome,
    overwritten,
    part,
    patched,
    shortened,
    spoiled,
)

pytestmark = [
    pytest.mark.skipif(sys.byteorder != "little", reason="the literal bytes are those of a little-endian machine"),
    pytest.mark.usefixtures("no_hang"),
]
STARTS = {"family": 4, "interface": 16, "address": 8, "flags": 8}
ANSWERS = {**PAYLOADS, "flags": PAYLOADS["address"]}
DATAGRAM = b"".join(map(part, PAYLOADS.values())) + DONE


def bounded(found, data):
    """All that an iteration yields; each item takes four bytes or more, so there is a bound."""
    items = list(itertools.islice(found, len(data) // 4 + 1))
    assert len(items) <= len(data) // 4
    return items


def resolved(payload):
    family = GenericFamily.__new__(GenericFamily)
    family._connection = Replay(part(payload))
    return family._resolve("IPVS")


def route(*datagrams):
    client = RouteClient.__new__(RouteClient)
    client._connection = Replay(*datagrams)
    return client


def interfaces(payload):
    return route(part(payload) + DONE).interfaces()


def addresses(payload):
    """Addresses as they are used: a host that has them is compared with what is declared."""
    found = route(part(PAYLOADS["interface"]) + DONE, part(payload) + DONE).addresses()
    for arp in ("hidden", "announced"):
        with contextlib.suppress(ModelError):
            vip.plan(vips.declared("203.0.113.10", arp=arp), vips.host(*found), Memory())
    return found


def rules(payload):
    return route(part(payload) + DONE, DONE).rules(7100)


def routes(payload):
    return route(part(PAYLOADS["interface"]) + DONE, part(payload) + DONE, DONE).routes(7100)


def next_hop(payload):
    return route(part(payload), part(PAYLOADS["interface"]) + DONE).next_hop("192.0.2.1")


def way_by_ipv6(payload):
    return route(part(payload), part(PAYLOADS["interface"]) + DONE).next_hop("198.51.100.7")


def default_ways(payload):
    return ways.default_ways(route(part(PAYLOADS["interface"]) + DONE, part(payload) + DONE, DONE))


def known_neighbours(payload):
    return neighbours.neighbours(route(part(PAYLOADS["interface"]) + DONE, part(payload) + DONE))


def flags(payload):
    found = ways.flagged_addresses(route(part(PAYLOADS["interface"]) + DONE, part(payload) + DONE))
    return [one for _held, one in found]


READINGS = {
    "family": resolved,
    "interface": interfaces,
    "address": addresses,
    "rule": rules,
    "route": routes,
    "next hop": next_hop,
    "way by IPv6": way_by_ipv6,
    "default ways": default_ways,
    "neighbour": known_neighbours,
    "flags": flags,
}
every_answer = pytest.mark.parametrize("name", READINGS)


def test_the_literal_bytes_are_understood():
    assert resolved(PAYLOADS["family"]) == 0x1C
    assert interfaces(PAYLOADS["interface"])["lo"].index == 1
    assert addresses(PAYLOADS["address"]) == (HeldAddress("127.0.0.1", 8, "lo", "lo", scope="host"),)
    assert rules(PAYLOADS["rule"]) == (Rule("203.0.113.10", 7100),)
    assert routes(PAYLOADS["route"]) == (Route(7100, "10.0.0.254", "lo"),)
    assert next_hop(PAYLOADS["next hop"]) == NextHop("192.0.2.1", "lo", "10.0.0.1")
    assert way_by_ipv6(PAYLOADS["way by IPv6"]) == NextHop("198.51.100.7", "lo", "2001:db8::99")
    assert default_ways(PAYLOADS["default ways"]) == (
        NextHop("default", "lo", "10.0.0.254", mtu=1300),
        NextHop("default", "2", "10.1.0.254", mtu=1300),
    )
    assert known_neighbours(PAYLOADS["neighbour"]) == (Neighbour("10.0.0.11", "lo", "02:00:00:00:00:11", "stale"),)
    assert flags(PAYLOADS["address"]) == [()]


@every_answer
def test_an_answer_cut_off_or_changed_anywhere_is_a_value_or_the_one_clear_error(name):
    read, payload = READINGS[name], ANSWERS[name]
    found = [outcome(functools.partial(read, other)) for other in [*shortened(payload), *overwritten(payload)]]
    assert nl.NetlinkProtocolError in found


@every_answer
@given(data=st.data())
def test_an_answer_of_other_attributes_or_words_is_a_value_or_the_one_clear_error(name, data):
    payload = ANSWERS[name]
    other = spoiled(payload, STARTS.get(name, 12), nest=False) | patched(payload) | st.binary(max_size=200)
    drawn = data.draw(other)
    outcome(lambda: READINGS[name](drawn))


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda: resolved(b"\1\2\0\0"), "no attribute 1 (number of the family IPVS)"),
        (lambda: interfaces(bytes(16)), "no attribute 3 (name of an interface)"),
        (lambda: interfaces(bytes(3) + PAYLOADS["interface"][-8:]), "too few for an interface"),
        (lambda: addresses(b"\2"), "1 bytes are too few for an interface's address, which has 8"),
        (lambda: addresses(PAYLOADS["address"][:8]), "no attribute 1 (an interface's address)"),
        (lambda: known_neighbours(PAYLOADS["neighbour"][:12]), "no attribute 1 (address of a neighbour)"),
        (
            lambda: default_ways(PAYLOADS["default ways"].replace(b"\x10\0\0\0", b"\4\0\0\0")),
            "a way of 4 bytes does not fit",
        ),
        (lambda: addresses(b"\2\x21" + PAYLOADS["address"][2:]), "a prefix of 33 bits for 127.0.0.1"),
    ],
)
def test_what_is_missing_short_or_impossible_is_named(read, text):
    with pytest.raises(nl.NetlinkProtocolError) as caught:
        read()
    assert text in str(caught.value)


@given(st.binary(max_size=300) | patched(DATAGRAM) | st.integers(0, len(DATAGRAM)).map(lambda size: DATAGRAM[:size]))
def test_framing_ends_with_values_or_the_one_clear_error(data):
    outcome(lambda: bounded(nl.messages(data), data))
    outcome(lambda: bounded(nl.spans(data), data))
    outcome(lambda: nl.attributes(data))
    nl.begins_plainly(data, SEQUENCE)


@given(st.binary(max_size=8))
def test_an_error_number_can_be_named_or_is_the_one_clear_error(payload):
    number = outcome(lambda: nl.error_number(payload))
    assert number is nl.NetlinkProtocolError or os.strerror(number)


@pytest.mark.parametrize("number", [1, -4096, -(2**31)])
def test_an_error_number_that_is_none_is_refused(number):
    with pytest.raises(nl.NetlinkProtocolError, match="which is none"):
        nl.error_number(struct.pack("=i", number))


answers = st.lists(
    st.binary(max_size=64) | patched(DATAGRAM) | st.builds(part, st.binary(max_size=8), st.integers(0, 4))
)


@given(answers)
def test_every_kind_of_request_ends_whatever_is_answered(datagrams):
    outcome(lambda: Replay(*datagrams).dump(0, b""))
    outcome(lambda: Replay(*datagrams).get(0, b""))
    outcome(lambda: Replay(*datagrams).request(0, b""))
    refused = outcome(lambda: Replay(*datagrams).batch(0, [b"", b""]))
    assert isinstance(refused, tuple) or set(refused) <= {0, 1}


def test_an_answer_to_a_batch_that_makes_no_sense_is_an_answer_lost():
    refusal = nl.message(nl.NLMSG_ERROR, 0, SEQUENCE, struct.pack("=i", -errno.EEXIST))
    with pytest.raises(AnswersLostError) as caught:
        Replay(refusal, b"junk").batch(0, [b"", b""])
    assert (caught.value.errno, caught.value.refused) == (errno.EBADMSG, {0: errno.EEXIST})
