# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of ``ipvs`` with nothing to do imports no file beyond those that importing the module brings."""

import json
import os
import subprocess
import sys

import pytest

SCRIPT = """
import json, sys
from ansible.module_utils.testing import patch_module_args
from ansible_collections.lvs.cluster.plugins.module_utils._host import boot, record
from ansible_collections.lvs.cluster.plugins.modules import ipvs

folder, arguments = sys.argv[1], json.loads(sys.argv[2])
record.Record.__init__.__defaults__ = (f"{folder}/record",)
boot.Boot.__init__.__defaults__ = (f"{folder}/root",)
before = set(sys.modules)
try:
    with patch_module_args(arguments):
        ipvs.main()
finally:
    print(json.dumps(sorted(name.rpartition(".")[2] for name in set(sys.modules) - before if "lvs.cluster" in name)))
"""


@pytest.fixture
def run(tmp_path):
    """``run(**parameters)`` runs the module in a process of its own; whether it changed anything, what it imported."""

    def call(**parameters):
        command = [sys.executable, "-c", SCRIPT, str(tmp_path), json.dumps(parameters)]
        path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=path)
        result, imports = ran.stdout.splitlines()[-2:]
        return json.loads(result)["changed"], json.loads(imports)

    return call


def web(*reals):
    return {"address": "203.0.113.10", "port": 80, "destinations": [{"address": real} for real in reals]}


def test_a_run_with_nothing_to_do_imports_nothing_more(run):
    services = [web("10.0.0.1", "10.0.0.2")]
    changed, imports = run(services=services, persist=False)
    assert changed is True
    assert {"changes", "executor", "guards", "sending"} <= set(imports)  # the control: what is imported late is seen
    assert run(services=services, persist=False) == (False, [])
    assert run(services=services, persist=False, timeouts={"tcp": 900})[1] != []


@pytest.mark.parametrize(
    ("destinations", "more", "imports"),
    [
        ([{"address": "10.0.0.2", "state": "kept"}], {}, ["kept"]),
        ([], {"max_removals": "50%"}, ["removals"]),
    ],
)
def test_what_few_runs_say_costs_one_with_nothing_to_do_one_file(run, destinations, more, imports):
    run(services=[web("10.0.0.1")], persist=False)
    service = web("10.0.0.1")
    service["destinations"] += destinations
    assert run(services=[service], persist=False, **more) == (False, imports)


def test_check_mode_asks_the_host_first_and_imports_just_that(run):
    run(services=[web("10.0.0.1")], persist=False)
    checked = run(services=[web("10.0.0.1")], persist=False, _ansible_check_mode=True)
    assert checked == (False, ["kernel_modules"])
