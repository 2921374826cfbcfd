# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a drain waits in rounds: a module that takes the time that it is given, on a clock that is the test's."""

import types

import pytest
from ansible_collections.lvs.cluster.plugins.action import ipvs_destination

LEFT = [{"service": "tcp 203.0.113.10:80", "destination": "10.0.0.11:80", "connections": 3}]
EDIT, DELETE = ({"operation": name} for name in ("edit_destination", "delete_destination"))


def result(remaining=(), operations=(), **more):
    common = {"changed": bool(operations), "operation_count": len(operations), "diff": {"after": str(operations)}}
    return {**common, "operations": list(operations), "remaining": list(remaining), **more}


@pytest.fixture
def wait(monkeypatch):
    """Run the action with these arguments; return its result, what the module was given, and what was said."""

    def call(results, check_mode=False, no_log=False, async_val=0, **args):
        clock, given, said = [0.0], [], []
        results = iter(results)

        def execute(module_args, task_vars, wrap_async=None):  # noqa: ARG001 - as Ansible calls it
            given.append(module_args)
            seconds = module_args.get("wait_timeout")
            clock[0] += 0.5 + (seconds if isinstance(seconds, int) else 0)
            return next(results)

        display = types.SimpleNamespace(display=said.append)
        monkeypatch.setattr(ipvs_destination, "Display", lambda: display)
        monkeypatch.setattr(ipvs_destination.time, "monotonic", lambda: clock[0])
        monkeypatch.setattr(ipvs_destination.ActionBase, "run", lambda *_args: {})
        action = object.__new__(ipvs_destination.ActionModule)
        settings = {"check_mode": check_mode, "no_log": no_log, "async_val": async_val, "delegate_to": None}
        action._task = types.SimpleNamespace(args=args, **settings)
        action._execute_module = execute
        return action.run(None, {"inventory_hostname": "lb1"}), given, said

    return call


def drained(**more):
    return {"address": "10.0.0.11", "state": "drained", **more}


def test_a_drain_that_ends_in_a_later_round_says_what_is_left_until_then(wait):
    rounds = [result(LEFT, [EDIT], failed=True, msg="not drained"), result(LEFT, failed=True), result()]
    found, given, said = wait(rounds, **drained(wait_timeout="60", on_timeout="restore"))
    assert [(one["wait_timeout"], one["on_timeout"]) for one in given] == [(10, "fail")] * 3
    assert (found["operations"], found["operation_count"], found["changed"]) == ([EDIT], 1, True)
    assert (found["diff"], "failed" in found) == (rounds[0]["diff"], False)
    assert said[0] == "lb1: connections left: 3 of 10.0.0.11:80 in tcp 203.0.113.10:80; 50 s to go"
    assert len(said) == 2


def test_only_the_last_round_does_what_is_to_be_done_when_time_is_up(wait):
    rounds = [result(LEFT, [EDIT], failed=True), result(LEFT, [DELETE])]
    found, given, _said = wait(rounds, **drained(wait_timeout=15, on_timeout="remove"))
    assert [(one["wait_timeout"], one["on_timeout"]) for one in given] == [(10, "fail"), (5, "remove")]
    assert (found["operations"], len(found["diff"])) == ([EDIT, DELETE], 2)


def test_a_round_is_long_enough_for_silence(wait):
    _found, given, _said = wait([result(LEFT, failed=True), result()], **drained(wait_idle="30"))
    assert [one["wait_timeout"] for one in given] == [35, 35]


def test_by_default_it_waits_as_long_as_the_module_says(wait):
    rounds = [result(LEFT, failed=True)] * 100
    _found, given, _said = wait(rounds, **drained())
    assert 280 <= sum(one["wait_timeout"] for one in given) <= 300
    assert "on_timeout" not in given[-1], "that is the module's own default"


def test_an_error_ends_it_at_once(wait):
    found, given, said = wait([{"failed": True, "msg": "refused"}], **drained())
    assert (found["msg"], len(given), said) == ("refused", 1, [])


def test_a_warning_is_given_once(wait):
    rounds = [result(LEFT, failed=True, warnings=["a", "b"]), result(warnings=["a", "b"])]
    assert wait(rounds, **drained())[0]["warnings"] == ["a", "b"]


@pytest.mark.parametrize(
    "given",
    [
        {"state": "undrained", "address": "10.0.0.11"},
        {"address": "10.0.0.11"},
        drained(wait="no"),
        drained(check_mode=True),
        drained(async_val=60),
        drained(wait_timeout="long"),
        drained(wait="perhaps"),
    ],
)
def test_what_does_not_wait_is_the_module_alone(wait, given):
    _found, told, said = wait([result(LEFT)], **given)
    assert told == [{key: value for key, value in given.items() if key not in ("check_mode", "async_val")}]
    assert said == []


def test_nothing_is_said_where_nothing_may_be_logged(wait):
    assert wait([result(LEFT, failed=True), result()], no_log=True, **drained())[2] == []
