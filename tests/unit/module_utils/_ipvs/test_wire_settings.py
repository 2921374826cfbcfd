# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The codec on literal bytes: what linux/ip_vs.h asks for, and what a 6.1 kernel answered, little-endian."""

import sys

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import wire_settings
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings import Daemon, Timeouts
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl

from tests.answers import PAYLOADS

pytestmark = pytest.mark.skipif(
    sys.byteorder != "little", reason="the literal bytes are those of a little-endian machine"
)

MASTER = Daemon("master", "lo", 5, "224.0.0.81", 8848, 1, 1472)
PACKED = bytes.fromhex(
    "3c000380"  # DAEMON, nested
    "08000100 01000000"  # STATE 1
    "07000200 6c6f0000"  # MCAST_IFN lo\0
    "08000300 05000000"  # SYNC_ID 5
    "08000500 e0000051"  # MCAST_GROUP 224.0.0.81
    "06000700 90220000"  # MCAST_PORT 8848, host order
    "05000800 01000000"  # MCAST_TTL 1
    "06000400 c0050000"  # SYNC_MAXLEN 1472
)
GROUP6 = bytes.fromhex("14000600 ff020000 00000000 00000000 00000081")


def answer(name):
    return nl.attributes(PAYLOADS[name][4:])


def test_timeouts_are_packed_as_the_kernel_header_has_them():
    assert wire_settings.pack_timeouts(Timeouts(900, 120, 300)) == bytes.fromhex(
        "08000400 84030000 08000500 78000000 08000600 2c010000"
    )


def test_timeouts_of_a_kernel_are_read():
    assert wire_settings.unpack_timeouts(answer("config")) == Timeouts(900, 120, 300)


def test_a_missing_timeout_is_named():
    with pytest.raises(nl.NetlinkProtocolError, match="timeout tcp_fin"):
        wire_settings.unpack_timeouts({4: bytes(4), 6: bytes(4)})


def test_a_daemon_is_packed_as_the_kernel_header_has_it():
    assert wire_settings.pack_daemon(MASTER) == PACKED
    assert wire_settings.pack_daemon_key("backup") == bytes.fromhex("0c000380 08000100 02000000")


def test_a_longest_message_that_is_not_declared_is_not_sent():
    assert wire_settings.pack_daemon(MASTER._replace(maxlen=0)) == bytes.fromhex("34000380") + PACKED[4:-8]


def test_an_ipv6_group_goes_by_its_own_attribute():
    packed = wire_settings.pack_daemon(MASTER._replace(group="ff02::81"))
    assert GROUP6 in packed
    assert bytes.fromhex("08000500") not in packed


def test_a_daemon_of_a_kernel_is_read():
    assert wire_settings.unpack_daemon(answer("daemon")) == MASTER


@pytest.mark.parametrize("daemon", [MASTER, Daemon("backup", "eth0.100", 255, "ff02::81", 65535, 255, 65487)])
def test_daemons_come_back_as_they_went(daemon):
    assert wire_settings.unpack_daemon(nl.attributes(wire_settings.pack_daemon(daemon))) == daemon


def test_an_old_kernel_tells_state_interface_and_id_only():
    old = nl.attributes(bytes.fromhex("1c000380") + PACKED[4:28])
    assert wire_settings.unpack_daemon(old) == Daemon("master", "lo", 5)


def test_a_state_that_is_none_is_kept_as_a_number_with_which_it_can_be_stopped():
    strange = nl.attributes(PACKED.replace(bytes.fromhex("08000100 01000000"), bytes.fromhex("08000100 03000000")))
    assert wire_settings.unpack_daemon(strange).state == "3"
    assert wire_settings.pack_daemon_key("3") == bytes.fromhex("0c000380 08000100 03000000")
