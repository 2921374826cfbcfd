# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames seen at a node's interface, in both directions, as tcpdump shows them.

A capture that shows nothing proves nothing by itself. Who draws a conclusion from one looks for a control frame in it
first, that is for one that was certainly there to be seen.
"""

from __future__ import annotations

from .frames import lost_frames, parse_frames
from .nodes import NodeError, until
from .recording import Recording


class Capture(Recording):
    """A tcpdump at one interface."""

    def __init__(self, node, interface, what):
        # Heads only: whole frames would fill the kernel's ring after a handful.
        options = ["-n", "-e", "-tt", "-l", "--immediate-mode", "-s", "128", "-i", interface]
        super().__init__(node, "tcpdump", *options, what)

    def start(self):
        """Return when frames are seen from now on."""
        super().start()
        if not until(lambda: "listening on" in self.complaints()):
            raise NodeError(f"{self.node.name}: tcpdump does not start: {self.complaints()}")

    def frames(self):
        """What was seen so far."""
        return parse_frames(self.text())

    def finish(self):
        """End it and return what was seen; frames that it missed are an error."""
        self.stop()
        if not until(lambda: "dropped by kernel" in self.complaints()):
            raise NodeError(f"{self.node.name}: tcpdump does not end: {self.complaints()}")
        if lost_frames(self.complaints()):
            raise NodeError(f"{self.node.name}: the capture missed frames: {self.complaints()}")
        return self.frames()
