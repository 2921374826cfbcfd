# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a guest failed, read from what it left in its job folder."""

from __future__ import annotations

import re

HARMLESS = re.compile("SELinux|mmapper_init|Failed to initialize ubd device|uml-vector|reboot:")
FATAL = re.compile("Kernel panic|Out of memory|Bus error")


def log(job):
    return job / "console.log"


def cause(job):
    """What the guest's stage gave as its reason, its panic and the complaint before, or its last line."""
    if (job / "failed").exists():
        return (job / "failed").read_text().strip()
    lines = _lines(job)
    for number, line in enumerate(lines):
        if FATAL.search(line):
            return "; ".join(lines[max(0, number - 1) : number + 1])
    return lines[-1] if lines else "its console says nothing"


def _lines(job):
    if not log(job).exists():
        return []
    lines = (line.strip() for line in log(job).read_text(errors="replace").splitlines())
    return [line for line in lines if line and not HARMLESS.search(line)]
