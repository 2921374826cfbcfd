# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from importlib import metadata

import pytest

# A virtual environment brings these itself.
BROUGHT = {"pip", "setuptools"}


def pins(text: str) -> dict[str, str]:
    """Name to version of each line; a line that pins nothing is an error."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    matches = {line: re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", line) for line in lines}
    loose = [line for line, match in matches.items() if not match]
    if loose:
        raise ValueError(f"not pinned: {', '.join(loose)}")
    return {canonical(match[1]): match[2] for match in matches.values()}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("line", ["ruff", "ruff>=1", "ruff==1.*", "ruff @ https://x.example.org/ruff.whl"])
def test_control_a_loose_line_is_seen(line):
    with pytest.raises(ValueError, match="not pinned"):
        pins(line)


def test_every_tool_is_pinned_and_locked(root):
    for path in root.glob("requirements*.txt"):
        assert pins(path.read_text())
    for lock in root.glob("requirements*.lock"):
        locked, direct = pins(lock.read_text()), pins(lock.with_suffix(".txt").read_text())
        assert {name: locked.get(name) for name in direct} == direct


def test_this_environment_is_what_is_locked(root):
    locked = pins((root / "requirements.lock").read_text())
    here = {canonical(found.name): found.version for found in metadata.distributions()}
    assert {
        name: version for name, version in here.items() if locked.get(name) != version and name not in BROUGHT
    } == {}
