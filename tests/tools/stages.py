# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run make's verbs as stages: stages.py VERB... [/ VERB...]...

The stages before a slash all run, so that one run shows everything they find; those after it run only when nothing
before was red. At the end stands a table of times, and as the last line how many tests passed and failed in all, as
the pytest runs themselves counted them (conftest.py). A red stage in which no test failed counts as one failure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

TALLY = Path(".cache/tally").absolute()


@dataclass
class Stage:
    name: str
    status: int | None = None
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def red(self) -> bool:
        return bool(self.status)

    @property
    def failures(self) -> int:
        failed = self.counts.get("failed", 0) + self.counts.get("error", 0)
        return max(failed, 1) if self.red else failed

    def line(self) -> str:
        outcome = "not run" if self.status is None else "FAILED" if self.red else "ok"
        tests = ", ".join(f"{count} {name}" for name, count in self.counts.items() if count)
        return f"{self.name:<12}{self.seconds:>8.1f} s  {outcome:<8} {tests}".rstrip()


def read_tally(folder: Path) -> dict[str, int]:
    """Add up what the stage's pytest runs left behind: a stage may have several, or none."""
    total: dict[str, int] = {}
    for path in folder.glob("*.json"):
        for name, count in json.loads(path.read_text(encoding="utf-8")).items():
            total[name] = total.get(name, 0) + count
    return total


def run(stage: Stage) -> None:
    folder = TALLY / stage.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"--- {stage.name}", flush=True)
    start = time.monotonic()
    command = ["make", "--no-print-directory", stage.name]
    stage.status = subprocess.run(command, env={**os.environ, "LVS_TALLY": str(folder)}, check=False).returncode
    stage.seconds = time.monotonic() - start
    stage.counts = read_tally(folder)
    print(f"--- {stage.line()}\n", flush=True)


def summary(stages: list[Stage]) -> str:
    total = sum(stage.seconds for stage in stages)
    passed = sum(stage.counts.get("passed", 0) for stage in stages)
    failed = sum(stage.failures for stage in stages)
    lines = [stage.line() for stage in stages]
    return "\n".join([*lines, f"{'whole':<12}{total:>8.1f} s", "", f"{passed} passed, {failed} failed"])


def main(words: list[str]) -> int:
    stages = [Stage(word) for word in words if word != "/"]
    waiting = iter(stages)
    for word in words:
        if word != "/":
            run(next(waiting))
        elif any(stage.red for stage in stages):
            break
    print(summary(stages))
    return int(any(stage.red for stage in stages))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
