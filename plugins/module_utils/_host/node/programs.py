# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of the host that print what no file tells: without a shell, for a limited time, to a limited length."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from threading import Timer

_PATIENCE = 10.0  # s
_MOST = 1 << 20  # bytes
_LONGEST_REASON = 500
_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # which a user's PATH may lack


class ProgramError(OSError):
    """A program that failed, took too long or printed too much; the text says which."""


def find(name: str) -> str | None:
    """Return the path of a program, None where the host has it not."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *_FOLDERS)))


def output(command: list[str], patience: float = _PATIENCE, most: int = _MOST) -> str:
    """Return what a program prints; raise ProgramError."""
    environment = {**os.environ, "LC_ALL": "C"}
    with tempfile.TemporaryFile() as complaints:
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": complaints}
        # AnsibleModule.run_command limits neither time nor length. pylint: disable-next=ansible-bad-function
        with subprocess.Popen(command, env=environment, **streams) as process:
            printed, is_late = _read(process, patience, most)
        name = os.path.basename(command[0])
        if is_late:
            raise ProgramError(f"{name} has not ended within {patience:g} s")
        if len(printed) > most:
            raise ProgramError(f"{name} prints more than {most} bytes")
        if process.returncode:
            complaints.seek(0)
            reason = " ".join(complaints.read(_LONGEST_REASON).decode("utf-8", "replace").split())
            raise ProgramError(f"{name}: {reason or f'status {process.returncode}'}")
    return printed.decode("utf-8", "replace")


def _read(process: subprocess.Popen, patience: float, most: int) -> tuple[bytes, bool]:
    """Return at most a byte more than ``most``, and whether the program had to be ended for being late."""
    late = []
    timer = Timer(patience, lambda: (late.append(True), process.kill()))
    timer.start()
    try:
        printed = process.stdout.read(most + 1)
        if len(printed) > most:
            process.kill()
        process.wait()
    finally:
        timer.cancel()
    return printed, bool(late)
