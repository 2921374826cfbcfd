# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are refused after they have changed settings, and runs that find no ip_vs loaded: all goes back."""

import json

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import kernel_modules
from ansible_collections.lvs.cluster.plugins.module_utils._host.boot import Boot
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import client
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.directors import everything, interface

VIP = "203.0.113.10"
WEB = {"address": VIP, "port": 80, "destinations": [{"address": "10.0.0.11", "weight": 5}]}
REFUSED = {"address": VIP, "port": 8080, "scheduler": "nope"}
MASTER, BACKUP = ({"state": state, "interface": "seg0"} for state in ("master", "backup"))
SETTINGS = {"timeouts": {"tcp": 60}, "sync": [MASTER], "sysctls": {"sync_threshold": "4 60", "drop_entry": 3}}


@pytest.fixture
def no_foresight(monkeypatch):
    """Only the kernel itself knows its schedulers, so that it is the one to refuse."""
    monkeypatch.setattr(kernel_modules, "available", lambda name: True if name == "ip_vs" else None)


@pytest.fixture
def services(tmp_path):
    """The services that are ours by the record."""

    def read():
        return [key[2:4] for key in json.loads((tmp_path / "record/ipvs.json").read_text())["services"]]

    return read


def names(result):
    return [operation["operation"] for operation in result["operations"]]


@pytest.mark.usefixtures("no_foresight")
def test_settings_are_back_after_the_table_was_refused(module):
    interface("seg0", "192.0.2.1/24")
    module(ipvs.main, sync=[BACKUP], timeouts={"tcp": 800}, sysctls={"sync_threshold": "5 70"}, persist=False)
    before = everything()
    assert any("backup sync daemon" in line for line in before[0])
    refusal = (
        f"add service tcp {VIP}:8080: the kernel refused with ENOENT (No such file or directory); likely cause: "
        "the kernel has no scheduler 'nope' (module ip_vs_nope). The table "
    )
    for settings in (
        {"sysctls": {"sync_threshold": "4 60"}},
        {"timeouts": {"udp": 60}},
        {"sync": [BACKUP, MASTER]},
        {"sync": []},
        {"sync": [{**BACKUP, "id": 9, "maxlen": 2000}]},
        SETTINGS,
    ):
        result = module(ipvs.main, services=[WEB, REFUSED], persist=False, **settings)
        assert (settings, result["msg"]) == (settings, refusal + "and the settings are as they were before")
        assert (settings, everything()) == (settings, before)
    assert module(ipvs.main, services=[WEB, REFUSED], persist=False)["msg"] == refusal + "is as it was before"
    assert everything() == before


@pytest.mark.usefixtures("no_foresight")
def test_what_was_undone_is_not_ours(module, services, ipvsadm):
    module(ipvs.main, services=[WEB], persist=False)
    for declared in ([{**WEB, "port": 443}, REFUSED], [REFUSED]):
        assert "failed" in module(ipvs.main, services=declared, persist=False)
        assert services() == [[VIP, 80]]
    ipvsadm.restore(f"-A -t {VIP}:443 -s rr")
    module(ipvs.main, services=[], persist=False)
    assert ipvsadm.save() == [f"-A -t {VIP}:443 -s rr"]


def test_an_eviction_whose_file_cannot_be_written_is_none_and_can_be_run_again(module, ipvsadm, monkeypatch):
    module(ipvs.main, services=[WEB])
    before = ipvsadm.save()

    def full_disk(*_operation):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Boot, "perform", full_disk)
        result = module(ipvs_destination.main, address="10.0.0.11", state="evicted")
    assert result["msg"].endswith("No space left on device. The table is as it was before")
    assert ipvsadm.save() == before
    again = module(ipvs_destination.main, address="10.0.0.11", state="evicted")
    assert sorted(names(again)) == ["delete_destination", "write_file"]
    module(ipvs_destination.main, address="10.0.0.11", state="undrained")
    assert f"-a -t {VIP}:80 -r 10.0.0.11:80 -g -w 5" in ipvsadm.save()


@pytest.mark.usefixtures("unloaded")
def test_an_unloaded_ip_vs_gets_what_check_mode_foresaw_and_check_mode_loads_nothing(module):
    interface("seg0", "192.0.2.1/24")
    declared = {"services": [WEB], "persist": False, **SETTINGS}
    foreseen = module(ipvs.main, check_mode=True, **declared)
    assert not client.is_loaded()
    assert [(one["operation"], one["before"]) for one in foreseen["operations"]] == [
        ("set_sysctl", ""),
        ("set_sysctl", ""),
        ("set_timeouts", ""),
        ("start_daemon", ""),
        ("add_service", ""),
        ("add_destination", ""),
    ]
    assert module(ipvs.main, **declared) == foreseen
    rules, sysctls = everything()
    assert {f"-A -t {VIP}:80 -s wlc", "Timeout (tcp tcpfin udp): 60 120 300"} <= set(rules)
    assert (sysctls["sync_threshold"], sysctls["drop_entry"]) == ("4\t60\n", "3\n")


@pytest.mark.usefixtures("unloaded", "no_foresight")
def test_a_refused_run_that_has_loaded_ip_vs_leaves_its_settings_as_it_found_them(module):
    interface("seg0", "192.0.2.1/24")
    result = module(ipvs.main, services=[WEB, REFUSED], persist=False, **SETTINGS)
    assert result["msg"].endswith("The table and the settings are as they were before")
    rules, sysctls = everything()
    assert rules == ["Timeout (tcp tcpfin udp): 900 120 300"]
    assert (sysctls["sync_threshold"], sysctls["drop_entry"]) == ("3\t50\n", "0\n")
