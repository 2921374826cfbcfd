# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a playbook of the collection on an inventory, as an operator does."""

import json
import os
import pathlib
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).parents[1]
ANSIBLE_PLAYBOOK = str(pathlib.Path(sys.executable).with_name("ansible-playbook"))


def inventory(directors, realservers, variables):
    """Return an inventory: directors and real servers, each names or host variables by name; variables for all."""
    groups = {
        "lvs_directors": {"hosts": directors if isinstance(directors, dict) else dict.fromkeys(directors)},
        "lvs_realservers": {"hosts": realservers},
    }
    return {"all": {"children": groups, "vars": variables}}


def write(folder, content):
    """Write an inventory into ``folder`` and return its path."""
    path = folder / "inventory.yml"
    path.write_text(yaml.safe_dump(content))
    return path


def play(inventory_path, playbook="playbooks/site.yml", *flags, **extra_variables):
    """Return the finished ``ansible-playbook``, its output as text."""
    command = [ANSIBLE_PLAYBOOK, "-i", str(inventory_path), playbook, "-e", json.dumps(extra_variables), *flags]
    environment = {**os.environ, "ANSIBLE_NOCOLOR": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


def role(folder, hosts, name):
    """Write a playbook that gives these hosts one role, and nothing else, into ``folder``; return its path."""
    path = folder / "role.yml"
    path.write_text(yaml.safe_dump([{"hosts": hosts, "gather_facts": False, "roles": [name]}]))
    return path
