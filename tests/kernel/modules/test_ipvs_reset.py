# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""``ipvs`` with state reset: ipvsadm, /proc and the disk show afterwards what they did before its first run."""

import json

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import boot
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import client
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.boots import SYSCTLS, VIP, Host, segment, service
from tests.kernel.conftest import run
from tests.kernel.directors import daemons, everything, sysctl, timeouts

FOREIGN = ["-A -f 7 -s rr", "-a -f 7 -r 10.0.0.9 -m -w 5"]
FOREIGN_DAEMON = "--start-daemon backup --mcast-interface sync0 --syncid 9"
MASTER, BACKUP = ({"state": state, "interface": "sync0"} for state in ("master", "backup"))
DECLARED = {
    "timeouts": {"tcp": 901},
    "sync": [MASTER, {**BACKUP, "id": 2}],
    "sysctls": {"expire_nodest_conn": 1, "sync_threshold": "5 60"},
    "default_sysctls": {"drop_packet": 2},
    "connection_table_bits": 12,
}


@pytest.fixture
def host(tmp_path):
    run("ipvsadm", "-Ln")  # has ip_vs loaded
    segment()
    return Host(tmp_path)


@pytest.fixture
def declare(module):
    def call(**params):
        result = module(ipvs.main, **params)
        assert "failed" not in result, result
        return result

    return call


@pytest.fixture
def reset(module, host):
    """Reset: check mode foresees it and changes nothing, a second run idles, and of ours nothing is on the disk."""

    def call(**params):
        before = everything(), host.files()
        foreseen = module(ipvs.main, check_mode=True, state="reset", **params)
        assert (everything(), host.files()) == before
        done = module(ipvs.main, state="reset", **params)
        assert foreseen == done
        assert "failed" not in done, done
        after = everything(), host.files()
        again = module(ipvs.main, state="reset", **params)
        assert (again["operations"], again["changed"], again["warnings"]) == ([], False, [])
        assert (everything(), host.files()) == after
        assert not host.record.exists()
        return done

    return call


def names(result):
    return [operation["operation"] for operation in result["operations"]]


def test_all_is_as_before_the_first_run_and_what_is_foreign_stays(declare, module, reset, host, ipvsadm):
    run("ipvsadm", "--set", "800", "100", "0")
    (SYSCTLS / "sync_threshold").write_text("4 55")
    ipvsadm.restore(*FOREIGN, FOREIGN_DAEMON)
    before = everything()
    assert len(daemons()) == 1
    declare(services=[service(1, 2), service(3, port=443)], **DECLARED)
    declare(timeouts={"tcp": 902, "udp": 17}, sync=[], sysctls={"sync_threshold": "6 70"})
    declare(sync=[{**BACKUP, "id": 3}])
    module(ipvs_destination.main, address="10.0.0.11", state="drained", wait=False)
    result = reset(max_removals="0")
    assert everything() == before
    assert host.texts() == {}
    assert result["warnings"] == []
    assert names(result) == [
        *["set_sysctl"] * 3,
        *("set_timeouts", "stop_daemon", "start_daemon", "disable_unit"),
        *["write_file"] * 5,
        *["delete_service"] * 2,
    ]


def test_a_host_that_was_never_touched_has_nothing_to_take_back(reset, host, ipvsadm):
    ipvsadm.restore(*FOREIGN)
    assert names(reset()) == []
    assert host.texts() == {}


def test_what_somebody_else_has_changed_since_stays_with_a_warning(declare, reset):
    declare(sysctls={"expire_nodest_conn": 1, "drop_entry": 3}, timeouts={"tcp": 901, "udp": 302}, sync=[MASTER])
    (SYSCTLS / "drop_entry").write_text("1")
    run("ipvsadm", "--set", "77", "0", "0")
    run("ipvsadm", "--stop-daemon", "master")
    run("ipvsadm", "--start-daemon", "master", "--mcast-interface", "sync0", "--syncid", "9")
    said = reset()["warnings"]
    left = "as this module has set it: somebody else has changed it, so it stays. Before the first run it was"
    assert said[:2] == [
        f"net.ipv4.vs.drop_entry is 1, not 3 {left} 0",
        f"the time-out tcp is 77, not 901 {left} 900",
    ]
    assert said[2].startswith("the sync daemon master is --start-daemon master --mcast-interface sync0 --syncid 9 ")
    assert len(said) == 3
    assert (sysctl("drop_entry"), sysctl("expire_nodest_conn"), timeouts()) == ("1", "0", [77, 120, 300])
    assert "syncid=9" in daemons()[0]


