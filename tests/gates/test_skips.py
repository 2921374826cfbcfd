# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule of conftest.py, tried on a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

TESTS = """
import pytest

def test_good(): pass

@pytest.mark.skip(reason="no kernel for it")
def test_skipped(): pass

def test_skips_inside(): pytest.skip("not today")

@pytest.mark.xfail(reason="known bug")
def test_expected_to_fail(): assert False

@pytest.mark.xfail(reason="mended", strict=False)
def test_expected_in_vain(): pass
"""


@pytest.fixture
def run(root, tmp_path):
    """Run pytest there with a list of allowed skips; gives what it printed, its status and its counts."""

    def run_pytest(allowed, text=TESTS):
        shutil.copy(root / "conftest.py", tmp_path)
        (tmp_path / "tests").mkdir()
        (tmp_path / "tests/allowed-skips.txt").write_text(allowed)
        (tmp_path / "tests/test_it.py").write_text(text)
        environment = {**os.environ, "LVS_TALLY": "$WHERE", "WHERE": str(tmp_path)}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", ".", "tests"]
        result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        counts = [json.loads(path.read_text()) for path in tmp_path.glob("*.json")]
        return result.stdout + result.stderr, result.returncode, counts

    return run_pytest


def test_a_skip_that_is_not_listed_fails(run):
    output, status, counts = run("")
    assert status == 1
    assert counts == [{"passed": 1, "failed": 3, "error": 1, "skipped": 0}]
    for reason in ("no kernel for it", "not today", "known bug", "mended"):
        assert f"This skip is not in allowed-skips.txt: {reason}" in output.replace("Skipped: ", "")


def test_a_listed_skip_passes(run):
    output, status, counts = run("# why\ntests/test_it.py::test_  all of these are known\n")
    assert status == 0, output
    assert counts == [{"passed": 1, "failed": 0, "error": 0, "skipped": 2}]


def test_only_the_listed_skip_passes(run):
    _output, status, counts = run("tests/test_it.py::test_skipped  known\n")
    assert status == 1
    assert counts == [{"passed": 1, "failed": 3, "error": 0, "skipped": 1}]


def test_an_entry_without_a_reason_is_refused(run):
    output, status, _counts = run("tests/test_it.py::test_skipped\n")
    assert status == 4
    assert "no reason given for tests/test_it.py::test_skipped" in output


def test_a_whole_file_that_skips_fails(run):
    output, status, _counts = run("", "import pytest\npytest.skip('no module', allow_module_level=True)\n")
    assert status != 0
    assert "no module" in output
