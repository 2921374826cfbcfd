# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job as Tower runs it: ansible-runner, in a folder with project, collections, inventory and answers."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import uuid
from typing import NamedTuple

import ansible_runner

from tests.tower.inventories import as_tower_writes
from tests.tower.project import PROJECT, ROOT

#: What Tower adds to the answers of a survey.
OF_TOWER = {"tower_job_id": 7, "awx_job_id": 7, "awx_user_name": "admin", "tower_job_launch_type": "manual"}
PACKAGED = ("meta", "playbooks", "plugins", "roles")
#: A job that says nothing for so long waits for somebody who is not there.
_LONGEST_SILENCE = 300


class Ended(NamedTuple):
    """How a job ended: ``status`` as Tower shows it, and what it printed."""

    status: str
    output: str


class Tower:
    """One installation of it. ``hostvars`` are added to what the inventory of the project says of each host."""

    def __init__(self, folder, hostvars):
        self._folder = folder / "tower"
        shutil.copytree(PROJECT, self._folder / "project")
        collection = self._folder / "requirements_collections" / "ansible_collections" / "lvs" / "cluster"
        for name in PACKAGED:
            shutil.copytree(ROOT / name, collection / name, ignore=shutil.ignore_patterns("__pycache__"))
        (self._folder / "env").mkdir()
        (self._folder / "inventory").mkdir()
        self._exported = _exported(self._folder / "project")
        for name, more in hostvars.items():
            self._exported["_meta"]["hostvars"][name].update(more)

    def launch(self, playbook, answers, hosts=None, cancel_at=None, **prompts):
        """Run a job template: ``answers`` of its survey, all as strings, ``hosts`` that are in the inventory.

        With ``cancel_at`` somebody cancels the job as soon as the task of that name begins on a host.
        """
        self._prepare(answers, hosts)
        begun = []
        done = ansible_runner.run(
            private_data_dir=str(self._folder),
            playbook=playbook,
            ident=str(uuid.uuid4()),
            envvars=self._variables(),
            event_handler=lambda event: begun.append(event) if _begins(event, cancel_at) else None,
            cancel_callback=lambda: bool(begun),
            settings={"suppress_ansible_output": True, "idle_timeout": _LONGEST_SILENCE, "pexpect_timeout": 0.05},
            **prompts,
        )
        if begun:
            self._until_gone()
        return Ended(done.status, done.stdout.read())

    def without_a_terminal(self, playbook, answers, hosts=None):
        """Run a playbook of the project with nothing to read from and nothing to draw on; return the process."""
        self._prepare(answers, hosts)
        return subprocess.run(
            [_tool("ansible-playbook"), "-i", "../inventory/hosts", "-e", "@../env/extravars", playbook],
            cwd=self._folder / "project", env={**os.environ, **self._variables()}, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True, timeout=600, check=False,
        )  # fmt: skip

    def _prepare(self, answers, hosts):
        _write(self._folder / "env" / "extravars", json.dumps({**OF_TOWER, **_as_strings(answers)}))
        script = json.dumps(as_tower_writes(self._exported, hosts))
        _write(self._folder / "inventory" / "hosts", f"#!/usr/bin/env python3\nprint({script!r})\n", 0o700)

    def _variables(self):
        return {
            "ANSIBLE_COLLECTIONS_PATH": str(self._folder / "requirements_collections"),
            "ANSIBLE_HOST_KEY_CHECKING": "False",
            "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
            "ANSIBLE_NOCOLOR": "1",
        }

    def _until_gone(self):
        """Wait for what a cancelled job has begun on hosts: Tower has ended its own processes, not those."""
        deadline = time.monotonic() + 60
        while _processes_of(str(self._folder.parent)):
            assert time.monotonic() < deadline, _processes_of(str(self._folder.parent))
            time.sleep(0.05)


def _exported(project):
    command = [_tool("ansible-inventory"), "-i", "inventory/hosts.yml", "--list", "--export"]
    run = subprocess.run(command, cwd=project, capture_output=True, timeout=120, check=True)
    return json.loads(run.stdout)


def _tool(name):
    return str(pathlib.Path(sys.executable).with_name(name))


def _as_strings(answers):
    return {name: str(answer) for name, answer in answers.items()}


def _begins(event, task):
    return task is not None and event["event"] == "runner_on_start" and event["event_data"]["task"].endswith(task)


def _write(path, text, mode=0o600):
    path.write_text(text)
    path.chmod(mode)


def _processes_of(folder):
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [path.parent.name] if folder.encode() in path.read_bytes() else []
        except OSError:  # it has ended just now
            continue
    return [number for number in found if int(number) != os.getpid()]
