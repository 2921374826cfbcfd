# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress on stderr: what is done, and how long it took."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager


def say(text, end="\n"):
    print(text, end=end, file=sys.stderr, flush=True)


@contextmanager
def step(what):
    """Print 'what … 12.3 s' around a piece of work; 'failed after' when it raises."""
    say(f"lab: {what} … ", end="")
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"failed after {time.monotonic() - start:.1f} s")
        raise
    say(f"{time.monotonic() - start:.1f} s")
