# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example project: its playbooks are the collection's, one line each, and its inventory is right."""

import os
import subprocess

import pytest
import yaml

from tests import site
from tests.tower.playbooks import PLAYBOOKS
from tests.tower.project import APPLY, PROJECT, ROOT, data

NAMES = sorted(path.stem for path in PLAYBOOKS.glob("*.yml"))
NO_SSH = "/nonexistent/ssh"


@pytest.mark.parametrize("name", NAMES)
def test_every_playbook_of_the_collection_is_a_line_of_the_project_and_a_job_template(name):
    [play] = yaml.safe_load((PROJECT / f"{name}.yml").read_text())
    assert play.pop("name")
    assert play == {"ansible.builtin.import_playbook": f"lvs.cluster.{name}"}
    assert [one["name"] for one in data()["controller_templates"] if one["playbook"] == f"{name}.yml"] == [
        f"LVS {name}"
    ]


def test_the_project_has_no_other_playbook():
    assert sorted(path.stem for path in PROJECT.glob("*.yml")) == NAMES
    assert len(NAMES) == len(data()["controller_templates"]) == 7


def test_it_wants_the_release_that_has_these_playbooks():
    wanted = yaml.safe_load((PROJECT / "collections" / "requirements.yml").read_text())
    assert wanted == {"collections": [{"name": "lvs.cluster", "version": ">=0.9.0"}]}


def test_ansible_understands_every_playbook():
    paths = [f"{ROOT}/collections", f"{ROOT}/.cache/collections"]
    command = [site.ANSIBLE_PLAYBOOK, "--syntax-check", *(f"{name}.yml" for name in NAMES), str(APPLY)]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": ":".join(paths)}
    run = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("playbook: ") == len(NAMES) + 1


def test_its_inventory_is_right():
    out_of_reach = {"ansible_connection": "ssh", "ansible_ssh_executable": NO_SSH}
    run = site.play(PROJECT / "inventory" / "hosts.yml", **out_of_reach)
    assert NO_SSH in run.stdout


def test_every_cluster_has_a_canary():
    groups = yaml.safe_load((PROJECT / "inventory" / "hosts.yml").read_text())["all"]["children"]
    assert {**groups["canary"]["hosts"]}.keys() <= groups["lvs_realservers"]["hosts"].keys()
    assert groups["canary"]["hosts"]
