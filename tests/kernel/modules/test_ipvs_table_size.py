# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The size of the table of connections, and the kernel modules of the next boot, as modprobe(8) and /proc tell."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import kernel_modules
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import client, reconcile
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.boots import Host, service
from tests.kernel.conftest import run

OPTIONS, MODULES = "etc/modprobe.d/lvs.cluster.conf", "etc/modules-load.d/lvs.cluster.conf"


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


@pytest.fixture
def declare(module, host):
    """Run ``ipvs``: check mode foresees it and writes nothing, and a second run idles; what was done to files."""
    run("ipvsadm", "-Ln")  # has ip_vs loaded

    def call(*services, **more):
        before = host.files()
        foreseen = module(ipvs.main, check_mode=True, services=list(services), **more)
        assert host.files() == before
        done = module(ipvs.main, services=list(services), **more)
        assert foreseen == done
        assert module(ipvs.main, services=list(services), **more)["operations"] == []
        return done

    return call


def rows():
    """How many the kernel has now."""
    return int(re.search(r"size=(\d+)", Path("/proc/net/ip_vs").read_text()).group(1))


def option(host):
    """What modprobe would load ip_vs with, given the files of the host."""
    command = ["modprobe", "--config", str(host.root / "etc/modprobe.d"), "--showconfig"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    return [line for line in ran.stdout.splitlines() if line.startswith("options ip_vs")]


def test_modprobe_would_give_it_to_ip_vs_and_a_table_of_another_size_is_told_of(declare, host):
    declare(service(1))
    assert option(host) == []
    bits = rows().bit_length() - 1
    assert 1 << bits == rows()
    assert declare(service(1), connection_table_bits=bits)["warnings"] == declare(service(1))["warnings"]
    assert option(host) == [f"options ip_vs conn_tab_bits={bits}"]
    other = declare(service(1), connection_table_bits=bits - 1)
    assert (
        f"connection_table_bits: {bits - 1}: the table of this kernel has {rows()} rows, not {rows() // 2}; the size "
        "counts when ip_vs is loaded anew, mostly at the next boot"
    ) in other["warnings"]
    assert [(one["operation"], one["after"]) for one in other["operations"]] == [("write_file", f"/{OPTIONS}")]
    assert option(host) == [f"options ip_vs conn_tab_bits={bits - 1}"]


def test_left_out_it_stays_and_it_goes_with_the_last_service(module, declare, host):
    declare(service(1), service(1, port=443), connection_table_bits=14)
    before = host.texts()[f"root/{OPTIONS}"]
    declare(service(2), purge_services="none")
    module(ipvs_destination.main, address="10.0.0.11", weight=7)
    module(ipvs.main, services=[service(port=443)], state="absent")
    assert host.texts()[f"root/{OPTIONS}"] == before
    declare()
    assert list(host.texts()) == ["record/ipvs.json"]
    declare(connection_table_bits=14)
    assert host.texts()[f"root/{OPTIONS}"] == before


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"connection_table_bits": 7}, "connection_table_bits: 7 is not between 8 and 27"),
        ({"connection_table_bits": 28}, "connection_table_bits: 28 is not between 8 and 27"),
        (
            {"connection_table_bits": 14, "persist": False},
            "connection_table_bits: 14 goes with persist: true; it is a file that ip_vs comes with",
        ),
        ({"connection_table_bits": 14, "state": "absent"}, "connection_table_bits: 14 goes with state present only"),
    ],
)
def test_what_no_kernel_takes_and_what_does_not_go_with_it_is_refused(module, host, params, message):
    assert module(ipvs.main, services=[service(1)], **params)["msg"] == message
    assert host.texts() == {}


