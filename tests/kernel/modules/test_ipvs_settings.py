# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time-outs, sync daemons and sysctls through the module ``ipvs``; what they are, ipvsadm and /proc say."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.settings_client import SettingsClient
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings import Daemon
from ansible_collections.lvs.cluster.plugins.modules import ipvs

from tests.kernel.conftest import run
from tests.kernel.directors import daemons, interface, sysctl, timeouts

MASTER, BACKUP = ({"state": state, "interface": "seg0"} for state in ("master", "backup"))
PLAIN = "{} sync daemon (mcast=seg0, syncid=0, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)"
PLAIN_BACKUP, PLAIN_MASTER = (PLAIN.format(state) for state in ("backup", "master"))
TUNNELLED = ["-A -t 203.0.113.10:443 -s rr", "-a -t 203.0.113.10:443 -r [2001:db8::1]:443 -i -w 1"]


@pytest.fixture
def seg0():
    """An interface for daemons, with addresses of both families."""
    run("ipvsadm", "-Ln")  # has the kernel's IPv6 loaded as well
    interface("seg0", "192.0.2.1/24", "2001:db8:9::1/64")


def lines(result):
    return [(one["operation"], one["before"], one["after"]) for one in result["operations"]]


def test_timeouts_are_set_and_those_left_out_stay(declare):
    assert timeouts() == [900, 120, 300]
    assert lines(declare(timeouts={"tcp": 60, "tcp_fin": 61, "udp": 62})) == [
        ("set_timeouts", "--set 900 120 300", "--set 60 61 62")
    ]
    assert timeouts() == [60, 61, 62]
    assert lines(declare(timeouts={"tcp_fin": 2678400})) == [
        ("set_timeouts", "--set 60 61 62", "--set 60 2678400 62"),
    ]
    assert timeouts() == [60, 2678400, 62]
    assert declare(timeouts={})["changed"] is False


def test_a_wrong_timeout_is_named_and_nothing_is_touched(declare):
    result = declare(timeouts={"tcp": 60, "udp": 0}, sysctls={"drop_entry": 1})
    assert result["msg"] == "timeouts: udp: 0 is not between 1 and 2678400"


@pytest.mark.usefixtures("seg0")
def test_daemons_of_both_states_run_as_declared_and_stop(declare):
    assert lines(declare(sync=[MASTER])) == [
        (
            "start_daemon",
            "",
            "--start-daemon master --mcast-interface seg0 --syncid 0 --mcast-group 224.0.0.81 --mcast-port 8848 "
            "--mcast-ttl 1",
        )
    ]
    assert daemons() == [PLAIN_MASTER]
    declare(sync=[MASTER, BACKUP])
    assert daemons() == [PLAIN_BACKUP, PLAIN_MASTER]
    declare(sync=[BACKUP])
    assert daemons() == [PLAIN_BACKUP]
    assert declare(timeouts={"tcp": 60})["operation_count"] == 1
    assert daemons() == [PLAIN_BACKUP]
    assert [name for name, _before, _after in lines(declare(sync=[]))] == ["stop_daemon"]
    assert daemons() == []


@pytest.mark.usefixtures("seg0")
def test_every_field_of_a_daemon_reaches_the_kernel_also_an_ipv6_group(declare):
    fields = {"id": 255, "group": "ff02::77", "port": 99, "ttl": 4, "maxlen": 1024}
    declare(sync=[{**MASTER, **fields}, {**BACKUP, **fields, "maxlen": 65487}])
    assert daemons() == [
        f"{state} sync daemon (mcast=seg0, syncid=255, maxlen={maxlen}, group=ff02::77, port=99, ttl=4)"
        for state, maxlen in (("backup", 65487), ("master", 1024))
    ]


