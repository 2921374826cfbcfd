# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import subprocess
import sys

import pytest

DRAWN = """
from pathlib import Path
from hypothesis import given, strategies as st

@given(st.integers())
def test_drawn(number):
    with Path("drawn").open("a") as file:
        print(number, file=file)
    assert number < LIMIT

def test_of_one_example():
    raise AssertionError
"""


@pytest.fixture
def soak(root, tmp_path):
    """Let it soak for the shortest time, one round, as it would in CI; gives its status, output, and what was drawn."""

    def run(limit):
        (tmp_path / "test_x.py").write_text(DRAWN.replace("LIMIT", limit))
        (tmp_path / "drawn").unlink(missing_ok=True)
        environment = {**os.environ, "PYTHONPATH": str(root), "CI": "true"}
        command = [sys.executable, "-m", "tests.tools.soak", "0", "-p", "no:cacheprovider", "test_x.py"]
        result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return result.returncode, result.stdout, (tmp_path / "drawn").read_text()

    return run


def test_soak_draws_other_examples_each_time(soak):
    first, second = soak("float('inf')"), soak("float('inf')")
    assert (first[0], second[0]) == (0, 0), first[1]
    assert "1 passed, 1 deselected" in first[1]
    assert first[2] != second[2]


def test_soak_ends_with_the_first_failure_and_says_its_seed(soak):
    status, output, _drawn = soak("0")
    assert status == 1
    assert "soak: round 1, --hypothesis-seed=" in output
