# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run make's verbs as stages: stages.py VERB... [+ VERB...]... [/ VERB... ...]...

The stages before a slash all run, so that one run shows everything they find; those after it run only when nothing
before was red. What a plus parts runs side by side: a guest has one CPU. At the end stands a table of times, and as the
last line how many tests passed and failed in all, as the pytest runs themselves counted them (conftest.py). A red stage
in which no test failed counts as one failure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

TALLY = Path(".cache/tally").absolute()


@dataclass
class Stage:
    name: str
    status: int | None = None
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def red(self) -> bool:
        return bool(self.status)

    @property
    def outcome(self) -> str:
        return "not run" if self.status is None else "FAILED" if self.red else "ok"

    @property
    def tests(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in self.counts.items() if count)

    @property
    def failures(self) -> int:
        failed = self.counts.get("failed", 0) + self.counts.get("error", 0)
        return max(failed, 1) if self.red else failed

    def line(self) -> str:
        return f"{self.name:<12}{self.seconds:>8.1f} s  {self.outcome:<8} {self.tests}".rstrip()


Lane = list[Stage]


def read_tally(folder: Path) -> dict[str, int]:
    """Add up what the stage's pytest runs left behind: a stage may have several, or none."""
    total: dict[str, int] = {}
    for path in folder.glob("*.json"):
        for name, count in json.loads(path.read_text(encoding="utf-8")).items():
            total[name] = total.get(name, 0) + count
    return total


def note(text: str) -> None:
    """A stage says what a record of it should say, such as what this machine lacks; LVS_TALLY is its folder."""
    if os.environ.get("LVS_TALLY"):
        Path(os.environ["LVS_TALLY"], f"{uuid.uuid4().hex}.txt").write_text(text, encoding="utf-8")


def read_notes(folder: Path) -> list[str]:
    return sorted({path.read_text(encoding="utf-8") for path in folder.glob("*.txt")})


def run(stage: Stage, output=None) -> None:
    """Run one; its output goes to a file where another stage runs beside it."""
    folder = TALLY / stage.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"--- {stage.name}", flush=True)
    start = time.monotonic()
    command = ["make", "--no-print-directory", stage.name]
    environment = {**os.environ, "LVS_TALLY": str(folder)}
    stage.status = subprocess.run(command, env=environment, stdout=output, stderr=output, check=False).returncode
    stage.seconds = time.monotonic() - start
    stage.counts = read_tally(folder)
    stage.notes = read_notes(folder)


def run_alone(lane: Lane) -> None:
    for stage in lane:
        run(stage)
        print(f"--- {stage.line()}\n", flush=True)


def run_beside(lane: Lane, ended: Event) -> None:
    """Each stage's output comes in one piece when it has ended, for another lane speaks meanwhile."""
    for stage in lane:
        if ended.is_set():
            return
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            run(stage, output)
            output.seek(0)
            print(f"{output.read()}--- {stage.line()}\n", flush=True)


def run_side_by_side(lanes: list[Lane]) -> None:
    ended = Event()
    with ThreadPoolExecutor(len(lanes)) as pool:
        running = [pool.submit(run_beside, lane, ended) for lane in lanes]
        try:
            for one in running:
                one.result()
        finally:
            ended.set()


def parse(words: list[str]) -> Iterator[list[Lane]]:
    """Yield the groups between slashes, each as its lanes between pluses."""
    for group in " ".join(words).split("/"):
        yield [[Stage(name) for name in lane.split()] for lane in group.split("+")]


def summary(stages: list[Stage], seconds: float) -> str:
    passed = sum(stage.counts.get("passed", 0) for stage in stages)
    failed = sum(stage.failures for stage in stages)
    lines = [stage.line() for stage in stages]
    return "\n".join([*lines, f"{'whole':<12}{seconds:>8.1f} s", "", f"{passed} passed, {failed} failed"])


def flat(groups: list[list[Lane]]) -> list[Stage]:
    return [stage for lanes in groups for lane in lanes for stage in lane]


def without(groups: list[list[Lane]], done: Collection[str]) -> list[list[Lane]]:
    """Leave stages out, and the lanes and groups that are empty then."""
    left = ([[stage for stage in lane if stage.name not in done] for lane in lanes] for lanes in groups)
    return [lanes for lanes in ([lane for lane in lanes if lane] for lanes in left) if lanes]


def run_groups(groups: list[list[Lane]]) -> None:
    """Run them, and print the table; whatever is red, those after it do not run."""
    start = time.monotonic()
    stages = flat(groups)
    for lanes in groups:
        if any(stage.red for stage in stages):
            break
        if len(lanes) == 1:
            run_alone(lanes[0])
        else:
            run_side_by_side(lanes)
    print(summary(stages, time.monotonic() - start))


def main(words: list[str]) -> int:
    groups = list(parse(words))
    run_groups(groups)
    return int(any(stage.red for stage in flat(groups)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
