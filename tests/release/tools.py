# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools of a release have an environment of their own; its Makefile rule is $(RELEASE)/.done."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.tools import collection

BIN = collection.ROOT / ".cache/release/bin"


def run(tool: str, *arguments: object, cwd: Path = collection.ROOT, **variables: str) -> tuple[int, str]:
    """Run a tool of that environment; gives its status, and all that it printed."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **variables}
    command = [str(BIN / tool), *map(str, arguments)]
    result = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr
