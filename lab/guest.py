# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A User Mode Linux guest: a Linux kernel with IPVS that runs as a process over the machine's own files."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from . import console, cpus, memory, packages, state
from .errors import LabError

BOOT_SECONDS = 60
WEEK = 7 * 24 * 3600
# The end of its input is the end of whoever holds the other end, whatever ended that.
WATCH = 'read -r line; kill -s KILL -- "-$1"'
INIT = Path(__file__).with_name("init")


class Guest:
    """One guest and its job folder, which it sees as /run/lab."""

    def __init__(self, stage, **settings):
        self.tools = packages.guest_tools()
        jobs = state.subfolder(state.folder() / "guests")
        forget_old(jobs, "run-*", "node-*", "lvs-fleet-*")
        packages.need(taskset="util-linux")
        self.job = Path(tempfile.mkdtemp(prefix=f"{stage}-", dir=jobs))
        self.log = console.log(self.job)
        self.process = self.watcher = None
        for script in INIT.iterdir():
            shutil.copy(script, self.job)
        settings = {"tools": self.tools, "stage": stage, "out": "", **settings}
        lines = [f"{name}={shlex.quote(str(value))}\n" for name, value in settings.items()]
        (self.job / "settings").write_text("".join(lines))

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        """The guest ends with the block; its log stays when the guest itself failed."""
        self.end()
        if kind is None or not issubclass(kind, LabError):
            self.forget()

    def start(self, *devices, size, tied, inherit=()):
        """Boot. A tied guest dies with this process; otherwise it lives on in a session of its own."""
        cpu, held = cpus.claim()
        command = ["taskset", "-c", str(cpu), self.tools / "usr/bin/linux.uml", *self._arguments(size), *devices]
        environment = {"PATH": packages.PATH, "TMPDIR": memory.folder()}
        passed = [*inherit, *([] if held is None else [held])]
        with open(self.log, "wb") as log:
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "pass_fds": passed}
            self.process = subprocess.Popen(command, cwd=self.job, env=environment, start_new_session=True, **streams)
        if held is not None:
            os.close(held)
        if tied:
            watch = ["sh", "-c", WATCH, "sh", str(self.process.pid)]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self.watcher = subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True, **quiet)

    def _root(self):
        """The machine's own files; our first process lays over them what the guest writes."""
        return ["rootflags=/", "ro", f"init={self.job}/boot"]

    def _arguments(self, size):
        root = ["root=/dev/root", "rootfstype=hostfs", *self._root()]
        consoles = ["con=null", "ssl=null", "con0=null,fd:1", "quiet"]
        return [f"mem={size}", *root, *consoles, f"lab_job={self.job}", "uml_dir=.", "umid=uml"]

    def wait_until(self, name, seconds=BOOT_SECONDS):
        """Wait for a file that the guest puts into its job folder."""
        self.wait_for(self.job / name, name, seconds)

    def wait_for(self, path, state, seconds):
        """Wait for a file that the guest makes when it is in this state."""
        deadline = time.monotonic() + seconds
        while not path.exists():
            if self.process.poll() is not None:
                raise LabError(self.ended("while it booted"), self.log)
            if time.monotonic() > deadline:
                raise LabError(f"the guest was not {state} within {seconds} s: {console.cause(self.job)}", self.log)
            time.sleep(0.02)

    def ended(self, when):
        """A sentence about a guest that is no more."""
        return f"the guest ended {when}: {console.cause(self.job)} (status {self.process.returncode})"

    def end(self):
        """End a tied guest at once. Asked by SIGTERM it reaps its own children; the watcher kills what remains."""
        if self.watcher is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        self.watcher.communicate()
        self.process.wait()

    def forget(self):
        shutil.rmtree(self.job, ignore_errors=True)


def forget_old(folder, *patterns):
    """What failed guests left for their user to read goes after a week, as does what newer things have replaced."""
    for path in (found for pattern in patterns for found in folder.glob(pattern)):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > WEEK:
                shutil.rmtree(path, ignore_errors=True)
