# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.ends import End, ends, grouped, lines, rows

from .inventories import clusters, seen, variables

LOOKED = {"_lvs_node": {"node": {}}}
DONE = {**LOOKED, "_director_table": {"changed": False}}


def outcomes(failed=None, declared=None, **hosts):
    return {end.host: end[1:] for end in ends(clusters(**(declared or {})), variables(**hosts), failed or {})}


@pytest.mark.parametrize(
    ("lb1", "outcome"),
    [
        (DONE, "unchanged"),
        ({**DONE, "_director_table": {"changed": True}}, "changed"),
        ({**DONE, "_director_announced": {"changed": True}}, "changed"),
        ({**DONE, "_director_withdrawn": {"changed": True}}, "changed"),
        ({**DONE, "_director_installed": {"changed": True}}, "changed"),
        ({**DONE, "_lvs_changed": True}, "changed"),
        ({**LOOKED, "_lvs_changed": False}, "unchanged"),
    ],
)
def test_a_director_is_changed_by_any_of_its_tasks(lb1, outcome):
    assert outcomes(lb1=lb1) == {"lb1": (outcome, "")}


@pytest.mark.parametrize(
    ("web1", "outcome"),
    [
        (seen(), "unchanged"),
        (seen(_realserver_held={"changed": True}), "changed"),
        (seen(_realserver_held={"skipped": True}), "unchanged"),
        (seen(_lvs_left={"changed": True}), "changed"),
    ],
)
def test_so_is_a_real_server(web1, outcome):
    assert outcomes(web1=web1) == {"web1": (outcome, "")}


def test_one_that_failed_has_the_reason_whatever_was_changed_before():
    assert outcomes({"web1": "EPERM"}, web1=seen(_realserver_held={"changed": True})) == {"web1": ("failed", "EPERM")}


def test_one_that_was_looked_at_only_was_not_reached():
    assert outcomes(web1=LOOKED) == {"web1": ("not_reached", "was looked at only")}
    assert outcomes(web1={**LOOKED, "_lvs_left": {"skipped": True}}) == {"web1": ("not_reached", "was looked at only")}


def test_one_that_leaves_was_reached_when_its_play_has_come():
    out = {"web1": {"lvs_realserver_state": "absent"}}
    left = {**LOOKED, "_lvs_left": {"skipped": True}}
    assert outcomes(declared=out, web1=left) == {"web1": ("unchanged", "")}
    assert outcomes(declared=out, web1=LOOKED) == {"web1": ("not_reached", "was looked at only")}


def test_what_a_stopped_rollout_did_not_come_to_has_the_reason():
    hosts = {
        "lb1": DONE,
        "web1": seen(_lvs_waiting=False, _lvs_unfit="nothing listens"),
        "web2": {**LOOKED, "_lvs_waiting": True},
        "web3": LOOKED,
    }
    found = outcomes({"web1": "nothing listens"}, {"web3": {"lvs_realserver_state": "absent"}}, **hosts)
    assert found == {
        "lb1": ("unchanged", ""),
        "web1": ("failed", "nothing listens"),
        "web2": ("not_reached", "the rollout stopped at web1"),
        "web3": ("not_reached", "the rollout stopped at web1"),
    }


def test_a_rollout_may_stop_at_a_director_but_not_at_one_that_the_preflight_held_back():
    hosts = {"web1": {**LOOKED, "_lvs_waiting": True}, "web2": {**LOOKED, "_lvs_unfit": "mtu"}}
    stopped = outcomes({"lb1": "EPERM"}, lb1={**DONE, "_lvs_unfit": "EPERM"}, **hosts)
    assert stopped["web1"] == ("not_reached", "the rollout stopped at lb1")
    assert outcomes(lb1=DONE, **hosts)["web1"] == ("not_reached", "was looked at only")


def test_who_is_not_part_of_the_run_has_no_end():
    assert outcomes() == {}


def test_hundreds_of_hosts_are_a_few_lines():
    many = [End(f"web{n}", "not_reached", "the rollout stopped at web0") for n in range(1, 500)]
    told = list(lines([End("web0", "failed", "EPERM"), *many]))
    assert told == [
        "Hosts: 0 changed, 0 unchanged, 1 failed, 499 not reached.",
        "failed: web0: EPERM",
        "not reached: web1, web2, web3, web4, web5 and 494 more: the rollout stopped at web0",
    ]
    assert list(lines([])) == []


def test_hundreds_of_reasons_are_a_few_lines_too():
    told = grouped((f"web{n}", f"reason {n}") for n in range(500))
    assert told[:2] == ["web0: reason 0", "web1: reason 1"]
    assert told[10:] == ["web10, web11, web12, web13, web14 and 485 more: each for a reason of its own"]


def test_rows_have_the_keys_of_findings():
    assert rows([End("web1", "failed", "EPERM")]) == [
        {"id": "run", "host": "web1", "status": "failed", "found": "EPERM", "expected": "", "cause": "", "remedy": ""}
    ]
