# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What /proc/net says of sockets, as Linux 6.1 printed it."""

import sys

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host.listeners import listening, missing
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_declaration import Listener

pytestmark = pytest.mark.skipif(sys.byteorder != "little", reason="the literal text is that of a little-endian machine")

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
LINE = "   0: {} 00000000:0000 {} 00000000:00000000 00:00000000 00000000     0        0 21 1 0 100 0 0 10 0\n"
VIP, VIP6 = "203.0.113.10", "2001:db8::10"
ON_VIP, ON_ANY, ON_LOOPBACK = "0A7100CB:0050", "00000000:0050", "0100007F:0050"
ON_ANY6, ON_VIP6 = f"{'0' * 32}:0050", "B80D0120000000000000000010000000:0050"


@pytest.fixture
def proc(tmp_path):
    def write(**sockets):
        for name, lines in sockets.items():
            (tmp_path / name).write_text(HEAD + "".join(LINE.format(*line) for line in lines))
        return str(tmp_path)

    return write


@pytest.mark.parametrize(
    ("address", "sockets", "served"),
    [
        (VIP, {"tcp": [(ON_VIP, "0A")]}, True),
        (VIP, {"tcp": [(ON_ANY, "0A")]}, True),
        (VIP, {"tcp": [], "tcp6": [(ON_ANY6, "0A")]}, True),
        (VIP, {"tcp": [(ON_LOOPBACK, "0A")]}, False),
        (VIP, {"tcp": [(ON_VIP, "01")]}, False),
        (VIP, {"tcp": [("0A7100CB:01BB", "0A")]}, False),
        (VIP, {}, False),
        (VIP6, {"tcp6": [(ON_VIP6, "0A")]}, True),
        (VIP6, {"tcp6": [(ON_ANY6, "0A")]}, True),
        (VIP6, {"tcp": [(ON_ANY, "0A")]}, False),
    ],
)
def test_a_listener_on_the_vip_or_on_any_address_serves_it(proc, address, sockets, served):
    wanted = Listener("tcp", address, 80)
    assert missing([wanted], proc(**sockets)) == ([] if served else [wanted])


def test_udp_sockets_are_looked_at_for_udp_alone(proc):
    root = proc(udp=[("0A7100CB:0035", "07")], tcp=[])
    assert missing([Listener("udp", VIP, 53)], root) == []
    assert missing([Listener("tcp", VIP, 53)], root) == [Listener("tcp", VIP, 53)]


def test_all_that_listens_is_told_once_by_protocol_port_and_address(proc):
    root = proc(
        tcp=[(ON_VIP, "0A"), (ON_ANY, "0A"), ("0A7100CB:01BB", "0A"), ("0100007F:9999", "01")],
        tcp6=[(ON_ANY6, "0A"), (ON_ANY6, "0A")],
        udp=[("0A7100CB:0035", "07")],
    )
    assert listening(root) == [
        *(Listener("tcp", address, 80) for address in ("0.0.0.0", VIP, "::")),  # noqa: S104
        *(Listener("tcp", VIP, 443), Listener("udp", VIP, 53)),
    ]
    assert listening(f"{root}/nonexistent") == []
