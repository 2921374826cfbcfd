# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw every property test anew, round after round, until the minutes are over: soak.py MINUTES PATH...

The first failure ends it. Each round says its seed, with which it can be repeated.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time


def one_round(seed: int, paths: list[str]) -> int:
    # The profile that Hypothesis takes in CI by itself would draw the same examples each time.
    drawn = ("-m", "hypothesis", "--hypothesis-profile=default", f"--hypothesis-seed={seed}")
    return subprocess.run([sys.executable, "-m", "pytest", "-q", *drawn, *paths], check=False).returncode


def main(minutes: float, paths: list[str]) -> int:
    end = time.monotonic() + 60 * minutes
    status, number = 0, 0
    while not status and (not number or time.monotonic() < end):
        number += 1
        seed = random.getrandbits(32)
        print(f"soak: round {number}, --hypothesis-seed={seed}", flush=True)
        status = one_round(seed, paths)
    return status


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
