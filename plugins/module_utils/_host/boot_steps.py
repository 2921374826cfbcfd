# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the files of the next boot are written, and what systemd is told of them: for runs that change some."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess

from .._model.errors import LvsError
from .._model.operations import DISABLE_UNIT, ENABLE_UNIT, START_UNIT, WRITE_FILE, Operation
from . import files
from .boot import UNITS, Boot

_PATIENCE = 60  # s
_VERBS = {ENABLE_UNIT: ("enable",), DISABLE_UNIT: ("disable",), START_UNIT: ("start", "--no-block")}


class BootError(LvsError):
    """What the next boot shall do could not be said; the text tells why."""


def perform(boot: Boot, operation: Operation) -> None:
    """Carry out an operation of Boot; raise OSError or BootError."""
    if operation.operation != WRITE_FILE:
        _systemctl(boot, *_VERBS[operation.operation], operation.key)
        return
    path = boot.path(operation.key.lstrip("/"))
    _make_folder(os.path.dirname(path))
    files.replace(path, operation.after, 0o644)
    if not operation.after and "lvs" in os.path.dirname(operation.key) and operation.key.startswith("/etc/"):
        with contextlib.suppress(OSError):  # others' files are in it
            os.rmdir(os.path.dirname(path))
    if boot.runs and path.startswith(f"/{UNITS}/"):
        _systemctl(boot, "daemon-reload")


def tool() -> str:
    """Return the path of systemctl(1); raise BootError where there is none."""
    found = shutil.which("systemctl")
    if found is None:
        raise BootError("this host has no systemctl, which persist: true needs")
    return found


def _systemctl(boot: Boot, *words: str) -> None:
    """Have systemd's own tool do it; that works where no systemd runs, too, as when an image is built."""
    elsewhere = [] if boot.root == "/" else ["--root", boot.root]
    try:
        command = [tool(), *elsewhere, *words]
        # AnsibleModule.run_command knows no time limit. pylint: disable-next=ansible-bad-function
        ran = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise BootError(f"systemctl {' '.join(words)} has not ended within {_PATIENCE} s") from error
    if ran.returncode:
        raise BootError(f"systemctl {' '.join(words)}: {ran.stderr.strip()}")


def _make_folder(path: str) -> None:
    """What is in it is no secret; a strict umask of the caller must not make it one."""
    if not os.path.isdir(path):
        os.makedirs(path, exist_ok=True)
        os.chmod(path, 0o755)  # noqa: S103 - as every folder of /etc
