# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import arp


def test_an_announcement_is_a_gratuitous_request_and_a_gratuitous_reply():
    mac, vip = "02420a4d0102", "cb00710a"
    header = "ffffffffffff" + mac + "0806" + "0001" + "0800" + "06" + "04"
    assert arp.announcement("203.0.113.10", bytes.fromhex(mac)) == [
        bytes.fromhex(header + "0001" + mac + vip + "000000000000" + vip),
        bytes.fromhex(header + "0002" + mac + vip + mac + vip),
    ]
