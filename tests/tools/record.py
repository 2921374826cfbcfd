# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of a version: which commit was looked at, when, with what, and how each stage ended."""

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

COMMIT = re.compile(r"^- commit: ([0-9a-f]{40})$", re.MULTILINE)
ROW = re.compile(r"^\| ([a-z][\w-]*) \| (ok|FAILED|not run) \|", re.MULTILINE)


class Record(NamedTuple):
    """What a release asks a record for; outcomes: of each stage, by its name."""

    commit: str
    outcomes: dict[str, str]


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=collection.ROOT, capture_output=True, text=True, check=True).stdout


def version() -> str:
    return yaml.safe_load((collection.ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]


def path_of(wanted: str) -> Path:
    return collection.ROOT / "changelogs" / "records" / f"{wanted}.md"


def surroundings() -> str:
    return (
        f"ansible-core {metadata.version('ansible-core')}, Python {platform.python_version()}, "
        f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {platform.release()}"
    )


def may_skip() -> list[str]:
    lines = (collection.ROOT / "tests/allowed-skips.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def written(wanted: str, commit: str, now: datetime, ran: Iterable[stages.Stage]) -> str:
    """Give the page; parse reads it back."""
    ran = list(ran)
    return "\n".join(
        [
            f"# Record of lvs.cluster {wanted}",
            "",
            f"- date: {now.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC",
            f"- commit: {commit}",
            f"- with: {surroundings()}",
            "",
            "| stage | outcome | seconds | tests |",
            "|---|---|---|---|",
            *(f"| {stage.name} | {stage.outcome} | {stage.seconds:.0f} | {stage.tests} |" for stage in ran),
            "",
            "What the stages say of themselves, and the tests that may skip:",
            "",
            *(f"- {stage.name}: {' '.join(note.split())}" for stage in ran for note in stage.notes),
            *([f"- {line}" for line in may_skip()] or ["- no test may skip"]),
            "",
        ]
    )


def parse(text: str) -> Record:
    """Read what was written; a record that names no commit is an error."""
    commit = COMMIT.search(text)
    if not commit:
        raise ValueError("the record names no commit")
    return Record(commit[1], dict(ROW.findall(text)))
