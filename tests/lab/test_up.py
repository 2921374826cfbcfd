# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`lab up` and `lab down`: one lab, its owner's alone, and nothing left of it afterwards, also after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from lab import network, processes

NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")


@pytest.fixture(autouse=True)
def _same_folder(lab, monkeypatch):
    """The functions asked here look where the command line does."""
    monkeypatch.setenv("LVS_LAB_STATE", str(lab.folder))


@pytest.fixture
def up(lab):
    """The environment that leads to the lab, which is up."""
    assert lab("up").returncode == 0
    lines = lab("env").stdout
    values = subprocess.run(["sh", "-c", f"{lines}\nenv -0"], capture_output=True, text=True, check=True).stdout
    return dict(item.partition("=")[::2] for item in values.split("\0") if item)


def left(lab):
    """What of the lab can be found on this machine outside its folder, and of a running lab in it."""
    jobs = lab.folder / "guests" / "engine-"
    mounts = [line for line in Path("/proc/mounts").read_text().splitlines() if str(lab.folder) in line]
    files = [path.name for path in (*lab.folder.glob("guests/engine-*"), *lab.folder.glob("build-*"))]
    devices = [name for name in os.listdir("/sys/class/net") if name == network.device()]
    return {"processes": processes.of(jobs), "mounts": mounts, "files": files, "devices": devices}


NOTHING = {"processes": [], "mounts": [], "files": [], "devices": []}


def ask(environment, *credentials, user=()):
    """What the Engine answers to a ping over TLS with these credentials."""
    address = environment["DOCKER_HOST"].replace("tcp://", "")
    command = [*user, "openssl", "s_client", "-connect", address, "-quiet", *credentials]
    request = "GET /_ping HTTP/1.0\r\n\r\n"
    return subprocess.run(command, input=request, capture_output=True, text=True, timeout=20, check=False).stdout


def test_only_the_owner_is_served(up):
    keys = Path(up["DOCKER_CERT_PATH"])
    credentials = ["-cert", str(keys / "cert.pem"), "-key", str(keys / "key.pem")]
    assert ask(up, *credentials).endswith("OK"), "the control: the owner is served"
    assert ask(up, *credentials, user=NOBODY) == "", "another user cannot read the key"
    assert ask(up, user=NOBODY) == "", "and the Engine wants one"
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in keys.iterdir()}
    assert {"ca.pem", "cert.pem", "key.pem"} <= set(modes)
    assert set(modes.values()) == {"0o600"}
    assert oct(keys.stat().st_mode & 0o777) == "0o700"


def test_twice_up_is_one_lab(lab, up):
    before = left(lab)["files"]
    assert lab("up").returncode == 0
    assert left(lab)["files"] == before, "no second guest"
    assert lab("env").stdout.splitlines()[0] == f"export DOCKER_HOST={up['DOCKER_HOST']}"
    assert lab("status").stdout.startswith("state   up")


def test_two_at_once_are_one_lab(lab):
    lab("down")
    first, second = lab.start("up"), lab.start("up")
    assert (first.wait(60), second.wait(60)) == (0, 0)
    assert len(left(lab)["files"]) == 1


@pytest.mark.usefixtures("up")
def test_down_leaves_nothing_and_keeps_the_disk(lab):
    assert all(left(lab)[kind] for kind in ("processes", "devices", "files")), "the control: what is up is found"
    assert lab("down").returncode == 0
    assert left(lab) == NOTHING
    assert (lab.folder / "disk.ext4").exists()
    assert lab("status").returncode == 3
    assert "not up" in lab("env").stderr


@pytest.mark.parametrize("sign", ["booting", "waiting"])
def test_down_clears_up_after_a_crash_of_up(lab, sign):
    caller = lab.start("up")
    assert read_until(caller, sign)
    wait_for(lambda: left(lab)["devices"] and left(lab)["processes"])
    caller.kill()
    caller.wait()
    assert left(lab)["processes"], "the control: killed so hard, it leaves its guest"
    assert lab("down").returncode == 0
    assert left(lab) == NOTHING


def test_an_interrupted_up_clears_up_by_itself(lab):
    caller = lab.start("up")
    wait_for(lambda: left(lab)["devices"] and left(lab)["processes"])
    caller.send_signal(signal.SIGINT)
    assert caller.wait(30) == 128 + signal.SIGINT
    assert left(lab) == NOTHING


@pytest.mark.usefixtures("up")
def test_after_a_crash_of_the_guest_the_next_up_is_whole(lab):
    for pid in left(lab)["processes"]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert lab("status").returncode == 3
    again = lab("up")
    assert (again.returncode, len(left(lab)["files"])) == (0, 1), again.stderr


def test_a_used_network_is_refused_by_name(lab):
    lab("down")
    result = lab("up", LVS_LAB_SUBNET="127.0.0.0/30")
    assert (result.returncode, left(lab)) == (1, {**NOTHING})
    assert "LVS_LAB_SUBNET=127.0.0.0/30 is in use: 127.0.0.0/8 on lo" in result.stderr


def read_until(process, word):
    """Read its progress up to the word; the line that bears it is not complete yet."""
    seen = ""
    while word not in seen and (character := process.stderr.read(1)):
        seen += character
    return word in seen


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def test_labs_that_start_at_the_same_moment_have_a_subnet_each(lab, tmp_path):
    def start(number):
        environment = {**lab.environment, "LVS_LAB_STATE": str(tmp_path / str(number))}
        command = [sys.executable, "-c", "from lab import network; input(); print(network.create())"]
        return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    labs = [start(number) for number in range(6)]
    try:
        for one in labs:
            one.stdin.write("\n")
            one.stdin.flush()
        assert len({one.communicate(timeout=30)[0] for one in labs}) == len(labs)
    finally:
        for number in range(len(labs)):
            lab("down", LVS_LAB_STATE=str(tmp_path / str(number)))
