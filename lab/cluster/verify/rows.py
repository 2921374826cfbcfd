# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tables of breakages are made of."""

from __future__ import annotations

from ..breakages import Breakage

BACK = "ip route replace default via {router}"


def row(name, breaking, fails, mending, traffic=False):
    """One row; a command without a place is one of web1, and {words} are those of ``breakages``."""
    sides = ([one if isinstance(one, tuple) else ("realserver", one) for one in side] for side in (breaking, mending))
    breaking, mending = map(tuple, sides)
    return Breakage(name, breaking, fails, mending, traffic)


def follows(check, *hosts):
    """The cause of a finding that another explains."""
    return f"follows from {check} on {', '.join(hosts)}"


def of_all(check, cause=""):
    """The same of each real server."""
    return {f"{check} {name}": cause for name in ("web1", "web2", "web3")}
