# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection as its publisher does and install it as its user does, both below .cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> str:
    """A command of the environment that this Python is of, whether or not it is on PATH."""
    return str(Path(sys.executable).with_name(name))


def galaxy(*arguments: str, **variables: str) -> None:
    command = [tool("ansible-galaxy"), "collection", *arguments]
    environment = {**os.environ, **variables}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")


def build(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    galaxy("build", "--output-path", str(folder))
    (archive,) = folder.glob("lvs-cluster-*.tar.gz")
    return archive


def install(archive: Path, folder: Path) -> Path:
    """Install below the folder; gives the place of the collection itself."""
    shutil.rmtree(folder / "ansible_collections", ignore_errors=True)
    # With the checkout on the path, galaxy would find it and install nothing.
    words = ("install", "--offline", "--no-deps", "--collections-path", str(folder), str(archive))
    galaxy(*words, ANSIBLE_COLLECTIONS_PATH=str(folder))
    return folder / "ansible_collections" / "lvs" / "cluster"
