# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Docker Engine, as its client sees it: which variables reach it, and its command line."""

from __future__ import annotations

import os
import shutil
import subprocess

from .errors import LabError


class Engine:
    """The Engine that `variables` lead to, asked through the client `program`."""

    def __init__(self, program, variables):
        self.program = str(program)
        self.variables = variables

    def environment(self):
        return {**os.environ, **self.variables}

    def call(self, *arguments, timeout=None, stdin=None):
        """Run the client and return its output."""
        try:
            result = subprocess.run(
                [self.program, *arguments], env=self.environment(), stdin=stdin or subprocess.DEVNULL,
                capture_output=True, text=True, timeout=timeout, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise LabError(f"docker {arguments[0]} did not answer within {timeout} s") from None
        if result.returncode:
            raise LabError(f"docker {arguments[0]} failed: {result.stderr.strip()}")
        return result.stdout.strip()

    def version(self):
        """The Engine's version, None when it does not answer."""
        try:
            return self.call("version", "--format", "{{.Server.Version}}", timeout=10)
        except LabError:
            return None

    def kernel(self):
        return self.call("info", "--format", "{{.KernelVersion}}", timeout=10)

    def image_size(self, reference):
        """Bytes of an image that the Engine has, else None."""
        try:
            return int(self.call("image", "inspect", "--format", "{{.Size}}", reference, timeout=30))
        except LabError:
            return None

    def nodes(self):
        """The names of the running containers."""
        return self.call("ps", "--format", "{{.Names}}", timeout=30).split()


def machines_own():
    """The Engine of this machine where one answers and runs on this very kernel, else None."""
    program = shutil.which("docker")
    if not program:
        return None
    engine = Engine(program, {})
    if engine.version() is None or engine.kernel() != os.uname().release:
        return None
    return engine