@pytest.mark.usefixtures("seg0")
def test_a_daemon_that_shall_be_otherwise_is_stopped_and_started_and_the_other_is_let_be(module):
    interface("seg1", "198.51.100.1/24")
    module(ipvs.main, sync=[MASTER, BACKUP], persist=False)
    wanted = dict(MASTER)
    for change in ({"interface": "seg1"}, {"id": 7}, {"group": "224.0.0.82"}, {"port": 1}, {"ttl": 2}, {"maxlen": 500}):
        wanted.update(change)
        result = module(ipvs.main, sync=[wanted, BACKUP], persist=False)
        assert [name for name, _before, _after in lines(result)] == ["stop_daemon", "start_daemon"]
    assert daemons() == [
        PLAIN_BACKUP,
        "master sync daemon (mcast=seg1, syncid=7, maxlen=500, group=224.0.0.82, port=1, ttl=2)",
    ]


def test_a_wrong_daemon_is_named_and_nothing_is_touched(declare):
    for sync, message in (
        ([MASTER, {**MASTER, "id": 1}], "sync[1]: state: 'master' is there already; a kernel runs one of each"),
        ([{**MASTER, "interface": "é"}], "sync[0] (master): interface: 'é' is not the name of an interface"),
    ):
        assert declare(sync=sync, timeouts={"tcp": 60})["msg"] == message


@pytest.mark.usefixtures("seg0")
def test_a_daemon_that_the_kernel_refuses_is_explained_and_all_before_it_undone(declare, module, ipvsadm):
    def refusal(daemon):
        return declare(
            sync=[daemon],
            timeouts={"tcp": 60},
            sysctls={"sync_threshold": "5 70", "expire_nodest_conn": True},
            services=[{"address": "203.0.113.10", "port": 80, "destinations": [{"address": "10.0.0.11"}]}],
        )["msg"]

    undone = "The table and the settings are as they were before"
    interface("down0", up=False)
    module(ipvs.main, sync=[MASTER, BACKUP], timeouts={"tcp": 800}, sysctls={"sync_threshold": "4 60"}, persist=False)
    assert refusal({**MASTER, "interface": "none0"}) == (
        "start daemon master: the kernel refused with ENODEV (No such device); "
        f"likely cause: there is no interface none0. {undone}"
    )
    assert refusal({**MASTER, "interface": "down0"}) == (
        "start daemon master: the kernel refused with ENETUNREACH (Network is unreachable); "
        f"likely cause: the interface down0 is down. {undone}"
    )
    module(ipvs.main, sync=[], persist=False)
    ipvsadm.restore(*TUNNELLED)
    assert refusal(MASTER) == (
        "start daemon master: the kernel refused with EINVAL (Invalid argument); "
        f"likely cause: a destination has another family than its service, which no daemon can tell. {undone}"
    )


@pytest.mark.usefixtures("seg0")
def test_a_destination_of_another_family_is_refused_where_a_daemon_runs(declare):
    destination = {"address": "2001:db8::1", "forwarding": "tunnel"}
    service = {"address": "203.0.113.10", "port": 80, "destinations": [destination]}
    assert declare(sync=[MASTER], services=[service])["msg"].endswith(
        "or it has another family than its service while a sync daemon runs. "
        "The table and the settings are as they were before"
    )


@pytest.mark.usefixtures("seg0")
def test_a_stop_right_after_a_start_leaves_no_daemon_and_is_no_error():
    with Client() as client:
        settings = SettingsClient(client)
        for _time in range(30):
            settings.start_daemon(Daemon("master", "seg0"))
            settings.stop_daemon("master")
            assert settings.daemons() == ()
        settings.stop_daemon("master")  # as when somebody else was faster
    assert daemons() == []


def test_sysctls_are_set_by_name_with_booleans_and_two_numbers(declare):
    declared = {"expire_nodest_conn": True, "sync_threshold": "5  60", "sync_ports": 4}
    assert lines(declare(sysctls=declared)) == [
        ("set_sysctl", "net.ipv4.vs.expire_nodest_conn = 0", "net.ipv4.vs.expire_nodest_conn = 1"),
        ("set_sysctl", "net.ipv4.vs.sync_ports = 1", "net.ipv4.vs.sync_ports = 4"),
        ("set_sysctl", "net.ipv4.vs.sync_threshold = 3 50", "net.ipv4.vs.sync_threshold = 5 60"),
    ]
    assert (sysctl("expire_nodest_conn"), sysctl("sync_threshold"), sysctl("sync_ports")) == ("1", "5 60", "4")


