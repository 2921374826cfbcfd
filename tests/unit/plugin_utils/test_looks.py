# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run takes from the look that it began with: who needs nothing, and that nothing has changed since."""

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.outcomes import held, idle, look, of_realserver
from ansible_collections.lvs.cluster.plugins.plugin_utils.report import report
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import leaving

from .inventories import clusters, variables

WELL = {"changed": False, "operations": []}
DONE = {"_lvs_changing": True, "_lvs_node": {"node": {}}, "_realserver_held": WELL}


def test_only_who_was_asked_and_would_not_be_changed_needs_nothing():
    answers = {
        "web1": {"hiding": WELL},
        "web2": {"hiding": {"changed": True, "operations": [{}]}},
        "web3": {"hiding": {"failed": True, "msg": "the director is its gateway"}},
        "web4": {"unreachable": True, "msg": "timed out"},
        "lb1": {"node": {}, "announcing": WELL},
    }
    assert idle({host: {"_lvs_node": answer} for host, answer in answers.items()}) == ["web1"]


IDLE = {"_lvs_node": {"node": {}, "hiding": WELL}}


@pytest.mark.parametrize("more", [{}, {"_realserver_held": {"skipped": True, "changed": False}}])
def test_who_needs_nothing_is_ready_without_the_role(more):
    assert held({**IDLE, **more}) == WELL
    assert of_realserver(clusters()["default"]["realservers"]["web1"], {**IDLE, **more}).ready


@pytest.mark.parametrize("more", [{"_realserver_held": {"failed": True, "msg": "EPERM"}}, {"_lvs_waiting": True}])
def test_what_the_role_says_comes_first_and_in_a_rollout_the_batch(more):
    assert not of_realserver(clusters()["default"]["realservers"]["web1"], {**IDLE, **more}).ready


def test_who_holds_a_vip_too_many_is_named():
    record = {"_lvs_node": {"node": {"record": {"hidden": ["203.0.113.99"]}}}}
    assert leaving(clusters(), variables(web2=record)) == ["web2"]


def test_where_a_run_has_changed_nothing_its_first_look_is_still_true():
    assert look({"lb1": {**DONE, "_director_table": WELL}, "web1": DONE, "web2": {}}) == "_lvs_node"


@pytest.mark.parametrize(
    "more",
    [
        {"_realserver_held": {"changed": True}},
        {"_realserver_held": {"failed": True, "msg": "EPERM", "changed": False}},
        {"_realserver_held": {"unreachable": True, "msg": "timed out"}},
        {"_director_table": {"changed": True}},
        {"_director_announced": {"changed": True}},
        {"_director_withdrawn": {"changed": True}},
        {"_director_installed": {"changed": True}},
        {"_lvs_left": {"changed": True}},
        {"_lvs_changed": True},
        {"_lvs_waiting": False},
    ],
)
def test_whatever_may_have_changed_a_host_needs_a_new_look_at_all(more):
    assert look({"lb1": DONE, "web1": {**DONE, **more}}) == "_lvs_seen"


def test_a_run_that_only_looks_has_no_first_look():
    assert look({"lb1": {}, "web1": {"_lvs_node": {"node": {}}}}) == "_lvs_seen"


@pytest.mark.parametrize(("name", "is_said"), [("_lvs_node", True), ("_lvs_seen", False)])
def test_the_report_says_when_the_first_look_was_judged(name, is_said):
    finding = {"id": "F1", "host": "lb1", "status": "ok", "expected": "", "found": "", "cause": "", "remedy": ""}
    lines = report(clusters(), variables(lb1={"_lvs_look": name}), [finding])["lines"]
    assert any(line.startswith("Nothing was to be changed") for line in lines) == is_said
