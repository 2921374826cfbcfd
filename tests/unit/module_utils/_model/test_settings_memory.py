# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings import Daemon, Settings, Timeouts
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings_memory import during, remembered, undone
from hypothesis import given
from hypothesis import strategies as st

MASTER = Daemon("master", "eth0", maxlen=1472)
FOREIGN = Daemon("master", "eth9", id=9, maxlen=1472)
DECLARED = MASTER._replace(maxlen=0)
KERNEL = Settings(Timeouts(900, 120, 300), (), {"drop_entry": "0", "sync_threshold": "3 50"})
OURS = Settings(Timeouts(60, 0, 0), (DECLARED,), {"drop_entry": "3"})
LIVE = Settings(Timeouts(60, 120, 300), (MASTER,), {"drop_entry": "3", "sync_threshold": "3 50"})
MEMORY = {
    "sysctls": {"drop_entry": ["0", "3"]},
    "timeouts": {"tcp": [900, 60]},
    "daemons": {"master": [None, list(DECLARED)]},
}


def values_of(daemons):
    return st.builds(
        Settings,
        st.builds(Timeouts, *[st.integers(1, 3)] * 3),
        st.lists(st.sampled_from(daemons), unique_by=lambda daemon: daemon.state, max_size=2).map(sorted).map(tuple),
        st.fixed_dictionaries({name: st.sampled_from("012") for name in ("drop_entry", "conntrack")}),
    )


WHOLE = values_of([MASTER, FOREIGN, Daemon("backup", "eth0", maxlen=1472)])


def test_what_a_run_changes_is_remembered_as_it_was_and_as_it_is_now_and_nothing_else():
    assert remembered({}, KERNEL, OURS) == MEMORY
    assert remembered({}, LIVE, OURS) == {}
    assert json.loads(json.dumps(MEMORY)) == MEMORY


def test_what_was_there_first_stays_known():
    again = Settings(Timeouts(tcp=61), (FOREIGN,), {"drop_entry": "1"})
    assert remembered(MEMORY, LIVE, again) == {
        "sysctls": {"drop_entry": ["0", "1"]},
        "timeouts": {"tcp": [900, 61]},
        "daemons": {"master": [None, list(FOREIGN)]},
    }


def test_what_is_declared_to_be_as_before_us_is_ours_no_more():
    assert remembered(MEMORY, LIVE, Settings(Timeouts(tcp=900), (), {"drop_entry": "0"})) == {}


def test_what_is_not_declared_stays_remembered():
    assert remembered(MEMORY, LIVE, Settings()) == MEMORY


def test_what_somebody_else_has_changed_to_what_is_declared_is_not_ours():
    changed = LIVE._replace(sysctls={"drop_entry": "1"}, daemons=(FOREIGN,), timeouts=Timeouts(70, 120, 300))
    assert remembered(MEMORY, changed, Settings(Timeouts(tcp=70), (FOREIGN,), {"drop_entry": "1"})) == MEMORY


def test_what_is_ours_is_taken_back():
    assert undone(MEMORY, LIVE) == (Settings(Timeouts(tcp=900), (), {"drop_entry": "0"}), [])
    assert undone(MEMORY, KERNEL) == (Settings(), [])
    assert undone({}, LIVE) == (Settings(), [])


def test_a_daemon_that_was_there_before_comes_back_and_the_other_is_let_be():
    backup = Daemon("backup", "eth1", maxlen=1472)
    memory = {"daemons": {"master": [list(FOREIGN), list(DECLARED)]}}
    assert undone(memory, Settings(daemons=(backup, MASTER)))[0].daemons == (FOREIGN, backup)
    stopped = {"daemons": {"master": [list(FOREIGN), None]}}
    assert undone(stopped, Settings(daemons=()))[0].daemons == (FOREIGN,)


def test_what_the_kernel_makes_of_its_own_strategies_is_still_ours():
    memory = {"sysctls": {"drop_packet": ["0", "1"]}}
    assert undone(memory, Settings(sysctls={"drop_packet": "2"})) == (Settings(sysctls={"drop_packet": "0"}), [])


def test_what_somebody_else_has_changed_stays_and_is_named():
    changed = Settings(Timeouts(70, 120, 300), (FOREIGN,), {"drop_entry": "1", "sync_threshold": "3 50"})
    wanted, said = undone(MEMORY, changed)
    assert wanted == Settings()
    assert said == [
        "net.ipv4.vs.drop_entry is 1, not 3 as this module has set it: somebody else has changed it, so it stays. "
        "Before the first run it was 0",
        "the time-out tcp is 70, not 60 as this module has set it: somebody else has changed it, so it stays. "
        "Before the first run it was 900",
        "the sync daemon master is --start-daemon master --mcast-interface eth9 --syncid 9 --sync-maxlen 1472 "
        "--mcast-group 224.0.0.81 --mcast-port 8848 --mcast-ttl 1, not --start-daemon master --mcast-interface eth0 "
        "--syncid 0 --mcast-group 224.0.0.81 --mcast-port 8848 --mcast-ttl 1 as this module has set it: somebody else "
        "has changed it, so it stays. Before the first run it was none",
    ]


def test_an_ip_vs_that_is_not_loaded_and_a_sysctl_that_the_kernel_lost_have_nothing_to_take_back():
    assert undone(MEMORY, Settings()) == (Settings(), [])
    assert undone({"sysctls": {"lost": ["0", "1"]}}, KERNEL) == (Settings(), [])


@given(WHOLE, WHOLE, WHOLE)
def test_whatever_two_runs_have_set_is_taken_back_also_where_the_second_was_ended_midway(first, second, third):
    once = remembered({}, first, second)
    twice = remembered(once, second, third)
    for memory, present in ((once, second), (twice, third), *((during(once, twice), one) for one in (second, third))):
        wanted, said = undone(memory, present)
        assert said == []
        for name, value in first.sysctls.items():
            found = wanted.sysctls.get(name, present.sysctls[name])
            assert found == value or (name == "drop_entry" and {found, value} == {"1", "2"})
        timeouts = wanted.timeouts or Timeouts()
        assert tuple(new or old for new, old in zip(timeouts, present.timeouts)) == first.timeouts
        assert sorted(present.daemons if wanted.daemons is None else wanted.daemons) == sorted(first.daemons)
        assert remembered(memory, present, third if present is third else second) == (
            twice if present is third else once
        )


@pytest.mark.parametrize("memory", [MEMORY, {"daemons": {"master": [list(FOREIGN), list(DECLARED)]}}])
def test_a_daemon_that_is_being_replaced_is_ours_while_none_runs(memory):
    prior = memory["daemons"]["master"][0]
    wanted, said = undone(during(memory, memory), KERNEL)
    assert said == []
    assert [*(wanted.daemons or ())] == ([Daemon(*prior)] if prior else [])
