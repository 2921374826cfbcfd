# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of a version: how each stage ended, when, of which commit, and with what it was run."""

from __future__ import annotations

import platform
import re
import subprocess
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.tools import collection, stages

#: What runs on a controller or a node: a stage speaks of a later commit, too, where none of it has changed.
RUNS = ("bindep.txt", "meta", "playbooks", "plugins", "roles")
_ROW = re.compile(
    r"^\| ([a-z][\w-]*) \| (ok|FAILED|not run) \| ([^|]*) \| ([0-9a-f]*) \| (\d+) \| ([^|]*?) ?\|$", re.MULTILINE
)
_RUN = re.compile(r"^- (\d{4}-\d\d-\d\d \d\d:\d\d UTC): (.*)$", re.MULTILINE)
_NOTE = re.compile(r"^- ([a-z][\w-]*): (.*)$", re.MULTILINE)


class Row(NamedTuple):
    """How a stage ended in the run that began at ``date``; seconds are whole, tests are counts as text."""

    stage: str
    outcome: str
    date: str = ""
    commit: str = ""
    seconds: str = "0"
    tests: str = ""


class Record(NamedTuple):
    """``rows`` by stage, ``runs`` what each was run with by its date, ``notes`` what stages say of themselves."""

    rows: dict[str, Row]
    runs: dict[str, str]
    notes: list[tuple[str, str]]


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=collection.ROOT, capture_output=True, text=True, check=True).stdout


def version() -> str:
    return yaml.safe_load((collection.ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]


def path_of(wanted: str) -> Path:
    return collection.ROOT / "changelogs" / "records" / f"{wanted}.md"


def load(wanted: str) -> Record:
    """Return the record of a version; where there is none it has no stage."""
    path = path_of(wanted)
    return parse(path.read_text(encoding="utf-8") if path.exists() else "")


def objection(row: Row | None) -> str:
    """Return why a stage cannot speak of what is here now; empty where it can."""
    if row is None:
        return "not in the record"
    if row.outcome != "ok":
        return row.outcome
    if row.commit not in git("rev-list", "HEAD").split():
        return f"of {row.commit}, which this branch does not have"
    changed = git("diff", "--name-only", row.commit, "HEAD", "--", *RUNS).split()
    return f"{', '.join(changed)} changed since" if changed else ""


def of_run(now: datetime, commit: str, ran: Iterable[stages.Stage]) -> Record:
    """Return the record of one run alone; of stages that it did not come to there is only that."""
    ran, date = list(ran), f"{now.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC"
    rows = {
        one.name: Row(one.name, one.outcome, date, commit, f"{one.seconds:.0f}", one.tests)
        if one.status is not None
        else Row(one.name, one.outcome)
        for one in ran
    }
    return Record(
        rows, {date: surroundings()}, [(one.name, " ".join(note.split())) for one in ran for note in one.notes]
    )


def merged(before: Record, now: Record, order: Iterable[str]) -> Record:
    """Return the newer record, with those stages of the one before that it does not have."""
    found = {**before.rows, **now.rows}
    rows = {name: found[name] for name in order}
    runs = {**before.runs, **now.runs}
    notes = [*(one for one in before.notes if one[0] not in now.rows), *now.notes]
    return Record(rows, {date: runs[date] for date in sorted({row.date for row in rows.values()} - {""})}, notes)


def surroundings() -> str:
    return (
        f"ansible-core {metadata.version('ansible-core')}, Python {platform.python_version()}, "
        f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {platform.release()}"
    )


def may_skip() -> list[str]:
    lines = (collection.ROOT / "tests/allowed-skips.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def written(wanted: str, record: Record) -> str:
    """Give the page; parse reads it back."""
    return "\n".join(
        [
            f"# Record of lvs.cluster {wanted}",
            "",
            "| stage | outcome | run | commit | seconds | tests |",
            "|---|---|---|---|---|---|",
            *(f"| {' | '.join(row)} |" for row in record.rows.values()),
            "",
            "The runs:",
            "",
            *(f"- {date}: {those}" for date, those in record.runs.items()),
            "",
            "What the stages say of themselves, and the tests that may skip:",
            "",
            *(f"- {name}: {note}" for name, note in record.notes),
            *([f"- {line}" for line in may_skip()] or ["- no test may skip"]),
            "",
        ]
    )


def parse(text: str) -> Record:
    """Read what was written."""
    rows = {found[0]: Row(*found) for found in _ROW.findall(text)}
    return Record(rows, dict(_RUN.findall(text)), [found for found in _NOTE.findall(text) if found[0] in rows])