def test_what_is_as_before_again_needs_neither_a_change_nor_a_warning(declare, reset):
    before = everything()
    declare(sysctls={"drop_entry": 3}, timeouts={"tcp": 901}, sync=[MASTER], services=[service(1)], persist=False)
    run("ipvsadm", "-C")
    run("ipvsadm", "--set", "900", "0", "0")
    run("ipvsadm", "--stop-daemon", "master")
    (SYSCTLS / "drop_entry").write_text("0")
    result = reset()
    assert (names(result), result["warnings"], everything()) == ([], [], before)


def test_a_refused_reset_is_undone_and_forgets_nothing(declare, module, host):
    run("ipvsadm", "--start-daemon", "backup", "--mcast-interface", "sync0")
    declare(services=[service(1)], **{**DECLARED, "sync": []})
    run("ip", "link", "delete", "sync0")  # the daemon of before cannot start
    before = everything(), host.texts()
    result = module(ipvs.main, state="reset")
    assert result["msg"] == (
        "start daemon backup: the kernel refused with ENODEV (No such device); likely cause: there is no interface "
        "sync0. The table and the settings are as they were before"
    )
    assert (everything(), host.texts()) == before


def test_the_unit_stays_where_it_has_vips_to_announce(declare, reset, host):
    declare(services=[service(1)], **DECLARED)
    vips = host.root / boot.VIPS_FILE
    vips.parent.mkdir(parents=True)
    vips.write_text("[Service]\n")
    assert "disable_unit" not in names(reset())
    assert sorted(host.texts()) == sorted(
        f"root/{name}" for name in (boot.UNIT_FILE, boot.VIPS_FILE, str(host.link.relative_to(host.root)))
    )


def test_without_persist_the_files_stay(declare, reset, host):
    declare(services=[service(1)])
    files = {name: text for name, text in host.texts().items() if name.startswith("root/")}
    assert names(reset(persist=False)) == ["delete_service"]
    assert host.texts() == files != {}


def test_a_real_server_that_is_out_of_a_service_of_others_is_named(module, reset, ipvsadm):
    ipvsadm.restore(*FOREIGN)
    module(ipvs_destination.main, address="10.0.0.9", state="drained", wait=False)
    rules = ipvsadm.save()
    assert reset()["warnings"] == [
        "fwmark 7 is not ours: its real server 10.0.0.9:0 stays drained, before that its weight was 5"
    ]
    assert ipvsadm.save() == rules


def test_a_record_of_before_settings_were_remembered_is_one(declare, reset, host, ipvsadm):
    declare(services=[service(1)])
    content = json.loads(host.record.read_text())
    assert sorted(content) == ["drains", "services"]
    assert names(reset())[-1] == "delete_service"
    assert ipvsadm.save() == []


def test_a_table_that_somebody_else_drives_is_not_reset_unless_told_so(declare, module, reset, ipvsadm):
    declare(services=[service(1)], timeouts={"tcp": 901}, persist=False)
    run("ip", "link", "add", "kube-ipvs0", "type", "dummy")
    run("ip", "address", "add", f"{VIP}/32", "dev", "kube-ipvs0")
    for check_mode in (True, False):
        refusal = module(ipvs.main, check_mode=check_mode, state="reset")["msg"]
        assert refusal.startswith("the table of this host is driven by kube-proxy ")
    assert (len(ipvsadm.save()), timeouts()[0]) == (2, 901)
    reset(take_over=True)
    assert (ipvsadm.save(), timeouts()[0]) == ([], 900)


def test_services_and_settings_do_not_go_with_it_and_nothing_goes(declare, module, ipvsadm):
    declare(services=[service(1)], persist=False)
    rules = ipvsadm.save()
    assert module(ipvs.main, state="reset", services=[service(1)])["msg"] == (
        "services does not go with state reset, which takes back all that is ours"
    )
    assert ipvsadm.save() == rules != []


def test_an_unloaded_ip_vs_is_not_loaded_and_files_and_record_go(declare, module, host, request):
    declare(services=[service(1)], **DECLARED)
    run("ipvsadm", "-C")
    declare(sync=[])
    request.getfixturevalue("unloaded")
    before = host.texts()
    foreseen = module(ipvs.main, check_mode=True, state="reset")
    assert host.texts() == before
    assert module(ipvs.main, state="reset") == foreseen
    assert names(foreseen) == ["disable_unit", *["write_file"] * 5]
    assert (host.texts(), client.is_loaded()) == ({}, False)
    assert module(ipvs.main, state="reset")["changed"] is False
