# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tower/apply.yml hands every item of the data to its module, and each module of awx.awx takes what it is handed."""

import re

import pytest
import yaml

from tests.tower import applied, specs
from tests.tower.project import APPLY, MODULES, NODE, NODES, data

LINKS = ("success_nodes", "failure_nodes", "always_nodes")
ENVIRONMENT = {"LVS_MAIL_USER": "tower", "LVS_MAIL_PASSWORD": "not-in-a-file"}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return applied.calls(tmp_path_factory.mktemp("tower"), ENVIRONMENT)


@pytest.fixture(scope="module")
def calls(run):
    return run[0]


def resolved(item):
    """Return the item with its lookups of the environment resolved, as a module gets it."""
    found = yaml.safe_dump(item)
    for name, value in ENVIRONMENT.items():
        found = found.replace(f"'{{{{ lookup(''ansible.builtin.env'', ''{name}'') }}}}'", value)
    return yaml.safe_load(found)


def without(item, *keys):
    return {key: value for key, value in item.items() if key not in keys}


def test_it_runs_to_its_end_without_a_warning(run):
    _calls, played = run
    assert played.returncode == 0, played.stdout + played.stderr
    assert [line for line in played.stderr.splitlines() if "WARNING" in line and "localhost" not in line] == []


@pytest.mark.parametrize("variable", MODULES)
def test_every_item_reaches_its_module_whole(calls, variable):
    items = [resolved(without(item, NODES)) for item in data()[variable]]
    assert items
    assert [given for name, given in calls if name == MODULES[variable]] == items


def test_every_node_is_made_before_any_is_linked_and_each_belongs_to_its_workflow(calls):
    made, linked = [], []
    for workflow in data()["controller_workflows"]:
        belongs = {"workflow_job_template": workflow["name"], "organization": workflow["organization"]}
        for node in workflow[NODES]:
            made.append({**without(node, *LINKS), **belongs})
            links = {key: node.get(key, []) for key in LINKS}
            linked.append({"identifier": node["identifier"], **links, **belongs})
    assert len(made) == 5
    assert [given for name, given in calls if name == NODE] == [*made, *linked]


def test_no_variable_of_the_data_is_forgotten():
    assert {name for name in data() if name.startswith("controller_")} == MODULES.keys()


def test_what_is_referred_to_is_made_before(calls):
    order = list(dict.fromkeys(name for name, _given in calls))
    assert order == [
        "label", "credential", "execution_environment", "notification_template", "project", "inventory",
        "inventory_source", "job_template", "workflow_job_template", NODE,
    ]  # fmt: skip


def test_awx_takes_every_call(calls):
    assert len(calls) > 20
    assert [complaint for name, given in calls for complaint in specs.complaints(name, given)] == []


TEMPLATE = {"name": "T", "playbook": "site.yml"}


@pytest.mark.parametrize(
    ("name", "item", "complaint"),
    [
        ("job_template", {**TEMPLATE, "playbok": "x"}, "playbok"),
        ("job_template", {"playbook": "site.yml"}, "missing required arguments: name"),
        ("job_template", {**TEMPLATE, "forks": "many"}, "forks"),
        ("job_template", {**TEMPLATE, "forks": "20"}, "forks is of another type"),
        ("job_template", {**TEMPLATE, "credentials": "LVS hosts"}, "credentials is of another type"),
        ("job_template", {**TEMPLATE, "survey_spec": ["x"]}, "survey_spec"),
        ("job_template", {**TEMPLATE, "job_type": "scan"}, "value of job_type must be one of: run, check"),
        ("inventory", {"name": "I"}, "missing required arguments: organization"),
        ("inventory_source", {"name": "S", "inventory": "I", "source": "git"}, "value of source must be one of"),
        ("credential", {"name": "C", "credential_type": "Machine", "organization": "O", "team": "T"}, "exclusive"),
        (NODE, {"identifier": "n", "workflow_job_template": "W"}, "state is present but any of the following"),
        (
            NODE,
            {"identifier": "n", "workflow_job_template": "W", "approval_node": {}, "unified_job_template": "T"},
            "mutually exclusive",
        ),
    ],
)
def test_control_a_wrong_item_is_refused(name, item, complaint):
    found = specs.complaints(name, item)
    assert len(found) == 1
    assert complaint in found[0]


def test_no_secret_is_in_a_file():
    secret = re.compile(r"pass|token|secret|key_data|authorize", re.IGNORECASE)

    def secrets(value, key=""):
        if isinstance(value, dict):
            return [one for name, inner in value.items() for one in secrets(inner, name)]
        if isinstance(value, list):
            return [one for inner in value for one in secrets(inner, key)]
        return [str(value)] if secret.search(key) else []

    found = secrets(data())
    assert found == ["{{ lookup('ansible.builtin.env', 'LVS_MAIL_PASSWORD') }}"]
    assert secrets({"a": [{"ssh_key_data": "x"}]}) == ["x"]
    assert [item for item in data()["controller_credentials"] if "inputs" in item] == []


def test_what_tower_is_asked_with_comes_from_the_environment_alone():
    assert re.findall(r"(?:controller|tower)_(?:host|username|password|oauthtoken):", APPLY.read_text()) == []
