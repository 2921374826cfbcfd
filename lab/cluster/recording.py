# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A command that runs in a node while something else happens, and what it prints meanwhile."""

from __future__ import annotations

import itertools
import os
from contextlib import contextmanager

from .nodes import at_once

NUMBERS = itertools.count()
# A command that nobody ends goes by itself.
LONGEST = "900"


class Recording:
    """A command in a node's background. When the node itself is started anew, what it printed is gone."""

    def __init__(self, node, *command):
        self.node = node
        self._command = ["timeout", LONGEST, *command]
        self._pid = None
        self._output = f"/tmp/recording-{os.getpid()}-{next(NUMBERS)}"

    def start(self):
        self._pid = self.node.start(*self._command, output=self._output)

    def text(self):
        """What it printed so far."""
        return self.node.run("cat", self._output)

    def complaints(self):
        """What it printed to stderr so far."""
        return self.node.run("cat", f"{self._output}.err").strip()

    def stop(self):
        """End it; what it printed stays. In a node that was started anew the pid is another's."""
        if self._pid:
            self.node.attempt("sh", "-c", 'test -e "$1" && kill "$2"', "sh", self._output, self._pid)
            self._pid = None

    def remove(self):
        """Leave nothing behind."""
        self.stop()
        self.node.attempt("rm", "-f", self._output, f"{self._output}.err")


@contextmanager
def recording(recordings):
    """Have them all run while the block does."""
    recordings = list(recordings)
    try:
        at_once(lambda each: each.start(), recordings)
        yield
    finally:
        at_once(lambda each: each.remove(), recordings)