@pytest.mark.parametrize(
    ("release", "refused"),
    [
        ("6.1.0-42-amd64", True),
        ("5.14.0-503.el9.x86_64", True),
        ("6.5.0", False),
        ("6.12.9+deb13", False),
        ("10.0", False),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_more_than_this_kernel_takes_is_refused(module, host, monkeypatch, release, refused, check_mode):
    named = os.uname()
    monkeypatch.setattr(os, "uname", lambda: os.uname_result((*named[:2], release, *named[3:])))
    result = module(ipvs.main, check_mode, services=[service(1)], connection_table_bits=21)
    assert ("failed" in result) is refused
    if refused:
        assert result["msg"] == (
            f"connection_table_bits: 21 is more than the kernel {release} of this host takes, which is 20; those from "
            "6.5 on take 27"
        )
        assert (host.texts(), run("ipvsadm", "-Sn")) == ({}, "")
    assert "failed" not in module(ipvs.main, check_mode, services=[service(1)], connection_table_bits=20)


@pytest.fixture
def in_etc(host):
    """The file that is written is the machine's own, in the lab's kernel; a machine's own /etc is left alone."""
    link = Path("/", OPTIONS)
    if "User Mode Linux" in Path("/proc/cpuinfo").read_text():
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(host.root / OPTIONS)
    yield link
    link.unlink(missing_ok=True)


@pytest.mark.usefixtures("unloaded")
def test_a_run_that_loads_ip_vs_loads_it_with_this_size(module, host, in_etc):
    declared = {"services": [service(1)], "connection_table_bits": 11}
    foreseen = module(ipvs.main, check_mode=True, **declared)
    assert not client.is_loaded()
    assert module(ipvs.main, **declared) == foreseen
    assert foreseen["operations"][0]["after"] == f"/{OPTIONS}"
    if in_etc.is_symlink():
        assert rows() == 2048
        assert not any("connection_table_bits" in warning for warning in foreseen["warnings"])
    assert module(ipvs.main, **declared)["operations"] == []
    assert option(host) == ["options ip_vs conn_tab_bits=11"]


@pytest.mark.usefixtures("unloaded")
@pytest.mark.parametrize("before", ["", "options ip_vs conn_tab_bits=13\n"])
def test_a_refused_run_that_has_loaded_ip_vs_takes_it_back(module, host, monkeypatch, before):
    if before:
        (host.root / OPTIONS).parent.mkdir(parents=True)
        (host.root / OPTIONS).write_text(before)
    seen, opened = [], reconcile.Client

    def look_and_open():
        seen.append((host.root / OPTIONS).read_text())
        return opened()

    monkeypatch.setattr(reconcile, "Client", look_and_open)
    monkeypatch.setattr(kernel_modules, "available", lambda _name: None)
    result = module(ipvs.main, services=[service(1, scheduler="nope")], connection_table_bits=11)
    assert result["msg"].endswith("The table is as it was before")
    assert seen == ["options ip_vs conn_tab_bits=11\n"]
    left = {name: text for name, text in host.texts().items() if name.startswith("root/")}
    assert left == ({f"root/{OPTIONS}": before} if before else {})


def test_the_modules_of_the_rules_are_those_that_a_boot_loads(module, declare, host):
    declare(service(1, scheduler="mh"), service(1, port=443))
    text = (host.root / MODULES).read_text()
    assert text.splitlines() == ["ip_vs", "ip_vs_mh", "ip_vs_wlc"]
    for name in text.splitlines():
        run("modprobe", "--dry-run", name)
    declare(service(1, port=443, scheduler="rr"), purge_services="none")
    assert (host.root / MODULES).read_text().splitlines() == ["ip_vs", "ip_vs_mh", "ip_vs_rr"]
    module(ipvs.main, services=[service(port=443)], state="absent")
    assert (host.root / MODULES).read_text().splitlines() == ["ip_vs", "ip_vs_mh"]
    declare()
    assert not (host.root / MODULES).exists()


def test_whether_ipvsadm_is_there_is_told_in_every_mode(module, host):
    def told(**more):
        return [module(ipvs.main, check_mode, services=[], **more)["ipvsadm"] for check_mode in (True, False)]

    assert told() == [False, False]
    (host.root / "sbin").mkdir(parents=True)
    (host.root / "sbin/ipvsadm").touch()
    assert told() == told(persist=False) == [True, True]
