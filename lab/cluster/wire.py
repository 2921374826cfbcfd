# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The segment of director and real servers, seen from outside of every node.

A container in the Engine's own network namespace sees the network's bridge. In promiscuous mode a bridge shows every
frame that passes it, also one that is meant for a single port, and it stays while nodes and their ports come and go.
"""

from __future__ import annotations

import subprocess
from contextlib import contextmanager

from .nodes import Node, NodeError

# It goes by itself when nobody ends it.
LONGEST = "3600"
PLACE = "{{.Image}} {{range .NetworkSettings.Networks}}{{.NetworkID}} {{end}}"


@contextmanager
def wire(director):
    """The observer, and the name of the bridge that the director is at."""
    image, network = _docker("inspect", "--format", PLACE, director).split()
    options = ["--detach", "--rm", "--privileged", "--network", "host", "--tmpfs", "/tmp"]
    observer = Node(_docker("run", *options, image, "sleep", LONGEST))
    try:
        # Docker names it so where the network does not say otherwise.
        yield observer, f"br-{network[:12]}"
    finally:
        observer.close()
        _docker("rm", "--force", observer.name)


def _docker(*words):
    ran = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise NodeError(f"docker {words[0]} failed: {ran.stderr.strip()}")
    return ran.stdout.strip()
