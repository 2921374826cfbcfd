# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection under every ansible-core that it says it runs on: cores.py [2.17 ...], without words all of them.

Each has a virtual environment below .cache/cores: that core, and the tools of the tests in the versions that
requirements.lock pins. Of the Pythons that a core accepts, the oldest and the newest of this machine run it. What this
machine lacks is a row of the table, too, and says so: a skip never looks like ok, and fails unless
tests/allowed-skips.txt has it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import List, NamedTuple, Tuple

from conftest import ALLOWED, allowed_skips
from tests.tools import core_environment, core_stages, interpreters, stages
from tests.tools.collection import ROOT
from tests.tools.core_environment import CORES

FOLDER = ROOT / ".cache" / "cores"
RESULT = FOLDER / "result.json"
STAGES = {
    "unit": core_stages.unit,
    "sanity": core_stages.sanity,
    "syntax": core_stages.syntax,
    "site": core_stages.site,
}
OK, FAILED = "ok", "FAILED"


class Row(NamedTuple):
    """A core on a Python of its: what is run of it, or why nothing is."""

    core: str
    python: str
    stages: tuple[str, ...] = ()
    skipped: str = ""


class Outcome(NamedTuple):
    stage: str
    status: str
    seconds: float


Ran = Tuple[Row, List[Outcome]]


def rows(cores: list[str], present: dict[str, str]) -> list[Row]:
    """Each core on its oldest and newest Python that is present, then the Pythons that are not.

    Sanity looks at every Python itself, so that once for each core does; site.yml is played by the first and the last.
    """
    planned = []
    for core in cores:
        here = [python for python in CORES[core].pythons if python in present]
        for python in dict.fromkeys([*here[:1], *here[-1:]]):
            planned.append(Row(core, python, ("unit", "syntax", *(["sanity"] if python == here[-1] else []))))
        absent = [python for python in CORES[core].pythons if python not in present]
        planned += [Row(core, python, skipped=f"no Python {python} on this machine") for python in absent]
    run = [row for row in planned if row.stages]
    played = {id(row) for row in (*run[:1], *run[-1:])}
    return [row._replace(stages=(*row.stages, "site")) if id(row) in played else row for row in planned]


def timed(stage: str, work: Callable[[], int]) -> Outcome:
    start = time.monotonic()
    try:
        status = OK if work() == 0 else FAILED
    except core_environment.UnmadeError as error:
        print(error, flush=True)
        status = FAILED
    return Outcome(stage, status, round(time.monotonic() - start, 1))


def outcomes(row: Row, interpreter: str) -> Iterator[Outcome]:
    """Run what is planned; without its environment nothing else is of use."""
    environment = FOLDER / f"{row.core}-{row.python}"

    def make() -> int:
        core_environment.provide(environment, row.core, row.python, interpreter)
        return 0

    print(f"\n--- ansible-core {CORES[row.core].version} on Python {row.python}", flush=True)
    made = timed("tools", make)
    yield made
    if made.status == OK:
        for stage in STAGES:
            if stage in row.stages:
                print(f"--- {row.core} on {row.python}: {stage}", flush=True)
                yield timed(stage, partial(STAGES[stage], environment))


def cell(stage: str, found: list[Outcome]) -> str:
    """A stage's cell of the table; a dash is what was not planned, or was not reached."""
    (one,) = [outcome for outcome in found if outcome.stage == stage] or [None]
    return f"{one.status} {one.seconds:.0f} s" if one else "-"


def table(found: list[Ran]) -> str:
    names = ("tools", *STAGES)
    lines = [f"{'core':<10}{'Python':<8}" + "".join(f"{name:<14}" for name in names)]
    for row, done in found:
        cells = f"skipped: {row.skipped}" if row.skipped else "".join(f"{cell(name, done):<14}" for name in names)
        lines.append(f"{CORES[row.core].version:<10}{row.python:<8}{cells}")
    return "\n".join(line.rstrip() for line in lines)


def note(row: Row, done: list[Outcome]) -> str:
    """What a record of a release says of a row."""
    ended = f"skipped: {row.skipped}" if row.skipped else ", ".join(f"{one.stage} {one.status}" for one in done)
    return f"ansible-core {CORES[row.core].version} on Python {row.python}: {ended}"


def complaints(found: list[Ran], allowed: tuple[str, ...]) -> list[str]:
    """What failed, what may not be skipped, and when nothing was run: that proves nothing."""
    done = [(row, outcome) for row, outcomes_ in found for outcome in outcomes_]
    skipped = [f"cores/{row.core}-{row.python}" for row, _done in found if row.skipped]
    return [
        *(f"{row.core} on {row.python}: {one.stage} failed" for row, one in done if one.status == FAILED),
        *(f"This skip is not in {ALLOWED.name}: {name}" for name in skipped if not name.startswith(allowed)),
        *([] if done else ["nothing was run"]),
    ]


def keep(found: list[Ran]) -> None:
    kept = [
        {**row._asdict(), "version": CORES[row.core].version, "outcomes": [one._asdict() for one in done]}
        for row, done in found
    ]
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def main(words: list[str]) -> int:
    unknown = [word for word in words if word not in CORES]
    if unknown:
        raise SystemExit(f"no such core: {', '.join(unknown)}; there are {', '.join(CORES)}")
    present = interpreters.present()
    # What an interrupted run has left, and molecule believes to be there.
    if core_stages.remove_nodes():
        raise SystemExit("the nodes of an earlier run could not be removed")
    found = []
    for row in rows(words or list(CORES), present):
        found.append((row, [] if row.skipped else list(outcomes(row, present[row.python]))))
        keep(found)
    core_stages.remove_nodes()
    print(f"\n{table(found)}\n{RESULT.relative_to(ROOT)} keeps this")
    for one in found:
        stages.note(note(*one))
    wrong = complaints(found, allowed_skips(ALLOWED.read_text(encoding="utf-8")))
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    sys.exit(main(sys.argv[1:]))
