# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab is left as it was found, tried on a lab that only keeps a diary."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

LAB = """
import pathlib, sys
up, diary = pathlib.Path("up"), open("diary", "a")
diary.write(sys.argv[1] + " ")
if sys.argv[1] == "up":
    up.touch()
elif sys.argv[1] == "down":
    up.unlink()
elif not up.exists():
    sys.exit("the lab is not up")
else:
    print("export DOCKER_HOST=tcp://lab:1")
"""


@pytest.fixture
def lab(root, tmp_path):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab/__main__.py").write_text(LAB)

    def start(*command):
        path = str(root / "tests/tools/with-lab")
        # Whoever runs the tests in the background has them ignore what a terminal sends.
        heeding = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
        streams = {"stdout": subprocess.PIPE, "text": True, "start_new_session": True}
        return subprocess.Popen([path, *command], cwd=tmp_path, **streams, **heeding)

    def run(*command):
        with start(*command) as process:
            output = process.communicate()[0]
        return output.strip(), process.returncode, (tmp_path / "diary").read_text().split()

    run.start = start
    return run


def test_a_lab_that_was_down_is_taken_down(lab):
    assert lab("printenv", "DOCKER_HOST") == ("tcp://lab:1", 0, ["env", "up", "env", "down"])


def test_a_lab_that_was_up_stays_up(lab, tmp_path):
    (tmp_path / "up").touch()
    assert lab("printenv", "DOCKER_HOST") == ("tcp://lab:1", 0, ["env", "up", "env"])


def test_the_command_s_status_is_kept_and_the_lab_still_taken_down(lab):
    assert lab("sh", "-c", "exit 7") == ("", 7, ["env", "up", "env", "down"])


def test_an_interrupted_run_takes_the_lab_down(lab, tmp_path):
    with lab.start("sh", "-c", "touch started; exec sleep 60") as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "started").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        # As a terminal does: to the whole group.
        os.killpg(process.pid, signal.SIGINT)
    assert process.returncode != 0
    assert not (tmp_path / "up").exists()
