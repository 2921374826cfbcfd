# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab of the tests' own beside the user's: another folder, so another guest, TAP device and disk."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from lab import packages


class Lab:
    """The lab's command line, as a user types it."""

    def __init__(self, folder):
        self.folder = folder
        # No Engine answers there: also a machine whose own kernel has IPVS boots a guest.
        self.environment = {
            **os.environ,
            "LVS_LAB_STATE": str(folder),
            "LVS_NODE_IMAGE": "none:needed",
            "LVS_SUITES": "",
            "DOCKER_HOST": "tcp://127.0.0.1:9",
        }

    def start(self, *arguments, **options):
        command = [sys.executable, "-m", "lab", *arguments]
        return subprocess.Popen(command, env=self.environment, stderr=subprocess.PIPE, text=True, **options)

    def __call__(self, *arguments, text=True, **variables):
        command = [sys.executable, "-m", "lab", *arguments]
        environment = {**self.environment, **variables}
        return subprocess.run(command, env=environment, capture_output=True, text=text, timeout=180, check=False)


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """The tests' lab, with the packages that the user's lab has fetched, and nothing up at the end."""
    folder = tmp_path_factory.mktemp("lab")
    for tools in (packages.guest_tools(), packages.command_tools()):
        (folder / tools.name).symlink_to(tools)
    lab = Lab(folder)
    yield lab
    lab("down")
