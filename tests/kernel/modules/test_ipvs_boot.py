# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules leave for the next boot, on a real kernel: `ipvsadm --restore` reads it, as at boot."""

import contextlib
import os
import stat
import subprocess

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import boot, boot_steps
from ansible_collections.lvs.cluster.plugins.module_utils._model.described import service_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import ServiceKey
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.boots import SYSCTLS, VIP, Host, live, segment, service
from tests.kernel.conftest import run
from tests.kernel.whole_tables import fresh_namespace, on_a_kernel
from tests.tables import tables

DAEMON = {"state": "master", "interface": "sync0", "id": 7, "group": "224.0.0.99", "port": 9000, "ttl": 3}
OTHER = {"state": "backup", "interface": "sync0", "id": 255, "maxlen": 1400}
SETTINGS = {"timeouts": {"tcp": 901, "udp": 301}, "sync": [DAEMON], "sysctls": {"expire_nodest_conn": 1}}
FILES = [
    *("/etc/lvs.cluster/director.rules", "/etc/lvs.cluster/director.sysctls"),
    *("/etc/modules-load.d/lvs.cluster.conf", "/" + boot.UNIT_FILE),
]


@pytest.fixture
def host(tmp_path):
    segment()
    return Host(tmp_path)


@pytest.fixture
def declare(module):
    def call(*services, main=ipvs.main, **more):
        result = module(main, **({"services": list(services)} if main is ipvs.main else {}), **more)
        assert "failed" not in result, result
        return result

    return call


def of_boot(result):
    return [entry["operation"] for entry in result["operations"] if entry["operation"].endswith(("_file", "_unit"))]


def with_large_marks(table):
    """Marks that do not fit into a signed number: ipvsadm -S prints them so that ipvsadm -R refuses them."""
    larger = {7: 0xFFFFFFFF, 0x7FFFFFFF: 0x80000000}
    keys = {key: key._replace(fwmark=larger.get(key.fwmark, key.fwmark)) for key in table}
    return {keys[key]: found._replace(key=keys[key]) for key, found in table.items()}


@given(
    tables().map(with_large_marks),
    st.fixed_dictionaries({name: st.integers(1, 2678400) for name in ("tcp", "tcp_fin", "udp")}),
    st.lists(st.sampled_from([DAEMON, OTHER]), unique_by=str, max_size=2),
)
@settings(on_a_kernel, max_examples=8)
def test_whatever_is_declared_is_there_after_a_boot(declare, tmp_path, table, timeouts, sync):
    host = Host(tmp_path)
    fresh_namespace()
    segment()
    declared = [service_params(found) for found in table.values()]
    declare(*declared, purge_services="all", timeouts=timeouts, sync=sync)
    before = live()
    assert (before[0], before[1]._asdict(), len(before[2])) == (table, timeouts, len(sync))
    host.reboot()
    assert live() == before


@pytest.mark.parametrize("scheduler", ["sh", "mh", "wlc"])
def test_every_flag_of_a_scheduler_is_there_after_a_boot(declare, host, scheduler):
    declare(service(1, scheduler=scheduler, scheduler_flags=["flag-1", "flag-2", "flag-3"]))
    before = live()
    assert before[0][ServiceKey("ipv4", "tcp", VIP, 80)].flags == 0x38
    host.reboot()
    assert live() == before


def test_restoring_over_the_live_table_changes_nothing_and_ends_well(declare, host):
    declare(service(1, 2), service(3, port=443), **SETTINGS)
    before = live()
    assert host.restore()
    assert live() == before
    rules = host.rules.read_text().splitlines(keepends=True)
    assert rules[-1] == "--set 901 0 301\n"
    host.rules.write_text("".join(rules[:-1]))
    assert not host.restore()
    assert live() == before


def test_calls_with_different_services_add_up_unless_they_purge(declare, host):
    declare(service(1), purge_services="none")
    declare(service(2, port=443), purge_services="none")
    before = live()
    host.reboot()
    assert live() == before
    assert len(before[0]) == 2
    declare(service(2, port=443))
    host.reboot()
    assert [key.port for key in live()[0]] == [443]


def test_what_a_later_call_does_not_give_stays_as_an_earlier_one_gave_it(declare, host):
    declare(service(1), **SETTINGS)
    declare(service(1), timeouts={"udp": 302})
    host.reboot()
    _table, timeouts, daemons = live()
    assert (timeouts.tcp, timeouts.udp) == (901, 302)
    assert [(daemon.state, daemon.id) for daemon in daemons] == [("master", 7)]
    assert (SYSCTLS / "expire_nodest_conn").read_text() == "1\n"
    declare(service(1), sync=[])
    host.reboot()
    assert live()[1:] == (timeouts, ())


def test_a_sysctl_alone_is_kept_by_a_call_that_has_no_services(declare, host):
    declare(sysctls={"expire_nodest_conn": 1})
    declare()
    assert host.sysctls.read_text().splitlines()[1:] == ["net/ipv4/vs/expire_nodest_conn = 1"]
    host.reboot()
    assert (SYSCTLS / "expire_nodest_conn").read_text() == "1\n"


