# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is run of the collection under one release of ansible-core; each gives an exit status."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import yaml

from tests.tools.collection import ROOT

NODES = ROOT / ".cache" / "cores" / "nodes"
SHARED = ROOT / "molecule" / "shared"
PLAYED = [str(SHARED / name) for name in ("test_runs.py", "test_facts.py", "test_verify.py")]
SYNTAX = ROOT / "tests" / "tools" / "core_inventory.yml"


def unit(environment: Path) -> int:
    return _python(environment, "-m", "pytest", "-q", "tests/unit", "tests/cluster")


def sanity(environment: Path) -> int:
    return _python(environment, "-m", "tests.tools.sanity")


def syntax(environment: Path) -> int:
    """Every playbook that a user or an example has."""
    found = playbooks(ROOT)
    command = [environment / "bin/ansible-playbook", "--syntax-check", "--inventory", SYNTAX, *found]
    return _run(environment, [str(word) for word in command])


def site(environment: Path) -> int:
    """Play site.yml on real nodes, prove the cluster, and take all of it back."""
    made = _nodes("create")
    if made:
        return made
    played = _python(environment, "-m", "pytest", *PLAYED)
    cleanup = [str(environment / "bin/ansible-playbook"), "--inventory", str(NODES / "inventory")]
    return _run(environment, [*cleanup, str(SHARED / "cleanup.yml")]) or played


def remove_nodes() -> int:
    """Twice if need be: on a busy machine Docker gives up on a node that takes long to end, and then finds it ended."""
    return _nodes("destroy") and _nodes("destroy") if NODES.exists() else 0


def playbooks(root: Path) -> list[Path]:
    """The playbooks of the collection and of its examples: a list of plays."""
    files = [*root.glob("playbooks/*.yml"), *root.glob("docs/examples/**/*.yml")]
    return sorted(path for path in files if is_playbook(path.read_text(encoding="utf-8")))


def is_playbook(text: str) -> bool:
    content = yaml.safe_load(text)
    plays = content if isinstance(content, list) else []
    keys = ("hosts", "import_playbook", "ansible.builtin.import_playbook")
    return bool(plays) and all(isinstance(play, dict) and any(key in play for key in keys) for play in plays)


def _nodes(verb: str) -> int:
    """Molecule and its driver are the checkout's own: what is tried is who plays, not who makes the nodes."""
    return subprocess.run(["molecule", verb, "--scenario-name", "default"], cwd=ROOT, check=False).returncode


def _python(environment: Path, *words: str) -> int:
    return _run(environment, [str(environment / "bin/python"), *words])


def _run(environment: Path, command: list[str]) -> int:
    """With the environment's commands first, and what Ansible remembers apart from other releases of it."""
    path = os.pathsep.join((str(environment / "bin"), os.environ["PATH"]))
    ours = {
        "PATH": path,
        "ANSIBLE_HOME": str(environment / "ansible"),
        "ANSIBLE_PIPELINING": "true",
        "MOLECULE_INVENTORY_FILE": str(NODES / "inventory" / "ansible_inventory.yml"),
    }
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **ours}, check=False).returncode
