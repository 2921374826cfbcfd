# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of the next boot as a file; that a segment hears it, the tests on a kernel and of a boot see."""

import subprocess
import sys

from ansible_collections.lvs.cluster.plugins.module_utils._host import announcer, files


def test_it_is_the_same_each_time_and_comes_through_a_file_unchanged(tmp_path):
    path = str(tmp_path / "announce.pyz")
    files.replace(path, announcer.text())
    assert files.read(path) == announcer.text()


def test_python_runs_it_without_the_collection_and_it_says_what_is_wrong_with_an_interface(tmp_path):
    path = str(tmp_path / "announce.pyz")
    files.replace(path, announcer.text())
    command = [sys.executable, "-I", path, "1", "0", "nowhere7", "203.0.113.10", "2001:db8::10"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 1
    assert "netlink/packet.py" in ran.stderr
    assert "interface: 'nowhere7'" in ran.stderr


def test_the_command_names_this_python_and_how_often():
    assert announcer.command(3, 0.2) == f"{sys.executable} /var/lib/lvs.cluster/announce.pyz 3 0.2"
