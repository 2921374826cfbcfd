# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the lab keeps its things, and the locks that let several labs' verbs run side by side."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

from .errors import LabError
from .steps import say


def folder():
    """The lab's own folder, closed to other users; made when it is missing."""
    path = Path(os.environ.get("LVS_LAB_STATE") or shared() / "lab").absolute()
    if any(char.isspace() or char in "\"'" for char in str(path)):
        raise LabError(f"the lab's folder {path} has a blank or a quote in its name; set LVS_LAB_STATE to another one")
    subfolder(path)
    if path.stat().st_uid != os.geteuid():
        raise LabError(f"the lab's folder {path} belongs to another user; set LVS_LAB_STATE to one of your own")
    return path


def shared():
    """The folder of what several labs of one user have in common."""
    return subfolder(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "lvs-cluster")


def subfolder(path):
    """Make a folder that only its owner can enter."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LabError(f"cannot make the folder {path}: {error.strerror}") from error
    if path.stat().st_uid == os.geteuid():
        path.chmod(0o700)
    return path


@contextmanager
def lock(name, busy=None, place=None):
    """Hold a lock file for a while; says `busy` when another process has it, then waits."""
    handle = take(name, place=place)
    if handle is None:
        if busy:
            say(f"lab: {busy}")
        handle = take(name, wait=True, place=place)
    try:
        yield
    finally:
        os.close(handle)


def take(name, wait=False, place=None):
    """A descriptor that holds the lock until it, and every copy a child inherited, is closed; None when it is taken."""
    handle = os.open((place or folder()) / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