def test_a_strategy_that_the_kernel_sets_by_itself_is_neither_an_error_nor_a_change(declare):
    declare(sysctls={"drop_entry": 2, "drop_packet": 1})
    assert sysctl("drop_entry") in ("1", "2")
    assert declare(sysctls={"drop_entry": 1, "drop_packet": 2})["changed"] is False
    declare(sysctls={"drop_entry": 3, "drop_packet": 0})
    assert (sysctl("drop_entry"), sysctl("drop_packet")) == ("3", "0")


def test_an_unknown_sysctl_is_named_with_the_nearest_and_nothing_is_touched(declare, tmp_path):
    service = {"address": "203.0.113.10", "port": 80}
    result = declare(sysctls={"drop_entry": 3, "expire_nodest_con": 1}, timeouts={"tcp": 60}, services=[service])
    assert result["msg"] == (
        "sysctls: expire_nodest_con: '1' belongs to an unknown key; did you mean expire_nodest_conn?"
    )
    assert not (tmp_path / "record/ipvs.json").exists()


def test_a_value_that_the_kernel_refuses_or_keeps_otherwise_is_an_error_and_all_is_undone(declare):
    for name, value, reason in (
        ("sync_threshold", "50 3", "cannot be set to 50 3: Invalid argument"),
        ("snat_reroute", 2**40, f"cannot be set to {2**40}: Invalid argument"),
        ("snat_reroute", "0 7", "the kernel has made 0 of 0 7"),
        ("snat_reroute", "010", "the kernel has made 8 of 010"),
        ("sync_threshold", "9", "the kernel has made 9 50 of 9"),
    ):
        result = declare(sysctls={"drop_entry": 3, name: value}, timeouts={"tcp": 60})
        assert result["msg"] == (
            f"set sysctl {name}: sysctl net/ipv4/vs/{name}: {reason}. "
            "The table and the settings are as they were before"
        )


def test_a_default_counts_where_the_sysctl_is_not_given_and_the_kernel_has_it(declare):
    defaults = {"expire_nodest_conn": 1, "drop_entry": 3, "no_kernel_has_this": 1}
    assert lines(declare(default_sysctls=defaults, sysctls={"drop_entry": 0})) == [
        ("set_sysctl", "net.ipv4.vs.expire_nodest_conn = 0", "net.ipv4.vs.expire_nodest_conn = 1"),
    ]
    assert (sysctl("expire_nodest_conn"), sysctl("drop_entry")) == ("1", "0")
    assert lines(declare(default_sysctls=defaults)) == [
        ("set_sysctl", "net.ipv4.vs.drop_entry = 0", "net.ipv4.vs.drop_entry = 3"),
    ]


def test_a_default_is_kept_for_the_next_boot_as_a_sysctl_is_and_one_the_kernel_has_not_is_not(module, tmp_path):
    run("ipvsadm", "-Ln")  # has ip_vs loaded
    defaults = {"expire_nodest_conn": 1, "no_kernel_has_this": 1}
    result = module(ipvs.main, default_sysctls=defaults, sysctls={"drop_entry": 1})
    assert "failed" not in result, result
    kept = (tmp_path / "root/etc/lvs.cluster/director.sysctls").read_text().splitlines()
    assert kept[1:] == ["net/ipv4/vs/drop_entry = 1", "net/ipv4/vs/expire_nodest_conn = 1"]
    assert module(ipvs.main, default_sysctls=defaults)["changed"] is False


def test_a_wrong_default_is_named_and_nothing_is_touched(declare):
    message = "default_sysctls: drop_entry: 'on' is not a number, nor numbers with spaces between"
    assert declare(default_sysctls={"drop_entry": "on"}, timeouts={"tcp": 60})["msg"] == message
    message = "default_sysctls: {} goes with state present only"
    assert declare(default_sysctls={}, state="absent", services=[])["msg"] == message
