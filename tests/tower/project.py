# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example project: where it lies, and what its data for Tower says."""

import pathlib

import yaml

ROOT = pathlib.Path(__file__).parents[2]
PROJECT = ROOT / "docs" / "examples" / "project"
DATA = PROJECT / "tower" / "data"
APPLY = PROJECT / "tower" / "apply.yml"
#: Which module of awx.awx takes the items of which variable.
MODULES = {
    "controller_labels": "label",
    "controller_credentials": "credential",
    "controller_execution_environments": "execution_environment",
    "controller_notifications": "notification_template",
    "controller_projects": "project",
    "controller_inventories": "inventory",
    "controller_inventory_sources": "inventory_source",
    "controller_templates": "job_template",
    "controller_workflows": "workflow_job_template",
}
NODES, NODE = "simplified_workflow_nodes", "workflow_job_template_node"


def data():
    """Return all of it as one mapping; lookups stay as they are written."""
    files = [yaml.safe_load(path.read_text()) for path in sorted(DATA.glob("*.yml"))]
    return {key: value for one in files for key, value in one.items()}


def named(items):
    return {item["name"]: item for item in items}


def surveys():
    """Yield (playbooks that get the answers, question) for each question of each survey."""
    found = data()
    templates = named(found["controller_templates"])
    for template in templates.values():
        for question in template.get("survey_spec", {}).get("spec", ()):
            yield [template["playbook"]], question
    for workflow in found["controller_workflows"]:
        run = [templates[node["unified_job_template"]] for node in workflow[NODES] if "unified_job_template" in node]
        for question in workflow["survey_spec"]["spec"]:
            yield [template["playbook"] for template in run], question
