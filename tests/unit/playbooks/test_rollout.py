# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The batches of ``rollout.yml``: which are taken, from where, and that no host was contacted for wrong ones.

Every host is behind an ssh that does not exist, so that the first contact names it.
"""

import pytest
import yaml

from tests import site

NO_SSH = "/nonexistent/ssh"
ROLLOUT = "playbooks/rollout.yml"
UNHEARD = "is not heeded here: Ansible makes the batches before it looks at any host's variables"


@pytest.fixture
def inventory(tmp_path):
    """Write an inventory with more variables of all hosts, and of one."""

    def write(of_web1=None, **of_all):
        services = [{"name": "web", "vips": ["203.0.113.10"], "ports": [80]}]
        common = {"lvs_services": services, "ansible_connection": "ssh", "ansible_ssh_executable": NO_SSH}
        hosts = {"web1": {"lvs_rips": ["10.0.0.11"], **(of_web1 or {})}, "web2": {"lvs_rips": ["10.0.0.12"]}}
        return site.write(tmp_path, site.inventory(["lb1"], hosts, {**common, **of_all}))

    return write


def said(run):
    return " ".join((run.stdout + run.stderr).split())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("1,0%", "lvs_serial: '0%' is no batch: neither a whole number from 1, such as 5, nor a share from 1% to 100%"),
        ([1, "all"], "lvs_serial: 'all' is no batch"),
        ({"first": 1}, "lvs_serial: {'first': 1} is not a list"),
    ],
)
def test_wrong_batches_are_refused_before_any_host_is_contacted(inventory, given, message):
    run = site.play(inventory(), ROLLOUT, lvs_serial=given)
    assert run.returncode != 0
    assert message in said(run)
    assert NO_SSH not in said(run)


@pytest.mark.parametrize(
    ("where", "variables"),
    [("host lb1", {"lvs_serial": "1,50%"}), ("host web1", {"of_web1": {"lvs_serial": 2}})],
    ids=["of all hosts", "of one host"],
)
def test_batches_in_the_inventory_are_refused_with_the_reason(inventory, where, variables):
    run = site.play(inventory(**variables), "lvs.cluster.rollout")
    assert run.returncode != 0
    assert f"{where}: lvs_serial: {'2' if 'of_web1' in variables else repr('1,50%')} {UNHEARD}" in said(run)
    assert NO_SSH not in said(run)


def test_control_an_extra_variable_outdoes_the_inventory(inventory):
    run = site.play(inventory(lvs_serial="7"), ROLLOUT, lvs_serial="1,50%")
    assert "batches of 1, 50%]" in said(run)
    assert NO_SSH in said(run)


@pytest.mark.parametrize(
    ("flags", "batches"),
    [
        ([], "1, 10%, 50%, 100%"),
        (["-e", "lvs_serial=''"], "1, 10%, 50%, 100%"),
        (["-e", "lvs_serial=1,25%"], "1, 25%"),
        (["-e", '{"lvs_serial": [2, "100%"]}'], "2, 100%"),
    ],
)
def test_extra_variables_in_any_form_are_heeded(inventory, flags, batches):
    run = site.play(inventory(), ROLLOUT, *flags)
    assert f"batches of {batches}]" in said(run)
    assert NO_SSH in said(run)


def test_so_is_a_file_as_ansible_runner_hands_one_over(inventory, tmp_path):
    extravars = tmp_path / "extravars"
    extravars.write_text(yaml.safe_dump({"lvs_serial": "3,50%"}))
    run = site.play(inventory(), ROLLOUT, "-e", f"@{extravars}")
    assert "batches of 3, 50%]" in said(run)
    assert NO_SSH in said(run)


def test_a_playbook_of_one_s_own_may_say_the_batches_where_it_imports_the_rollout(inventory, tmp_path):
    own = tmp_path / "own.yml"
    imported = {"ansible.builtin.import_playbook": "lvs.cluster.rollout", "vars": {"lvs_serial": [1, "100%"]}}
    own.write_text(yaml.safe_dump([imported]))
    run = site.play(inventory(), str(own))
    assert "batches of 1, 100%]" in said(run)
    assert NO_SSH in said(run)
