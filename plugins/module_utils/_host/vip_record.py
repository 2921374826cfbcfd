# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of ``vip`` on the host, as values and back."""

from __future__ import annotations

from .._model.host import HeldAddress, Route, Rule
from .._model.vip_memory import Memory
from .record import Record


def load(record: Record) -> Memory:
    """Return what was saved last; raise RecordError for a record of another shape."""
    content = record.load()
    try:
        return Memory(
            tuple(content.get("hidden", ())),
            tuple(HeldAddress(*held) for held in content.get("announced", ())),
            tuple(content.get("live_only", ())),
            {name: (prior, ours) for name, (prior, ours) in content.get("sysctls", {}).items()},
            tuple(Rule(*rule) for rule in content.get("rules", ())),
            tuple(Route(*route) for route in content.get("routes", ())),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise record.damaged(repr(error)) from error


def save(record: Record, memory: Memory) -> None:
    """A host that holds nothing of ours has no record."""
    record.save({name: value for name, value in memory._asdict().items() if value})
