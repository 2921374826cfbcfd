# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder booted as a machine: systemd is its first process, and a wire its only network."""

from __future__ import annotations

import subprocess

from .. import mconsole, memory
from ..errors import LabError
from ..guest import Guest

SYSTEMD = "/lib/systemd/systemd"
POWER_OFF_SECONDS = 60


class Node(Guest):
    """A guest that boots from a root folder of its own, and writes there."""

    def __init__(self, root):
        super().__init__("node")
        self.root = root

    def _root(self):
        return [f"rootflags={self.root}", "rw", f"init={SYSTEMD}"]

    def boot(self, wire, mac):
        """Switch it on; it ends with this process at the latest."""
        end = wire.node_end.fileno()
        cable = f"vec0:transport=fd,fd={end},depth=64,mac={mac}"
        self.start(cable, size=memory.bound(1), tied=True, inherit=(end,))

    def power_off(self):
        """Have systemd shut everything down, and return when the machine is off."""
        if not mconsole.press_ctrl_alt_del(self.job):
            raise LabError(self.ended("before it was switched off"), self.log)
        try:
            self.process.wait(POWER_OFF_SECONDS)
        except subprocess.TimeoutExpired:
            raise LabError(f"the node did not power off within {POWER_OFF_SECONDS} s", self.log) from None
