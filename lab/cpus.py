# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which CPU a guest is pinned to: a system call costs it half as much as when it moves about."""

from __future__ import annotations

import os

from . import state


def claim():
    """A CPU that no other guest of this user has, the highest first, and the lock on it (None when all are taken)."""
    allowed = sorted(os.sched_getaffinity(0), reverse=True)
    for cpu in allowed:
        handle = state.take(f"cpu{cpu}", place=state.shared())
        if handle is not None:
            return cpu, handle
    return allowed[os.getpid() % len(allowed)], None
