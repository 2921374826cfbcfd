# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host remembers between runs: which services are ours, and which real servers are out of service."""

from __future__ import annotations

from typing import NamedTuple

from .._host.record import Record
from .._model.service import Destination, ServiceKey


class Memory(NamedTuple):
    """The record ``ipvs`` as values; see _host.record."""

    owned: frozenset[ServiceKey]
    drains: tuple  # of Drain


def load(record: Record) -> Memory:
    """Return what was saved last; raise RecordError for a record of another shape."""
    content = record.load()
    try:
        owned = frozenset(ServiceKey(*key) for key in content.get("services", ()))
        return Memory(owned, tuple(map(_drain, content.get("drains", ()))))
    except (AttributeError, LookupError, TypeError) as error:
        raise record.damaged(repr(error)) from error


def save(record: Record, memory: Memory) -> None:
    """Remember; see Record.save."""
    drains = [
        {
            "service": list(drain.key),
            "destination": [*drain.destination[:-1], list(drain.destination.tunnel)],
            "state": drain.state,
            "since": drain.since,
        }
        for drain in sorted(memory.drains)
    ]
    record.save({"services": sorted(map(list, memory.owned)), "drains": drains})


def _drain(entry: dict) -> tuple:
    # Few hosts have a real server out of service, so few pay for the import.
    from .._model.drains import Drain

    destination = Destination(*entry["destination"])
    destination = destination._replace(tunnel=tuple(destination.tunnel))
    return Drain(ServiceKey(*entry["service"]), destination, entry["state"], entry["since"])
