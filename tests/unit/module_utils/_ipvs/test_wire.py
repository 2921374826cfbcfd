# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The codec on literal bytes: what linux/ip_vs.h asks for, and what a 6.1 kernel answered, little-endian."""

import sys

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import wire, wire_changes
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl

pytestmark = pytest.mark.skipif(
    sys.byteorder != "little", reason="the literal bytes are those of a little-endian machine"
)

KEY = ServiceKey("ipv4", "tcp", "203.0.113.10", 80)
WEB = Service(KEY, "wlc", destinations=None)
REAL = Destination("10.0.0.11", 80, weight=3)

IDENTITY = bytes.fromhex(
    "06000100 02000000"  # AF 2
    "06000200 06000000"  # PROTOCOL 6
    "08000300 cb00710a"  # ADDR 203.0.113.10
    "06000400 00500000"  # PORT 80, network order
)
SERVICE = IDENTITY + bytes.fromhex(
    "08000600 776c6300"  # SCHED_NAME wlc\0
    "0c000700 00000000 fdffffff"  # FLAGS 0, mask all but HASHED
    "08000800 00000000"  # TIMEOUT 0
    "08000900 ffffffff"  # NETMASK 255.255.255.255
)
DESTINATION = bytes.fromhex(
    "06000b00 02000000"  # ADDR_FAMILY 2
    "08000100 0a00000b"  # ADDR 10.0.0.11
    "06000200 00500000"  # PORT 80
    "08000300 03000000"  # FWD_METHOD direct
    "08000400 03000000"  # WEIGHT 3
    "08000500 00000000 08000600 00000000"  # U_THRESH, L_THRESH
    "05000d00 00000000"  # TUN_TYPE ipip
    "06000e00 00000000 06000f00 00000000"  # TUN_PORT, TUN_FLAGS
)
# Dumped by a 6.1 kernel: addresses of 16 bytes, HASHED among the flags, counters of 32 bits (10 of the service's nest).
DUMPED_SERVICE = bytes.fromhex(
    "06000100 02000000 06000200 06000000 14000300 cb00710a 00000000 00000000 00000000 06000400 00500000"
    "08000600 776c6300 0c000700 02000000 ffffffff 08000800 00000000 08000900 ffffffff"
    "60000a00 08000100 00000000 08000200 00000000 08000300 00000000 0c000400 00000000 00000000 04000b00"
    "0c000500 00000000 00000000 08000600 00000000 08000700 00000000 08000800 00000000 08000900 00000000"
    "08000a00 00000000"
)
DUMPED_DESTINATION = bytes.fromhex(
    "14000100 0a00000b 00000000 00000000 00000000 06000200 00500000 08000300 03000000 08000400 03000000"
    "05000d00 00000000 06000e00 00000000 06000f00 00000000 08000500 00000000 08000600 00000000"
    "08000700 00000000 08000800 00000000 08000900 00000000 06000b00 02000000"
)
# The connection flags above the method's three bits, which a kernel sets for destinations that have been used.
USED_METHOD = (bytes.fromhex("08000300 03000000"), bytes.fromhex("08000300 03010000"))
UNKNOWN_ATTRIBUTE = bytes.fromhex("08006300 2a000000")


def nested(kind, body):
    return (len(body) + 4).to_bytes(2, "little") + (kind | 0x8000).to_bytes(2, "little") + body


def test_a_service_is_packed_as_the_kernel_header_has_it():
    assert wire_changes.pack_service(WEB) == nested(1, SERVICE)
    assert wire.pack_service_key(KEY) == nested(1, IDENTITY)


def test_a_destination_is_packed_behind_its_service():
    assert wire_changes.DestinationPacker().pack(KEY, REAL) == nested(1, IDENTITY) + nested(2, DESTINATION)
    assert wire_changes.pack_destination_key(KEY, REAL) == nested(1, IDENTITY) + nested(2, DESTINATION[:24])


def test_a_dumped_service_reads_back_and_the_kernels_own_flag_is_dropped():
    assert wire.unpack_service({1: DUMPED_SERVICE}) == WEB


def test_a_dumped_destination_reads_back_without_its_counters():
    assert wire.unpack_destination("ipv4", {2: DUMPED_DESTINATION}) == REAL
    assert wire.unpack_destination("ipv4", {2: DUMPED_DESTINATION.replace(*USED_METHOD)}) == REAL


def test_attributes_that_this_code_does_not_know_are_passed_over():
    assert wire.unpack_service({1: UNKNOWN_ATTRIBUTE + DUMPED_SERVICE}) == WEB
    assert wire.unpack_destination("ipv4", {2: DUMPED_DESTINATION + UNKNOWN_ATTRIBUTE}) == REAL


def test_a_kernel_that_names_no_family_means_the_services():
    assert wire.unpack_destination("ipv4", {2: DUMPED_DESTINATION[:-8]}) == REAL


@pytest.mark.parametrize(
    "service",
    [
        Service(ServiceKey("ipv6", "udp", "2001:db8::10", 53), "rr", 4, 300, 64, "sip"),
        Service(ServiceKey("ipv6", "", "", 0, 7), "sh", 24, 0, 128),
        Service(ServiceKey("ipv4", "", "", 0, 4294967295), "mh"),
        Service(ServiceKey("ipv4", "sctp", "203.0.113.10", 0), "rr", 1, 50, 0xFFFFFF00),
        Service(ServiceKey("ipv4", "255", "203.0.113.10", 1), "rr"),
    ],
)
def test_services_of_every_kind_come_back_as_they_went(service):
    assert wire.unpack_service(nl.attributes(wire_changes.pack_service(service))) == service


@pytest.mark.parametrize(
    "destination",
    [
        Destination("10.0.0.1", 80, "masquerade", 0, 10, 5),
        Destination("2001:db8::1", 53, "tunnel", 65535, 0, 0, "ipv6", (1, 6080, 1)),
        Destination("10.0.0.1", 0, "localnode"),
    ],
)
def test_destinations_of_every_kind_come_back_as_they_went(destination):
    attributes = nl.attributes(wire_changes.DestinationPacker().pack(KEY, destination))
    assert wire.unpack_destination("ipv4", attributes) == destination


def test_a_family_that_is_none_is_an_error():
    strange = bytes.fromhex("06000100 63000000") + DUMPED_SERVICE[8:]
    with pytest.raises(nl.NetlinkProtocolError, match="address family 99"):
        wire.unpack_service({1: strange})


def test_a_forwarding_method_that_is_none_is_an_error():
    strange = DUMPED_DESTINATION.replace(USED_METHOD[0], bytes.fromhex("08000300 07000000"))
    with pytest.raises(nl.NetlinkProtocolError, match="forwarding method 7"):
        wire.unpack_destination("ipv4", {2: strange})
