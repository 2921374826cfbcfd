# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`lab run`: the command's output, status and surroundings come through, and nothing else does."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from lab import processes

# Every byte there is, often enough to fill the pipes on the way.
BYTES = bytes(range(256)) * 4096


def guest(lab, *command, **options):
    return lab("run", "--guest", "--", *command, **options)


both = pytest.mark.parametrize("how", ["--guest", "--native"])


@both
def test_output_comes_apart_and_byte_for_byte_with_the_exit_status(lab, tmp_path, how):
    (tmp_path / "bytes").write_bytes(BYTES)
    script = 'cat "$1"; cat "$1" "$1" >&2; exit 7'
    result = lab("run", how, "--", "sh", "-c", script, "sh", str(tmp_path / "bytes"), text=False)
    assert result.returncode == 7
    assert result.stdout == BYTES
    assert result.stderr == BYTES + BYTES


@both
def test_a_signal_is_reported_as_a_shell_does(lab, how):
    result = lab("run", how, "--", "sh", "-c", "kill -KILL $$")
    assert (result.returncode, result.stdout, result.stderr) == (128 + signal.SIGKILL, "", "")


@both
def test_folder_environment_and_arguments_are_the_callers(lab, how):
    odd = "two words, 'quotes' and\na line"
    result = lab("run", how, "--", "sh", "-c", 'printf "%s|%s|%s" "$PWD" "$ODD" "$1"', "sh", odd, ODD=odd)
    assert result.stdout == f"{Path.cwd()}|{odd}|{odd}"


@both
def test_the_network_is_the_commands_own(lab, how):
    result = lab("run", how, "--", "ip", "-brief", "link", "show", "up")
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["lo"]


def test_the_kernel_has_ipvs_and_loads_every_scheduler_by_itself(lab):
    names = "rr wrr lc wlc lblc lblcr dh sh mh sed nq fo ovf"
    script = f"for name in {names}; do ipvsadm -A -f $((n += 1)) -s $name || exit; done; ipvsadm -S -n"
    result = guest(lab, "sh", "-c", script)
    assert [line.split()[-1] for line in result.stdout.splitlines()] == names.split(), result.stderr


def test_what_it_writes_stays_in_the_guest_but_for_the_exchange_folder(lab, tmp_path):
    exchange = tmp_path / "out"
    script = (
        'rm -r lab && echo x >/etc/lvs-lab-was-here && echo result >"$LVS_LAB_OUT/result"; ls -d lab /etc/lvs-lab-*'
    )
    result = guest(lab, "sh", "-c", script, LVS_LAB_OUT=str(exchange))
    assert result.stdout == "/etc/lvs-lab-was-here\n", "the guest itself sees what it wrote"
    assert Path("lab/guest.py").exists()
    assert not Path("/etc/lvs-lab-was-here").exists()
    assert (exchange / "result").read_text() == "result\n"


def test_what_the_command_leaves_running_ends_with_it(lab):
    started = time.monotonic()
    assert guest(lab, "sh", "-c", "sleep 100 & echo started").stdout == "started\n"
    assert time.monotonic() - started < 50


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_guest_ends_with_its_caller(lab, number):
    caller = lab.start("run", "--guest", "--", "sleep", "100")
    jobs = lab.folder / "guests" / "run-"
    wait_for(lambda: list(lab.folder.glob("guests/run-*/booted")))
    assert processes.of(jobs), "the control: the guest's processes are found by this way of looking"
    os.kill(caller.pid, number)
    assert caller.wait(timeout=20) == (-number if number == signal.SIGKILL else 128 + number)
    assert processes.gone(jobs, 20)
    if number == signal.SIGKILL:
        assert lab("run", "--guest", "true").returncode == 0, "and the next one runs all the same"


def test_a_guest_that_cannot_boot_says_why_and_where(lab):
    result = lab("run", "--guest", "--mem", "10M", "--", "true")
    assert result.returncode == 1
    assert "Too few physical memory" in result.stderr
    log = result.stderr.rpartition("(log: ")[2].rstrip(")\n")
    assert Path(log).exists()


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)
