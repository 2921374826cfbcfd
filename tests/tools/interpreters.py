# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python interpreters of this machine, found by running them: a shim may name what is not there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

# What one of ansible-core 2.17 to 2.21 accepts, from the oldest that the modules run on.
VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")


def candidates(version: str) -> list[str]:
    managed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    on_path = shutil.which(f"python{version}")
    return [*filter(None, [on_path]), *map(str, sorted(managed.glob(f"{version}.*/bin/python{version}")))]


def runs(interpreter: str) -> bool:
    code = "import ensurepip, ssl"
    return subprocess.run([interpreter, "-c", code], capture_output=True, check=False).returncode == 0


def real_path(interpreter: str) -> str:
    """Where the interpreter lies behind a shim or a virtual environment."""
    code = "import os, sys; print(os.path.realpath(sys.executable))"
    return subprocess.run([interpreter, "-c", code], capture_output=True, check=True, text=True).stdout.strip()


def present() -> dict[str, str]:
    """Version to path of each interpreter that runs here and can make virtual environments."""
    found = {version: next(filter(runs, candidates(version)), None) for version in VERSIONS}
    return {version: real_path(path) for version, path in found.items() if path}
