# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``vip`` leaves for the next boot, on a real kernel: its units' own commands bring back what there was."""

import subprocess

import pytest
from ansible_collections.lvs.cluster.plugins.modules import ipvs

from tests.kernel.boots import UNITS as FOLDER
from tests.kernel.boots import Host, service, started
from tests.kernel.conftest import run
from tests.kernel.traffic.tap import speaks_for
from tests.kernel.vips import (
    GATEWAY,
    GATEWAY6,
    OTHER,
    OTHER6,
    UNITS,
    VIP,
    VIP6,
    announce,
    arp,
    boot_from,
    fresh_host,
    held,
    hide,
    kernel,
    names,
)

REALSERVER, AGAIN, DIRECTOR = UNITS
WAY = {"reply_gateway": [GATEWAY, GATEWAY6], "rp_filter": 2}
pytestmark = pytest.mark.usefixtures("_ipv6")


@pytest.fixture
def host(tmp_path):
    fresh_host()
    return tmp_path


def test_a_real_server_is_after_a_boot_what_it_was(module, host):
    names(hide(module, VIP, OTHER, VIP6, OTHER6, **WAY))
    before = kernel()
    assert boot_from(host) == {REALSERVER: True, AGAIN: True}
    assert kernel() == before
    names(hide(module, VIP, OTHER, VIP6, OTHER6, **WAY))
    assert kernel() == before


def test_starting_the_units_over_the_live_host_changes_nothing(module, host):
    names(hide(module, VIP, VIP6, **WAY))
    names(announce(module, f"{OTHER}/24", OTHER6))
    before = kernel()
    for unit in UNITS:
        started(host / "root", unit)
    assert kernel() == before


def test_a_director_has_its_table_and_then_its_vips_after_a_boot(module, host):
    assert "failed" not in module(ipvs.main, services=[service(1)])
    names(announce(module, VIP, f"{OTHER}/24", VIP6, f"{OTHER6}/64"))
    before = kernel(), run("ipvsadm", "-Sn")
    assert boot_from(host) == {DIRECTOR: True}
    assert (kernel(), run("ipvsadm", "-Sn")) == before
    assert f"-A -t {VIP}:80" in before[1]
    boot_from(host / "elsewhere")
    assert kernel() != before[0]


def test_a_director_announces_its_vips_at_boot(module, segment, tmp_path):
    names(announce(module, VIP, VIP6, announcements=2))
    segment.tap.frames()
    started(tmp_path / "root", DIRECTOR)
    frames = segment.tap.frames()
    assert [frame.kind for frame in speaks_for(VIP, frames)] == ["request", "reply"] * 2
    assert [frame.kind for frame in speaks_for(VIP6, frames)] == ["advertisement"] * 2


def test_what_is_withdrawn_or_live_only_does_not_come_back(module, host):
    names(hide(module, VIP, OTHER, VIP6))
    names(hide(module, OTHER6, persist=False))
    names(hide(module, OTHER, state="absent"))
    boot_from(host)
    assert held("lo") == [f"{VIP}/32 lo:0", f"{VIP6}/128 nodad deprecated"]
    names(hide(module, VIP, VIP6, persist=False))
    boot_from(host)
    assert held("lo") == [f"{VIP}/32 lo:0", f"{VIP6}/128 nodad deprecated"]
    names(hide(module, VIP, VIP6, OTHER6, state="absent"))
    assert boot_from(host) == {}
    assert (held("lo"), arp()) == ([], (0, 0))


def test_where_the_sysctls_cannot_be_set_at_boot_no_vip_comes(module, host, read_only_sysctls):
    names(hide(module, VIP, VIP6))
    fresh_host()
    with read_only_sysctls():
        started(host / "root", REALSERVER)
    assert (held("lo"), arp()) == ([], (0, 0))
    assert not any(started(host / "root", REALSERVER))
    assert held("lo") == [f"{VIP}/32 lo:0", f"{VIP6}/128 nodad deprecated"]


def test_a_file_of_sysctl_d_that_wins_keeps_the_vip_away(module, host):
    """Somebody has edited ours: what the unit looks at is the kernel, not what it has just read."""
    names(hide(module, VIP))
    ours = host / "root/etc/sysctl.d/90-lvs.cluster.conf"
    ours.write_text(ours.read_text().replace("arp_announce = 2", "arp_announce = 0"))
    assert boot_from(host) == {REALSERVER: False, AGAIN: False}
    assert held("lo") == []


def test_an_interface_that_comes_later_does_not_keep_the_vip_away(module, host):
    names(hide(module, VIP, rp_filter=2))
    fresh_host()
    run("ip", "link", "delete", "eth0")
    assert not any(started(host / "root", REALSERVER))
    assert (held("lo"), arp()) == ([f"{VIP}/32 lo:0"], (1, 2))


def test_the_units_are_some_that_systemd_takes(module, host):
    names(hide(module, VIP, VIP6, **WAY))
    names(announce(module, OTHER, OTHER6))
    texts = Host(host / "root").texts()
    links_of = {name: text for name, text in texts.items() if ".wants/" in name}
    assert set(links_of) == {
        f"{FOLDER}/sysinit.target.wants/{REALSERVER}",
        f"{FOLDER}/multi-user.target.wants/{AGAIN}",
        f"{FOLDER}/multi-user.target.wants/{DIRECTOR}",
    }
    files = [host / "root" / FOLDER / unit for unit in UNITS]
    run("systemd-analyze", "verify", *map(str, files))
    for file in files[:2]:
        file.write_text(file.read_text().replace("ExecStart=", "ExecStart=/no-such"))
        with pytest.raises(subprocess.CalledProcessError):
            run("systemd-analyze", "verify", str(file))
