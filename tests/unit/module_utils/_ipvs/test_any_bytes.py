# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever bytes come for an answer of IPVS, they are a value that can be used, or one clear error."""

import sys

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import wire, wire_changes, wire_info, wire_settings
from ansible_collections.lvs.cluster.plugins.module_utils._model.described import service_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.rules import daemon_line, table_lines
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.generic import AttributesReader
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.answers import (
    DONE,
    PAYLOADS,
    DestinationReader,
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
KEY = ServiceKey("ipv4", "tcp", "203.0.113.10", 80)


def usable(service):
    """What is done with a service that was read: it is asked for again, compared, shown and listed."""
    wire.pack_service_key(service.key)
    return service, service_params(service), table_lines([service]), str(service.key)


def service(reply):
    return usable(wire.unpack_service(reply))


def destination(reply):
    found = wire.unpack_destination("ipv4", reply)
    wire_changes.pack_destination_key(KEY, found)
    return usable(Service(KEY, "wlc", destinations=(found,)))


def daemon(reply):
    """A daemon that was read may be stopped, and one like it started."""
    found = wire_settings.unpack_daemon(reply)
    wire_settings.pack_daemon_key(found.state)
    return found, daemon_line(found)


READINGS = {
    "service": (service, wire_info.service_counters),
    "marked service": (service,),
    "destination": (destination, wire_info.destination_counters),
    "config": (wire_settings.unpack_timeouts,),
    "daemon": (daemon,),
    "info": (wire_info.info,),
}
NESTED = ("service", "marked service", "destination", "daemon")
every_answer = pytest.mark.parametrize("name", READINGS)


def read_all(name, payload):
    """Read an answer, in one datagram, in every way that there is; return what was found."""
    replies = outcome(lambda: Replay(part(payload) + DONE).dump(0, b"", AttributesReader()))
    if not isinstance(replies, list):
        return [replies]
    return [outcome(lambda read=read, reply=reply: read(reply)) for reply in replies for read in READINGS[name]]


@every_answer
def test_the_literal_bytes_are_understood(name):
    found = read_all(name, PAYLOADS[name])
    assert len(found) == len(READINGS[name])
    assert nl.NetlinkProtocolError not in found


@every_answer
def test_an_answer_cut_off_anywhere_is_a_value_or_the_one_clear_error(name):
    found = [read_all(name, payload) for payload in shortened(PAYLOADS[name])]
    assert [nl.NetlinkProtocolError] * len(READINGS[name]) in found


@every_answer
def test_an_answer_with_any_one_byte_changed_is_a_value_or_the_one_clear_error(name):
    for payload in overwritten(PAYLOADS[name]):
        read_all(name, payload)


@every_answer
@given(data=st.data())
def test_an_answer_with_other_attributes_is_a_value_or_the_one_clear_error(name, data):
    read_all(name, data.draw(spoiled(PAYLOADS[name], 4, nest=name in NESTED)))


@every_answer
@given(data=st.data())
def test_an_answer_of_other_words_is_a_value_or_the_one_clear_error(name, data):
    read_all(name, data.draw(patched(PAYLOADS[name]) | st.binary(max_size=200)))


@pytest.mark.parametrize("read", sorted({read for readings in READINGS.values() for read in readings}, key=repr))
@given(reply=st.dictionaries(st.integers(0, 16), st.binary(max_size=64)))
def test_attributes_of_any_bytes_are_a_value_or_the_one_clear_error(read, reply):
    outcome(lambda: read(reply))


def without(name, kind):
    payload = PAYLOADS[name]
    body = b"".join(payload[begin:end] + bytes(-end % 4) for found, begin, end in nl.spans(payload, 8) if found != kind)
    return nl.attributes(nl.attribute(int.from_bytes(payload[6:8], "little"), body))


@pytest.mark.parametrize(
    ("read", "reply", "text"),
    [
        (wire.unpack_service, without("service", 6), "no attribute 6 (a service's scheduler)"),
        (wire.unpack_service, {}, "no attribute 1 (service)"),
        (wire_info.service_counters, without("service", 12), "no attribute 12 (64-bit counters)"),
        (
            wire_settings.unpack_timeouts,
            {4: bytes(4), 5: bytes(3)},
            "attribute 5 (timeout tcp_fin) of the kernel's answer has 3",
        ),
        (wire_settings.unpack_daemon, without("daemon", 5), "no attribute 5 (a sync daemon's multicast group)"),
        (wire_info.info, {1: bytes(4)}, "no attribute 2 (size of the connection table)"),
    ],
)
def test_what_is_missing_or_short_is_named(read, reply, text):
    with pytest.raises(nl.NetlinkProtocolError) as caught:
        read(reply)
    assert text in str(caught.value)


def replaced(name, old, new):
    payload = PAYLOADS[name].replace(bytes.fromhex(old), bytes.fromhex(new))
    assert payload != PAYLOADS[name]
    return read_all(name, payload)[0]


def test_names_and_numbers_that_nobody_knows_are_shown_as_they_are():
    assert replaced("daemon", "08000100 01000000", "08000100 09000000")[0].state == "9"
    read, params, lines, _name = replaced("service", "08000600 776c6300", "08000600 ff6cc300")
    assert read.scheduler == params["scheduler"] == "\ufffdl\ufffd"
    assert " -s \ufffdl\ufffd " in lines[0]
    tunnel = replaced("destination", "05000d00 00000000", "05000d00 09000000")
    assert tunnel[0].destinations[0].tunnel == (9, 0, 0)
    assert replaced("service", "06000200 11000000", "06000200 ff000000")[3] == "255 203.0.113.10:80"


def test_a_tunnel_of_an_unknown_type_is_described_by_its_number():
    odd = Destination("10.0.0.1", 80, "tunnel", tunnel=(9, 0, 0))
    (described,) = service_params(Service(KEY, "wlc", destinations=(odd,)))["destinations"]
    assert described["tunnel"] == {"type": "9", "port": None, "flags": []}


class Walked(nl.Reader):
    """A DestinationReader without its faster way."""

    def __init__(self, family):
        self.one = DestinationReader(family).one


def destinations(*numbers):
    address = bytes.fromhex("0a00000b")
    return [PAYLOADS["destination"].replace(address, bytes([10, 0, 0, number])) for number in numbers]


def both_ways_agree(family, *datagrams):
    """Read a dump both ways; return whether the faster one was taken."""
    fast = DestinationReader(family)
    found = outcome(lambda: Replay(*datagrams).dump(0, b"", fast))
    assert found == outcome(lambda: Replay(*datagrams).dump(0, b"", Walked(family)))
    return found


def test_the_faster_way_is_taken_at_all_and_agrees():
    messages = b"".join(map(part, destinations(1, 2, 3)))
    assert DestinationReader("ipv4").many(messages)[1] == len(messages)
    assert [found.address for found in both_ways_agree("ipv4", messages, DONE)] == ["10.0.0.1", "10.0.0.2", "10.0.0.3"]


@pytest.mark.parametrize("odd", [0, 1])
def test_both_ways_agree_on_any_one_byte(odd):
    messages = [part(payload) for payload in destinations(1, 2)]
    for changed in overwritten(messages[odd], (0, 1, 4, 8, 12, 0x80, 0xFF)):
        datagram = b"".join([*messages[:odd], changed, *messages[odd + 1 :]])
        both_ways_agree("ipv4", datagram, messages[0], DONE)


def test_both_ways_agree_on_a_datagram_cut_off_anywhere():
    for datagram in shortened(b"".join(map(part, destinations(1, 2)))):
        both_ways_agree("ipv4", part(destinations(3)[0]), datagram, DONE)


messages = st.sampled_from(destinations(1, 2, 3)).flatmap(
    lambda payload: st.just(payload) | patched(payload) | spoiled(payload, 4)
)
datagrams = st.lists(messages.map(part) | patched(part(destinations(4)[0])), min_size=1, max_size=4).map(b"".join)


@given(st.sampled_from(["ipv4", "ipv6"]), st.lists(datagrams | st.binary(max_size=200), max_size=3))
@settings(max_examples=500)
def test_both_ways_agree_on_whatever_a_dump_brings(family, dump):
    both_ways_agree(family, *dump, DONE)