def test_a_service_that_is_ours_no_more_leaves_the_file(declare, host):
    declare(service(1), service(1, port=443))
    declare({"address": VIP, "port": 80}, state="absent")
    assert host.rules.read_text().count("-A ") == 1
    assert f"{VIP}:443" in host.rules.read_text()


def test_of_a_service_without_destinations_those_of_the_kernel_are_written(declare, host, ipvsadm):
    ipvsadm.restore(f"-A -t {VIP}:80 -s wlc", f"-a -t {VIP}:80 -r 10.0.0.77:80 -g -w 3")
    declare({"address": VIP, "port": 80})
    before = live()
    host.reboot()
    assert live() == before
    assert f"-a -t {VIP}:80 -r 10.0.0.77:80 -g -w 3\n" in host.rules.read_text()


def test_what_somebody_changes_by_hand_is_repaired_and_not_persisted(declare, host, ipvsadm):
    declare(service(1, 2))
    before = ipvsadm.save(), host.texts()
    ipvsadm.restore(f"-e -t {VIP}:80 -r 10.0.0.12:80 -w 9", f"-A -t {VIP}:22 -s rr")
    assert declare(service(1, 2))["operation_count"] == 1
    run("ipvsadm", "-D", "-t", f"{VIP}:22")
    assert (ipvsadm.save(), host.texts()) == before


DAMAGES = [b"", b"--set a b c\n", b"--set 1\n-A\n-a -t", b"\xff\xfe\n", "CRLF", None]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_edited_or_removed_is_written_again_and_that_is_a_change(declare, host, name):
    declared = {"timeouts": {"tcp": 900, "tcp_fin": 120, "udp": 300}, "sysctls": {"expire_nodest_conn": 1}}
    declare(service(1), **declared)
    before, path = host.texts(), host.folder / ("root" + name)
    for damage in DAMAGES if name == FILES[0] else DAMAGES[-3:]:
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") if damage == "CRLF" else damage)
        repaired = declare(service(1), **declared)
        assert (repaired["changed"], of_boot(repaired)) == (True, ["write_file"]), damage
        assert host.texts() == before
    assert declare(service(1), **declared)["changed"] is False


def test_a_unit_that_was_disabled_is_enabled_again(declare, host):
    declare(service(1))
    host.link.unlink()
    assert of_boot(declare(service(1))) == ["enable_unit"]
    assert host.link.is_symlink()


def test_a_second_run_touches_no_file(declare, host):
    declare(service(1), **SETTINGS)
    before = host.files()
    assert declare(service(1), **SETTINGS)["changed"] is False
    assert host.files() == before


def test_without_persist_no_file_is_touched(declare, host):
    assert of_boot(declare(service(1), persist=False)) == []
    assert list(host.texts()) == ["record/ipvs.json"]
    declare(service(1))
    before = host.files()
    declare(service(2), persist=False)
    assert {name: found for name, found in host.files().items() if "root/" in name} == {
        name: found for name, found in before.items() if "root/" in name
    }


def test_check_mode_lists_the_files_as_the_run_does_and_writes_none(declare, host):
    for services, expected in (
        ([service(1)], ["write_file"] * len(FILES) + ["enable_unit"]),
        ([service(2)], ["write_file"]),
        ([], ["disable_unit"] + ["write_file"] * len(FILES)),
    ):
        before = host.files()
        foreseen = declare(*services, check_mode=True)
        assert host.files() == before
        done = declare(*services)
        assert foreseen == done
        assert of_boot(done) == expected


def test_files_are_for_everybody_to_read_and_the_record_is_not_whatever_the_umask(declare, host):
    before = os.umask(0o077)
    try:
        declare(service(1))
    finally:
        os.umask(before)
    modes = {name: mode for name, (_text, mode, _times) in host.files().items() if name != str(host.link)}
    link = str(host.link.relative_to(host.folder))
    assert modes.pop(link)
    assert modes == {**{"root" + name: 0o644 for name in FILES}, "record/ipvs.json": 0o600}
    assert stat.S_IMODE(host.rules.parent.stat().st_mode) == 0o755
    assert stat.S_IMODE(host.record.parent.stat().st_mode) == 0o700


def test_when_nothing_is_left_to_restore_files_unit_and_link_are_gone(declare, host):
    for last in ({"state": "absent"}, None):
        declare(service(1))
        assert host.link.is_symlink()
        result = declare(service(), **last) if last else declare()
        assert of_boot(result) == ["disable_unit"] + ["write_file"] * len(FILES)
        assert list(host.texts()) == ["record/ipvs.json"]


@contextlib.contextmanager
def nowhere_to_write(host):
    host.rules.parent.mkdir(parents=True, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "size=4k", "none", str(host.rules.parent))
    try:
        yield
    finally:
        run("umount", str(host.rules.parent))


