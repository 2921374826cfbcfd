# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``ipvs`` imports before it knows whether there is anything to do.

Most runs find nothing to do, and each file costs those a millisecond or more on every director: whoever lengthens the
list below decides that. A run is held to it in tests/kernel/modules/test_ipvs_imports.py.
"""

import json
import os
import subprocess
import sys

import pytest

OWN = "ansible_collections.lvs.cluster.plugins."
ALWAYS = {
    "_host": {"boot", "files", "record"},
    "_ipvs": {"client", "memory", "presence", "reconcile", "wire"},
    "_model": {
        *("declaration", "declared", "errors", "operations", "restore", "rules", "service", "values"),
    },
    "_netlink": {"connection", "generic", "messages"},
}


def imported(*names):
    """The files of ``module_utils`` that importing these brings, by folder, in a process of its own."""
    lines = [f"import {OWN}{name}" for name in names]
    script = "\n".join([*lines, "import json, sys", "print(json.dumps(list(sys.modules)))"])
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=path)
    found = {}
    for name in json.loads(ran.stdout):
        folder, _dot, file = name.removeprefix(f"{OWN}module_utils.").partition(".")
        if name.startswith(f"{OWN}module_utils.") and file:
            found.setdefault(folder, set()).add(file)
    return found


def test_nothing_is_imported_but_what_a_run_with_nothing_to_do_needs():
    assert imported("modules.ipvs") == ALWAYS


@pytest.mark.parametrize("more", ["_host.owners", "_ipvs.executor", "_ipvs.settings", "_model.declared_settings"])
def test_control_an_import_more_is_seen(more):
    assert imported("modules.ipvs", f"module_utils.{more}") != ALWAYS
