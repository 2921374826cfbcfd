# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checkout, the archive built from it, and the collection installed from that."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.tools import collection


@pytest.fixture(scope="session")
def root() -> Path:
    return collection.ROOT


@pytest.fixture(scope="session")
def sources(root: Path) -> list[str]:
    """The files that are or would be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    return [name for name in names if (root / name).is_file()]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collection.build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collection.install(built, tmp_path_factory.mktemp("installed"))
