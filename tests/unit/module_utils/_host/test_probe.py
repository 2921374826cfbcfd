# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._host import probe
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip import HeldAddress

IF_INET6 = """\
00000000000000000000000000000001 01 80 10 80       lo
20010db8000000000000000000000010 02 40 00 80     eth0
20010db8000000000000000000000011 02 40 00 c0     eth0
20010db8000000000000000000000012 02 40 00 c8     eth0
fe8000000000000000000000fe000001 0a 40 20 80 eth0.100
"""


def test_usable_ipv6_addresses_are_those_that_are_neither_tentative_nor_taken_by_another():
    assert list(probe.ipv6_addresses(IF_INET6.splitlines())) == [
        HeldAddress("::1", 128, "lo", "lo"),
        HeldAddress("2001:db8::10", 64, "eth0", "eth0"),
        HeldAddress("fe80::fe00:1", 64, "eth0.100", "eth0.100"),
    ]
