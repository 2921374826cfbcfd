# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What files of the next boot say."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import vip_files
from ansible_collections.lvs.cluster.plugins.module_utils._model import boot_files
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_memory import Memory
from hypothesis import given
from hypothesis import strategies as st

HIDDEN, ANNOUNCED = ("203.0.113.10", "2001:db8::10"), ("203.0.113.11", "2001:db8::11")


def test_the_vips_of_a_unit_are_those_that_vip_writes_into_it():
    held = tuple(HeldAddress(vip, 24 if "." in vip else 64, "eth0") for vip in ANNOUNCED)
    memory = Memory(HIDDEN, held, sysctls={"net/ipv4/conf/all/arp_ignore": ("0", "1")})
    texts = vip_files.texts(memory, has_table=False, announcer="x", announce="/usr/bin/python3 x")
    units = {name: boot_files.held(text) for name, text in texts.items() if name.startswith("etc/systemd")}
    assert [found for found in units.values() if found] == [list(HIDDEN), list(HIDDEN), list(ANNOUNCED)]


@pytest.mark.parametrize(
    "line",
    ["# ExecStart=/sbin/ip address replace 203.0.113.10/32 dev lo", "ExecStop=-/sbin/ip address delete 1.2.3.4/32"],
)
def test_what_is_not_added_at_boot_is_no_vip(line):
    assert boot_files.held(line) == []


def test_modules_of_ipvs_are_named_however_they_are_spelt():
    texts = ["# ip_vs\nip_vs\nbr_netfilter\n", " ip-vs-wlc \n;ip_vs_rr\nip_vs\n"]
    assert boot_files.modules(texts) == ["ip_vs", "ip_vs_wlc"]


@pytest.mark.parametrize(
    ("text", "automatic"),
    [
        ('AUTO="true"\n', True),
        ("DAEMON=none\nAUTO=true\n", True),
        ("AUTO='true'", True),
        ('AUTO="false"\n', False),
        ('# AUTO="true"\n', False),
        ("", False),
    ],
)
def test_debians_script_restores_a_table_only_where_it_is_told_to(text, automatic):
    assert boot_files.is_automatic(text) is automatic


@given(st.binary())
def test_any_bytes_of_a_file_can_be_printed(content):
    text = content.decode("utf-8", "surrogateescape")
    assert boot_files.printable(text).encode("utf-8").decode("utf-8") == content.decode("utf-8", "replace")


@given(st.text())
def test_any_text_is_read(text):
    assert all(one in text for one in boot_files.held(text))
    assert all(one.startswith("ip_vs") for one in boot_files.modules([text]))
