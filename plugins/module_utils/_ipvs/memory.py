# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host remembers between runs: what is ours, what was there before, and which real servers are out."""

from __future__ import annotations

from typing import Mapping, NamedTuple

from .._host.record import Record
from .._model.service import Destination, ServiceKey

_OF_SETTINGS = ("sysctls", "timeouts", "daemons")


class Memory(NamedTuple):
    """The record ``ipvs`` as values; see _host.record."""

    owned: frozenset[ServiceKey]
    drains: tuple  # of Drain
    settings: Mapping = {}  # see _model.settings_memory


def load(record: Record) -> Memory:
    """Return what was saved last; raise RecordError for a record of another shape."""
    content = record.load()
    try:
        owned = frozenset(ServiceKey(*key) for key in content.get("services", ()))
        settings = {kind: _lists(content[kind]) for kind in _OF_SETTINGS if kind in content}
        return Memory(owned, tuple(map(_drain, content.get("drains", ()))), settings)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise record.damaged(repr(error)) from error


def during(before: Memory, afterwards: Memory) -> Memory:
    """Return what is remembered during a change: what is about to become ours, and what still is."""
    owned = before.owned | afterwards.owned
    if afterwards.settings == before.settings:
        return before._replace(owned=owned)
    from .._model import settings_memory

    return before._replace(owned=owned, settings=settings_memory.during(before.settings, afterwards.settings))


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
    record.save({"services": sorted(map(list, memory.owned)), "drains": drains, **memory.settings})


def _lists(names: Mapping) -> Mapping:
    return {name: [prior, one, *more] for name, (prior, one, *more) in names.items()}


def _drain(entry: dict) -> tuple:
    # Few hosts have a real server out of service, so few pay for the import.
    from .._model.drains import Drain

    destination = Destination(*entry["destination"])
    destination = destination._replace(tunnel=tuple(destination.tunnel))
    return Drain(ServiceKey(*entry["service"]), destination, entry["state"], entry["since"])
