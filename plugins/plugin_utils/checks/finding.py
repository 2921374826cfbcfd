# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check says of a host. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

#: ``blocked``: what it needs has failed, so that it cannot be judged. ``not_measured``: nobody was there to see it.
OK, FAILED, BLOCKED, NOT_MEASURED = "ok", "failed", "blocked", "not_measured"
#: The first one that any remark has is the finding's.
WORST_FIRST = (FAILED, BLOCKED, NOT_MEASURED, OK)
_NAMES = 3
_UNITS = (("day", 86400), ("h", 3600), ("min", 60), ("s", 1))


class Finding(NamedTuple):
    """One check of one host. ``cause`` and ``remedy`` are empty where all is well."""

    id: str
    host: str
    status: str
    expected: str
    found: str
    cause: str
    remedy: str


class Remark(NamedTuple):
    """One sentence that goes into a finding, of the host that was looked at unless ``host`` names another.

    ``cause`` and ``remedy``: empty for the check's own. ``about``: the hosts whose failures would explain this one,
    by default the finding's. ``asker``: who saw it; remarks that differ in nothing else become one. ``words``: what
    words in capitals of the check's remedy stand for.
    """

    found: str
    status: str = FAILED
    cause: str = ""
    remedy: str = ""
    host: str = ""
    about: Collection[str] = ()
    asker: str = ""
    words: tuple[tuple[str, str], ...] = ()


class CannotTellError(Exception):
    """Raised by what a check asks for and cannot have; its remark says why there is no judgement."""

    def __init__(self, remark: Remark) -> None:
        """Keep the remark."""
        super().__init__(remark.found)
        self.remark = remark


def note(found: str) -> Remark:
    """Return what is worth to be said and no fault."""
    return Remark(found, OK)


def unmeasured(found: str, remedy: str = "") -> Remark:
    """Return why nobody saw it."""
    return Remark(found, NOT_MEASURED, remedy=remedy)


def follows(check: str, hosts: Iterable[str]) -> str:
    """Return the cause of what another finding explains."""
    return f"follows from {check} on {listed(hosts)}"


def listed(names: Iterable[str], most: int = _NAMES) -> str:
    """Return ``web1, web2, web3 and 4997 more``."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def age(since: str, now: datetime) -> str:
    """Return how long ago a UTC time of ISO 8601 was, as ``3 h``; empty for what is no time."""
    try:
        then = datetime.fromisoformat(since.replace("Z", "+00:00"))
        seconds = max(0, int((now - then).total_seconds()))
    except (ValueError, TypeError):
        return ""
    unit, length = next((one for one in _UNITS if seconds >= one[1]), _UNITS[-1])
    count = seconds // length
    return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''}"
