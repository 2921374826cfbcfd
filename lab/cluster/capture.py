# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames seen at a node's interface, in both directions, as tcpdump shows them.

A capture that shows nothing proves nothing by itself. Who draws a conclusion from one looks for a control frame in it
first, that is for one that was certainly there to be seen.
"""

from __future__ import annotations

import itertools
import os
from contextlib import contextmanager

from .frames import lost_frames, parse_frames
from .nodes import NodeError, at_once, until

NUMBERS = itertools.count()
# A capture that nobody ends goes by itself.
LONGEST = "120"


class Capture:
    """A tcpdump at one interface."""

    def __init__(self, node, interface, what):
        self.node = node
        self._pid = None
        self._output = f"/tmp/capture-{os.getpid()}-{next(NUMBERS)}"
        # Heads only: whole frames would fill the kernel's ring after a handful.
        options = ["-n", "-e", "-tt", "-l", "--immediate-mode", "-s", "128", "-i", interface]
        self._command = ["timeout", LONGEST, "tcpdump", *options, what]

    def start(self):
        """Return when frames are seen from now on."""
        self._pid = self.node.start(*self._command, output=self._output)
        if not until(lambda: "listening on" in self._complaints()):
            raise NodeError(f"{self.node.name}: tcpdump does not start: {self._complaints()}")

    def frames(self):
        """What was seen so far."""
        return parse_frames(self.node.run("cat", self._output))

    def finish(self):
        """End it and return what was seen; frames that it missed are an error."""
        self.node.attempt("kill", self._pid)
        if not until(lambda: "dropped by kernel" in self._complaints()):
            raise NodeError(f"{self.node.name}: tcpdump does not end: {self._complaints()}")
        if lost_frames(self._complaints()):
            raise NodeError(f"{self.node.name}: the capture missed frames: {self._complaints()}")
        self._pid = None
        return self.frames()

    def remove(self):
        """Leave nothing behind."""
        if self._pid:
            self.node.attempt("kill", self._pid)
        self.node.attempt("rm", "-f", self._output, f"{self._output}.err")

    def _complaints(self):
        return self.node.run("cat", f"{self._output}.err").strip()


@contextmanager
def capturing(captures):
    """Have them all run while the block does."""
    try:
        at_once(Capture.start, captures)
        yield
    finally:
        at_once(Capture.remove, captures)
