# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner of stages, tried on a Makefile of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

MAKEFILE = """
green:
	@echo '{"passed": 3, "failed": 0, "skipped": 1}' >$$LVS_TALLY/a.json
	@echo '{"passed": 4, "failed": 0}' >$$LVS_TALLY/b.json
red:
	@echo '{"passed": 2, "failed": 2, "error": 1}' >$$LVS_TALLY/a.json; false
silent:
	@true
broken:
	@false
waits:
	@i=0; until test -e met; do i=$$((i+1)); test $$i -lt 500 || exit 1; sleep 0.02; done; echo waits: met
meets:
	@echo meets: here; touch met
"""


@pytest.fixture
def stages(root, tmp_path):
    (tmp_path / "Makefile").write_text(MAKEFILE)

    def run(*words):
        environment = {**os.environ, "PYTHONPATH": str(root)}
        environment.pop("MAKEFLAGS", None)
        command = [sys.executable, "-m", "tests.tools.stages", *words]
        result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return result.returncode, result.stdout

    return run


def row(output, name):
    """The stage's line in the table at the end, its time left out."""
    line = [line for line in output.splitlines() if line.startswith(f"{name} ")][-1]
    return " ".join(line.split()[3:])


def test_green_stages_are_added_up(stages):
    status, output = stages("silent", "/", "green", "green")
    assert status == 0
    assert row(output, "green") == "ok 7 passed, 1 skipped"
    assert row(output, "silent") == "ok"
    assert output.splitlines()[-1] == "14 passed, 0 failed"


def test_a_red_stage_makes_the_whole_red_and_stops_at_the_slash(stages):
    status, output = stages("red", "green", "/", "silent")
    assert status == 1
    assert row(output, "red") == "FAILED 2 passed, 2 failed, 1 error"
    assert row(output, "green") == "ok 7 passed, 1 skipped"
    assert row(output, "silent") == "not run"
    assert output.splitlines()[-1] == "9 passed, 3 failed"


def test_a_red_stage_without_tests_counts_as_a_failure(stages):
    status, output = stages("green", "broken")
    assert status == 1
    assert output.splitlines()[-1] == "7 passed, 1 failed"


def test_counts_of_an_earlier_run_are_forgotten(stages):
    stages("green")
    assert stages("green")[1].splitlines()[-1] == "7 passed, 0 failed"


def test_lanes_run_side_by_side_and_speak_in_one_piece_each(stages):
    status, output = stages("waits", "+", "meets", "green", "/", "silent")
    assert status == 0
    assert "meets: here\n--- meets" in output
    assert "waits: met\n--- waits" in output
    assert output.splitlines()[-1] == "7 passed, 0 failed"


def test_control_one_after_the_other_the_first_would_wait_in_vain(stages):
    status, output = stages("waits", "meets")
    assert status == 1
    assert row(output, "waits") == "FAILED"


def test_a_red_lane_lets_the_others_come_to_their_end(stages):
    status, output = stages("red", "+", "meets", "green", "/", "silent")
    assert status == 1
    assert row(output, "green") == "ok 7 passed, 1 skipped"
    assert row(output, "silent") == "not run"
