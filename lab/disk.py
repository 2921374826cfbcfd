# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Engine's disk: a sparse ext4 file that outlives the guest, and with it the node image."""

from __future__ import annotations

import shutil
import subprocess

from . import packages, state
from .errors import LabError
from .steps import step

SIZE = 32 << 30
NEEDED = 3 << 30
# For what nodes write, once the image is there.
ROOM = 1 << 30


def path():
    return state.folder() / "disk.ext4"


def provide():
    """Make the disk where there is none; True when it is new."""
    new = not path().exists()
    free, needed = shutil.disk_usage(state.folder()).free, NEEDED if new else ROOM
    if free < needed:
        raise LabError(f"disk full: {free >> 20} MB free below {state.folder()}, the lab needs {needed >> 20} MB")
    if new:
        _new()
    return new


def _new():
    packages.need(**{"mkfs.ext4": "e2fsprogs"})
    with step("making the Engine's disk"):
        _make(path().with_suffix(".new"))


def _make(draft):
    with open(draft, "wb") as file:
        file.truncate(SIZE)
    draft.chmod(0o600)
    command = [packages.which("mkfs.ext4"), "-q", "-F", draft]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise LabError(f"mkfs.ext4 failed: {result.stderr.strip()}")
    draft.rename(path())


def used():
    """Bytes that the sparse file really takes."""
    return path().stat().st_blocks * 512
