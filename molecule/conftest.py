# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scenarios' tests have in common: the cluster that molecule has built, and site.yml for it."""

from __future__ import annotations

import os
import subprocess

import pytest

from lab.cluster.layout import Cluster, read_inventory


@pytest.fixture(scope="session")
def cluster():
    with Cluster(read_inventory(os.environ["MOLECULE_INVENTORY_FILE"])) as running:
        yield running


@pytest.fixture(scope="session")
def play():
    """Run site.yml, with more flags where given, and return what it said."""
    playbook = os.path.join(os.environ["MOLECULE_PROJECT_DIRECTORY"], "playbooks", "site.yml")
    command = ["ansible-playbook", "--inventory", os.environ["MOLECULE_INVENTORY_FILE"], playbook]
    plain = {**os.environ, "ANSIBLE_FORCE_COLOR": "false", "ANSIBLE_NOCOLOR": "true"}

    def run(*flags):
        return subprocess.run([*command, *flags], env=plain, stdout=subprocess.PIPE, text=True, check=True).stdout

    return run
