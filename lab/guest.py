# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A User Mode Linux guest: a Linux kernel with IPVS that runs as a process over the machine's own files."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import cpus, packages, state
from .errors import LabError

BOOT_SECONDS = 60
INIT = Path(__file__).with_name("init")


class Guest:
    """One guest and its job folder, which it sees as /run/lab."""

    def __init__(self, stage, **settings):
        self.tools = packages.guest_tools()
        packages.need(taskset="util-linux", setpriv="util-linux")
        self.job = Path(tempfile.mkdtemp(prefix=f"{stage}-", dir=state.subfolder(state.folder() / "guests")))
        self.log = self.job / "console.log"
        self.process = None
        for script in INIT.iterdir():
            shutil.copy(script, self.job)
        settings = {"tools": self.tools, "stage": stage, "out": "", **settings}
        lines = [f"{name}={shlex.quote(str(value))}\n" for name, value in settings.items()]
        (self.job / "settings").write_text("".join(lines))

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        """The guest ends with the block; its log stays when the guest itself failed."""
        self.kill()
        if kind is None or not issubclass(kind, LabError):
            self.forget()

    def start(self, *devices, memory, tied, inherit=()):
        """Boot. A tied guest dies with this process; otherwise it lives on in a session of its own."""
        cpu, held = cpus.claim()
        command = ["taskset", "-c", str(cpu), self.tools / "usr/bin/linux.uml", *self._arguments(memory), *devices]
        if tied:
            command = ["setpriv", "--pdeathsig", "TERM", *command]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                command, cwd=self.job, env=_environment(), start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, pass_fds=[*inherit, *([] if held is None else [held])],
            )  # fmt: skip
        if held is not None:
            os.close(held)

    def _arguments(self, memory):
        root = ["root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", f"init={self.job}/boot"]
        consoles = ["con=null", "ssl=null", "con0=null,fd:1", "quiet"]
        return [f"mem={memory}", *root, *consoles, f"lab_job={self.job}", "uml_dir=.", "umid=uml"]

    def wait_until(self, name, seconds=BOOT_SECONDS):
        """Wait for a file that the guest puts into its job folder."""
        deadline = time.monotonic() + seconds
        while not (self.job / name).exists():
            if self.process.poll() is not None:
                raise LabError(f"the guest stopped while it booted: {self.cause()}", self.log)
            if time.monotonic() > deadline:
                raise LabError(f"the guest was not {name} within {seconds} s: {self.cause()}", self.log)
            time.sleep(0.02)

    def cause(self):
        """Why the guest failed: what its stage says, its panic and the complaint before, or how it ended."""
        if (self.job / "failed").exists():
            return (self.job / "failed").read_text().strip()
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        for number, line in enumerate(lines):
            if re.search("Kernel panic|Out of memory|Bus error", line):
                return "; ".join(lines[max(0, number - 1) : number + 1])
        if self.process.poll() is None:
            return f"the last line of its console is '{lines[-1]}'" if lines else "its console is empty"
        return f"its process ended with status {self.process.returncode}"

    def kill(self):
        """End the guest at once. Asked by SIGTERM it reaps its own children; a deaf one goes with its whole group."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def forget(self):
        shutil.rmtree(self.job, ignore_errors=True)


def _environment():
    """The guest's memory is a file in TMPDIR: keep it off the disk."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
    return {"PATH": packages.PATH, "TMPDIR": memory}