@pytest.mark.parametrize("persisted_before", [False, True])
def test_a_full_disk_leaves_table_settings_files_and_record_as_they_were(module, declare, host, persisted_before):
    """Also where something was to be deleted: that comes after the files."""
    declare(service(1), service(1, port=443), persist=persisted_before, timeouts={"tcp": 900})
    with nowhere_to_write(host):
        before = live(), host.texts()
        many = service(*range(200))
        result = module(ipvs.main, services=[many], timeouts={"tcp": 901}, sync=[DAEMON])
        assert result["msg"] == (
            "write file /etc/lvs.cluster/director.rules: [Errno 28] No space left on device. "
            "The table and the settings are as they were before"
        )
        assert (live(), host.texts()) == before
    assert declare(many, timeouts={"tcp": 901}, sync=[DAEMON])["operations"][-1]["operation"] == "delete_service"


def test_what_was_undone_is_not_ours(module, declare, host, ipvsadm):
    """Else the next run would purge what somebody else has made."""
    ipvsadm.restore(f"-A -t {VIP}:22 -s rr")
    declare(service(1), persist=False)
    with nowhere_to_write(host):
        assert module(ipvs.main, services=[service(*range(200), port=22)])["failed"] is True
    declare(service(1), persist=False)
    assert f"-A -t {VIP}:22 -s rr" in ipvsadm.save()


@pytest.mark.parametrize("state", ["drained", "evicted"])
def test_a_full_disk_leaves_a_real_server_in_service(module, declare, host, state):
    many = service(*[5] * 200)
    declare(many)
    with nowhere_to_write(host):
        host.rules.write_text("-A -t 203.0.113.10:80 -s wlc\n")
        before = live(), host.texts()
        result = module(ipvs_destination.main, address="10.0.0.11", state=state, wait=False)
        assert "No space left on device" in result["msg"]
        assert (live(), host.texts()) == before


def test_a_place_that_is_no_folder_is_named_and_nothing_is_touched(module, host):
    host.rules.parent.parent.mkdir(parents=True)
    host.rules.parent.write_text("somebody's\n")
    before = host.texts()
    result = module(ipvs.main, services=[service(1)])
    assert result["msg"] == f"[Errno 20] Not a directory: '{host.rules}'"
    assert (live()[0], host.texts()) == ({}, before)


def test_a_host_without_systemctl_is_told_before_anything_is_touched(module, host, monkeypatch):
    monkeypatch.setattr(boot_steps.shutil, "which", lambda _name: None)
    result = module(ipvs.main, services=[service(1)])
    assert result["msg"] == "this host has no systemctl, which persist: true needs"
    assert (live()[0], host.texts()) == ({}, {})
    assert module(ipvs.main, services=[service(1)], persist=False)["changed"] is True


@pytest.mark.parametrize("given", [{"services": [service(1)]}, {"sysctls": {"expire_nodest_conn": 1}}])
def test_a_host_without_ipvsadm_is_warned_of(module, host, given):
    told = "/sbin/ipvsadm, which restores the table at boot, is missing on this host: install ipvsadm"
    assert told in module(ipvs.main, **given)["warnings"]
    assert told not in module(ipvs.main, **given, persist=False)["warnings"]
    (host.folder / "root/sbin").mkdir()
    (host.folder / "root/sbin/ipvsadm").touch()
    assert told not in module(ipvs.main, **given)["warnings"]


def test_the_unit_is_one_that_systemd_takes(declare, host):
    declare(service(1))
    run("systemd-analyze", "verify", str(host.unit))
    host.unit.write_text(host.unit.read_text().replace("/bin/sh", "/bin/no-such"))
    with pytest.raises(subprocess.CalledProcessError):
        run("systemd-analyze", "verify", str(host.unit))


@pytest.mark.parametrize(("state", "left"), [("drained", 0), ("evicted", None)])
def test_a_reboot_keeps_a_drain_and_its_end(declare, host, state, left):
    def weights():
        table = live()[0].values()
        return {found.key.port: {one.address: one.weight for one in found.destinations} for found in table}

    declared = service(5, 1), service(6, 1, port=443)
    declare(*declared)
    declare(main=ipvs_destination.main, address="10.0.0.11", state=state, wait=False)
    host.reboot()
    out = {"10.0.0.12": 1} if left is None else {"10.0.0.11": left, "10.0.0.12": 1}
    assert weights() == {80: out, 443: out}
    again = declare(*declared)
    assert (again["changed"], [entry["state"] for entry in again["drained"]]) == (False, [state] * 2)
    declare(main=ipvs_destination.main, address="10.0.0.11", state="undrained")
    given_back = {80: {"10.0.0.11": 5, "10.0.0.12": 1}, 443: {"10.0.0.11": 6, "10.0.0.12": 1}}
    assert weights() == given_back
    host.reboot()
    assert weights() == given_back
