# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of the units; that systemd and ip(8) make of them what is meant, a boot shows (tests/boot)."""

from ansible_collections.lvs.cluster.plugins.module_utils._host import boot, vip_files
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, Route, Rule
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_memory import Memory

VIP, VIP6 = "203.0.113.10", "2001:db8::10"
SYSCTLS = {"net/ipv4/conf/all/arp_ignore": ("0", "1"), "net/ipv4/conf/eth0.5/rp_filter": ("1", "2")}
REALSERVER = "etc/systemd/system/lvs-cluster-realserver.service"
AGAIN = "etc/systemd/system/lvs-cluster-realserver-again.service"


def texts(memory, has_table=False):
    return vip_files.texts(memory, has_table, "(program)", "/usr/bin/python3 /announce.pyz 3 0.2")


def commands(text):
    return [line for line in text.splitlines() if line.startswith("Exec")]


def test_a_real_server_looks_at_its_sysctls_before_it_holds_a_vip_and_before_any_network():
    found = texts(Memory((VIP6, VIP), sysctls=SYSCTLS))
    assert commands(found[REALSERVER]) == [
        "ExecStart=/lib/systemd/systemd-sysctl /etc/sysctl.d/90-lvs.cluster.conf",
        "ExecStart=/bin/grep -qx 1 /proc/sys/net/ipv4/conf/all/arp_ignore",
        f"ExecStart=/sbin/ip address replace {VIP6}/128 dev lo nodad preferred_lft 0",
        f"ExecStart=/sbin/ip address replace {VIP}/32 dev lo label lo:0 scope host",
    ]
    assert "\nBefore=network-pre.target shutdown.target\n" in found[REALSERVER]
    assert found[vip_files.SYSCTL_FILE].splitlines()[1:] == [
        "net/ipv4/conf/all/arp_ignore = 1",
        "-net/ipv4/conf/eth0.5/rp_filter = 2",
    ]
    assert vip_files.units(found) == {vip_files.REALSERVER: True, vip_files.AGAIN: True, boot.UNIT: False}


def test_vips_and_their_way_out_come_again_by_a_unit_that_follows_the_network_services():
    memory = Memory((VIP,), rules=(Rule(VIP, 7100),), routes=(Route(7100, "10.0.0.254", "eth0"),))
    text = texts(memory)[AGAIN]
    assert commands(text) == [
        "ExecStart=/sbin/ip route replace default via 10.0.0.254 dev eth0 table 7100 protocol kernel onlink",
        f"ExecStart=-/sbin/ip rule add from {VIP}/32 lookup 7100 priority 7100 protocol kernel",
        f"ExecStart=/sbin/ip address replace {VIP}/32 dev lo label lo:0 scope host",
    ]
    looks = "ExecStart=/bin/grep -qx 1 /proc/sys/net/ipv4/conf/all/arp_ignore"
    assert commands(texts(memory._replace(sysctls=SYSCTLS))[AGAIN])[0] == looks
    assert "\nPartOf=networking.service systemd-networkd.service NetworkManager.service\n" in text


def test_a_director_holds_its_vips_after_its_table_and_withdraws_them_when_it_stops():
    held = (
        HeldAddress(VIP, 24, "eth0", "eth0"),
        HeldAddress(VIP6, 128, "eth0"),
        HeldAddress("10.0.0.9", 32, "eth1", "eth1"),
    )
    found = texts(Memory(announced=held))
    assert commands(found[boot.VIPS_FILE]) == [
        f"ExecStart=/sbin/ip address replace {VIP}/24 dev eth0 label eth0",
        f"ExecStart=/sbin/ip address replace {VIP6}/128 dev eth0 nodad preferred_lft 0",
        "ExecStart=/sbin/ip address replace 10.0.0.9/32 dev eth1 label eth1",
        f"ExecStart=-/usr/bin/python3 /announce.pyz 3 0.2 eth0 {VIP} {VIP6}",
        "ExecStart=-/usr/bin/python3 /announce.pyz 3 0.2 eth1 10.0.0.9",
        f"ExecStop=-/sbin/ip address delete {VIP}/24 dev eth0",
        f"ExecStop=-/sbin/ip address delete {VIP6}/128 dev eth0",
        "ExecStop=-/sbin/ip address delete 10.0.0.9/32 dev eth1",
    ]
    assert (found[boot.UNIT_FILE], found[vip_files.ANNOUNCER]) == (boot.UNIT_TEXT, "(program)")
    assert found[REALSERVER] == found[vip_files.SYSCTL_FILE] == ""


def test_what_is_not_for_the_next_boot_is_in_no_file():
    memory = Memory((VIP,), (HeldAddress(VIP6, 128, "eth0"),), (VIP, VIP6), SYSCTLS, (Rule(VIP, 7100),))
    assert set(texts(memory).values()) == {""}
    assert "address replace" in texts(memory._replace(live_only=()))[REALSERVER]


def test_the_directors_unit_stays_while_it_has_a_table():
    assert texts(Memory(), has_table=True)[boot.UNIT_FILE] == boot.UNIT_TEXT


def test_a_file_belongs_to_a_unit():
    assert vip_files.unit_of("/" + boot.VIPS_FILE) == boot.UNIT
    assert vip_files.unit_of("/" + AGAIN) == vip_files.unit_of(vip_files.AGAIN) == vip_files.AGAIN
    assert vip_files.unit_of("/" + vip_files.SYSCTL_FILE) == ""
