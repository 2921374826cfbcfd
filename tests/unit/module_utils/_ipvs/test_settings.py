# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.settings import plan
from ansible_collections.lvs.cluster.plugins.module_utils._model.operations import (
    SET_SYSCTL,
    SET_TIMEOUTS,
    START_DAEMON,
    STOP_DAEMON,
    Operation,
    undo_of,
)
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings import Daemon, Settings, Timeouts
from hypothesis import given
from hypothesis import strategies as st

NOW = Timeouts(900, 120, 300)
MASTER, BACKUP = Daemon("master", "eth0", maxlen=1472), Daemon("backup", "eth0", maxlen=1472)
RUNNING = Settings(NOW, (BACKUP, MASTER), {"drop_entry": "0", "sync_threshold": "3 50"})


def test_nothing_declared_is_nothing_to_do():
    assert plan(RUNNING, Settings()) == ()


def test_what_is_as_declared_needs_no_operation():
    assert plan(RUNNING, RUNNING) == ()


def test_timeouts_that_are_not_declared_stay():
    assert plan(RUNNING, Settings(Timeouts(tcp=60))) == (Operation(SET_TIMEOUTS, "", NOW, Timeouts(60, 120, 300)),)
    assert plan(RUNNING, Settings(Timeouts(udp=300))) == ()


def test_only_sysctls_that_differ_are_set_in_the_order_of_their_names():
    declared = Settings(sysctls={"sync_threshold": "3 50", "expire_nodest_conn": "1", "drop_entry": "1"})
    assert plan(RUNNING, declared) == (
        Operation(SET_SYSCTL, "drop_entry", "0", "1"),
        Operation(SET_SYSCTL, "expire_nodest_conn", None, "1"),
    )


@pytest.mark.parametrize("name", ["drop_entry", "drop_packet", "secure_tcp"])
def test_an_automatic_strategy_is_as_declared_whether_it_waits_or_is_at_work(name):
    for now, then, count in (("1", "2", 0), ("2", "1", 0), ("0", "1", 1), ("2", "0", 1), ("3", "2", 1), ("2", "3", 1)):
        assert len(plan(Settings(sysctls={name: now}), Settings(sysctls={name: then}))) == count
    assert len(plan(Settings(sysctls={"sync_ports": "1"}), Settings(sysctls={"sync_ports": "2"}))) == 1


def test_a_daemon_whose_longest_message_the_kernel_chose_is_as_declared():
    assert plan(RUNNING, Settings(daemons=(BACKUP._replace(maxlen=0), MASTER._replace(maxlen=0)))) == ()


def test_a_daemon_that_differs_is_stopped_and_started_and_the_other_is_let_be():
    for changes in ({"interface": "eth1"}, {"id": 1}, {"group": "224.0.0.82"}, {"port": 1}, {"ttl": 2}, {"maxlen": 9}):
        other = MASTER._replace(**changes)
        assert plan(RUNNING, Settings(daemons=(BACKUP, other))) == (
            Operation(STOP_DAEMON, "master", MASTER, None),
            Operation(START_DAEMON, "master", None, other),
        )


def test_an_empty_list_stops_what_runs_and_what_is_not_listed_stops():
    stops = tuple(Operation(STOP_DAEMON, daemon.state, daemon, None) for daemon in (BACKUP, MASTER))
    assert plan(RUNNING, Settings(daemons=())) == stops
    assert plan(RUNNING, Settings(daemons=(MASTER,))) == stops[:1]
    assert plan(Settings(), Settings(daemons=())) == ()


def test_every_stop_comes_before_any_start():
    kinds = [one.operation for one in plan(RUNNING, Settings(daemons=(BACKUP._replace(id=1), MASTER._replace(id=1))))]
    assert kinds == [STOP_DAEMON, STOP_DAEMON, START_DAEMON, START_DAEMON]


def test_an_ipvs_that_is_not_loaded_gets_all_that_is_declared():
    declared = Settings(Timeouts(tcp=60), (MASTER,), {"drop_entry": "0"})
    assert plan(Settings(), declared) == (
        Operation(SET_SYSCTL, "drop_entry", None, "0"),
        Operation(SET_TIMEOUTS, "", None, Timeouts(60, 0, 0)),
        Operation(START_DAEMON, "master", None, MASTER),
    )


def _settings():
    daemons = st.sets(st.builds(Daemon, st.sampled_from(["master", "backup"]), st.sampled_from(["eth0", "eth1"])))
    return st.builds(
        Settings,
        st.builds(Timeouts, *[st.integers(1, 3)] * 3),
        daemons.map(lambda found: tuple({daemon.state: daemon for daemon in sorted(found)}.values())),
        st.fixed_dictionaries({"drop_entry": st.sampled_from("01"), "drop_packet": st.sampled_from("01")}),
    )


def _performed(settings, operations):
    """A kernel in a few lines: it refuses to start what runs and to stop what does not."""
    timeouts, sysctls, running = settings.timeouts, dict(settings.sysctls), {one.state: one for one in settings.daemons}
    for operation in operations:
        if operation.operation == SET_TIMEOUTS:
            timeouts = operation.after
        elif operation.operation == SET_SYSCTL:
            sysctls[operation.key] = operation.after
        elif operation.operation == STOP_DAEMON:
            assert running.pop(operation.key) == operation.before
        else:
            assert running.setdefault(operation.key, operation.after) is operation.after
    return Settings(timeouts, tuple(sorted(running.values())), sysctls)


@given(_settings(), _settings(), st.data())
def test_a_plan_leads_to_what_is_declared_and_each_part_of_it_can_be_undone(current, declared, data):
    operations = plan(current, declared)
    assert _performed(current, operations) == declared._replace(daemons=tuple(sorted(declared.daemons)))
    done = operations[: data.draw(st.integers(0, len(operations)))]
    sorted_current = current._replace(daemons=tuple(sorted(current.daemons)))
    assert _performed(_performed(current, done), undo_of(done)) == sorted_current
