# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a guest's processes by the job folder on their command line, whoever started them, also after a crash."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path


def of(job):
    """Process ids of all guests whose job folder begins so, dead ones that wait to be reaped left out."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _belongs(entry, job)]


def _belongs(entry, job):
    try:
        words = (entry / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return any(word.startswith(os.fsencode(f"lab_job={job}")) for word in words)


def gone(job, seconds):
    """Wait for the end of all of them."""
    deadline = time.monotonic() + seconds
    while of(job):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def end(job):
    """SIGTERM lets a guest reap its own children; whatever is deaf to it is killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in of(job):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if gone(job, 5):
            return
