# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a guest's memory lies, and how much of it a guest may take."""

from __future__ import annotations

import os
import shutil
import tempfile

SHARED = "/dev/shm"
ENOUGH = 1 << 30


def folder():
    """Memory of the machine rather than its disk; but containers often have a /dev/shm of a few megabytes."""
    usable = os.access(SHARED, os.W_OK) and shutil.disk_usage(SHARED).free >= ENOUGH
    return SHARED if usable else tempfile.gettempdir()


def bound(gigabytes):
    """The mem= of a guest: taken only as it is used, and never so much that the machine keeps nothing."""
    megabytes = shutil.disk_usage(folder()).free >> 20
    return f"{min(gigabytes << 10, megabytes * 3 // 4)}M"
