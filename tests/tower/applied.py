# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run tower/apply.yml with modules that only write down what they are given."""

import json
import os
import subprocess

from tests.site import ANSIBLE_PLAYBOOK
from tests.tower.project import APPLY, MODULES, NODE, PROJECT

#: WANT_JSON: Ansible hands the arguments over in a file.
_RECORDER = """#!/usr/bin/python
# WANT_JSON
import json, sys
with open(sys.argv[1]) as given:
    arguments = json.load(given)
with open({log!r}, "a") as log:
    log.write(json.dumps([{name!r}, {{k: v for k, v in arguments.items() if not k.startswith("_ansible_")}}]) + "\\n")
print(json.dumps({{"changed": False}}))
"""


def calls(folder, environment):
    """Return [module, arguments] for each call that the playbook makes, in order, and the finished process."""
    log = folder / "calls"
    modules = folder / "ansible_collections" / "awx" / "awx" / "plugins" / "modules"
    modules.mkdir(parents=True)
    for name in (*MODULES.values(), NODE):
        (modules / f"{name}.py").write_text(_RECORDER.format(log=str(log), name=name))
    variables = {**os.environ, **environment, "ANSIBLE_COLLECTIONS_PATH": str(folder), "ANSIBLE_NOCOLOR": "1"}
    run = subprocess.run(
        [ANSIBLE_PLAYBOOK, str(APPLY.relative_to(PROJECT))],
        cwd=PROJECT, env=variables, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return [json.loads(line) for line in log.read_text().splitlines()], run
