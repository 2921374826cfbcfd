# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a role costs the host: interpreters started there are counted."""

import re
import sys
from typing import NamedTuple

import pytest

from tests import site
from tests.kernel.conftest import run


class Played(NamedTuple):
    """How many tasks changed something, how many module processes the host has started, and what was warned of."""

    changed: int
    executions: int
    warnings: str


@pytest.fixture
def segment():
    """A network that the VIPs are in."""
    run("ip", "link", "add", "seg0", "type", "veth", "peer", "name", "seg1")
    for end in ("seg0", "seg1"):
        run("ip", "link", "set", end, "up")
    run("ip", "address", "add", "203.0.113.2/24", "dev", "seg0")


@pytest.fixture
def interpreter(tmp_path):
    """An interpreter of the host that counts how often it is started, and a function that says so."""
    started, path = tmp_path / "started", tmp_path / "python"
    path.write_text(f'#!/bin/sh\necho started >>{started}\nexec {sys.executable} "$@"\n')
    path.chmod(0o755)

    def count():
        times = started.read_text().count("started") if started.exists() else 0
        started.write_text("")
        return times

    return path, count


@pytest.fixture
def play_role(tmp_path, interpreter):
    """Play a role with these variables on a host of a group."""
    path, count = interpreter

    def play(role, group, **variables):
        playbook = site.role(tmp_path, group, role)
        common = {"ansible_connection": "local", "ansible_python_interpreter": str(path)}
        inventory = site.write(tmp_path, site.inventory({"lb1": common}, {"web1": common}, variables))
        count()
        played = site.play(inventory, str(playbook))
        assert played.returncode == 0, played.stdout + played.stderr
        changed = int(re.search(r"changed=(\d+)", played.stdout)[1])
        return Played(changed, count(), " ".join(played.stderr.split()))

    return play
