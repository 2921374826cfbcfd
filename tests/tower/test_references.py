# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the data names is there: in the data itself, or as a file of the project."""

import pytest

from tests.tower.project import NODES, PROJECT, data, named

DATA = data()
TEMPLATES = named(DATA["controller_templates"])
[WORKFLOW] = DATA["controller_workflows"]
WORK = {node["identifier"]: node for node in WORKFLOW[NODES]}
NAMED = {
    "project": "controller_projects",
    "source_project": "controller_projects",
    "inventory": "controller_inventories",
    "execution_environment": "controller_execution_environments",
    "default_environment": "controller_execution_environments",
    "credential": "controller_credentials",
    "credentials": "controller_credentials",
    "labels": "controller_labels",
    "notification_templates_started": "controller_notifications",
    "notification_templates_success": "controller_notifications",
    "notification_templates_error": "controller_notifications",
    "notification_templates_approvals": "controller_notifications",
    "unified_job_template": "controller_templates",
}
#: What a node may set only where its template asks for it at the launch: else Tower passes over it.
PROMPTS = {
    "limit": "ask_limit_on_launch",
    "job_type": "ask_job_type_on_launch",
    "diff_mode": "ask_diff_mode_on_launch",
    "job_tags": "ask_tags_on_launch",
    "inventory": "ask_inventory_on_launch",
    "extra_data": "ask_variables_on_launch",
}


def dangling(found):
    """Return each reference of an item, or of a node, to something that the data does not have."""
    items = [item for key, all_of_it in found.items() if key.startswith("controller_") for item in all_of_it]
    items += [node for workflow in found["controller_workflows"] for node in workflow[NODES]]
    for item in items:
        for key in item.keys() & NAMED.keys():
            names = item[key] if isinstance(item[key], list) else [item[key]]
            yield from (f"{key}: {name}" for name in names if name not in named(found[NAMED[key]]))


def unheard(node, templates):
    """Return what a node sets in vain."""
    template = templates.get(node.get("unified_job_template"), {})
    return [key for key, prompt in PROMPTS.items() if key in node and not template.get(prompt)]


def test_every_reference_leads_somewhere():
    assert list(dangling(DATA)) == []


@pytest.mark.parametrize("key", ["project", "inventory", "execution_environment", "credentials", "labels"])
def test_control_a_reference_that_leads_nowhere_is_seen(key):
    wrong = {**TEMPLATES["LVS site"], key: ["Gone"] if isinstance(TEMPLATES["LVS site"][key], list) else "Gone"}
    assert list(dangling({**DATA, "controller_templates": [*TEMPLATES.values(), wrong]})) == [f"{key}: Gone"]


def test_one_organization():
    items = [item for key, all_of_it in DATA.items() if key.startswith("controller_") for item in all_of_it]
    assert {item["organization"] for item in items} == {"Default"}


def test_the_inventory_is_a_file_of_the_project():
    [source] = DATA["controller_inventory_sources"]
    assert (PROJECT / source["source_path"]).is_file()


def test_the_workflow_is_preflight_canary_approval_fleet_verify():
    path, here = [], "preflight"
    while here:
        path.append(here)
        assert WORK[here].keys() & {"failure_nodes", "always_nodes"} == set()
        following = WORK[here].get("success_nodes", [])
        assert len(following) <= 1
        here = next(iter(following), None)
    assert path == ["preflight", "canary", "approval", "fleet", "verify"] == list(WORK)
    templates = {name: node.get("unified_job_template") for name, node in WORK.items()}
    assert templates == {
        "preflight": "LVS site",
        "canary": "LVS rollout",
        "approval": None,
        "fleet": "LVS rollout",
        "verify": "LVS verify",
    }
    assert (WORK["preflight"]["job_type"], WORK["preflight"]["diff_mode"]) == ("check", True)
    assert {"name", "timeout"} < WORK["approval"]["approval_node"].keys()


def test_the_canary_is_limited_and_the_fleet_is_not():
    assert WORK["canary"]["limit"] == "canary"
    assert "limit" not in WORK["fleet"]


def test_the_workflow_has_nothing_that_would_take_the_place_of_the_canarys_limit():
    assert [key for key in WORKFLOW if key.removeprefix("ask_").startswith(("limit", "inventory"))] == []


@pytest.mark.parametrize("node", WORKFLOW[NODES], ids=lambda node: node["identifier"])
def test_what_a_node_sets_is_heard(node):
    assert unheard(node, TEMPLATES) == []


@pytest.mark.parametrize("key", PROMPTS)
def test_control_what_a_node_sets_in_vain_is_seen(key):
    node = {"unified_job_template": "LVS site", key: "x"}
    assert unheard(node, {"LVS site": {}}) == [key]


@pytest.mark.parametrize("name", ["LVS rollout", "LVS site", "LVS drain", "LVS teardown"])
def test_who_changes_something_runs_alone_and_is_told_of_when_it_fails(name):
    assert TEMPLATES[name]["allow_simultaneous"] is False
    assert TEMPLATES[name]["job_slice_count"] == 1
    assert TEMPLATES[name]["notification_templates_error"]


def test_rollouts_are_told_of_when_they_begin_and_the_workflow_when_it_waits():
    assert TEMPLATES["LVS rollout"]["notification_templates_started"]
    assert WORKFLOW["notification_templates_started"]
    assert WORKFLOW["notification_templates_approvals"]


def test_a_teardown_is_a_check_unless_somebody_says_run():
    teardown = TEMPLATES["LVS teardown"]
    assert (teardown["job_type"], teardown["ask_job_type_on_launch"]) == ("check", True)
