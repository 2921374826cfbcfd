# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real servers that an operator has taken out of service, and what a declaration is while they are out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from .service import FALLBACK, MAPPING_SCHEDULERS, SCHEDULER_FLAGS, Destination, Service, ServiceKey, endpoint

#: A drained real server keeps its connections and gets no new one; an evicted one is out of the table.
DRAINED, EVICTED = "drained", "evicted"

_ELSEWHERE = {
    "sh": "The flag sh-fallback sends them elsewhere, and so does evicting it",
    "mh": "The flag mh-fallback sends them elsewhere, and so does evicting it",
    "dh": "Evicting it sends them elsewhere",
}


class Drain(NamedTuple):
    """One destination that is out. ``destination`` is what it shall be again; ``since`` a UTC time of ISO 8601."""

    key: ServiceKey
    destination: Destination
    state: str
    since: str

    def described(self) -> dict:
        """Return it as a module returns it."""
        return {
            "service": str(self.key),
            "destination": endpoint(self.destination.address, self.destination.port),
            "state": self.state,
            "weight": self.destination.weight,
            "since": self.since,
        }


def respected(services: Iterable[Service], drains: Collection[Drain]) -> tuple[Service, ...]:
    """Return the declared services as they are while the drains last: weight 0, or without the destination."""
    states = {(drain.key, drain.destination.key): drain.state for drain in drains}
    return tuple(
        service if service.destinations is None else service._replace(destinations=_without(service, states))
        for service in services
    )


def lasting(drains: Iterable[Drain], services: Iterable[Service], purge: bool) -> tuple[Drain, ...]:
    """Return the drains that outlive a declaration, each with what it now declares to be given back.

    A drain goes with its destination: when that is declared absent, or purged for not being declared. One that is kept
    is declared, also while it is evicted.
    """
    declared = {service.key: service for service in services}
    kept = []
    for drain in drains:
        service = declared.get(drain.key)
        if service is None or service.destinations is None:
            kept.append(drain)
            continue
        wanted = [found for found in (*service.destinations, *service.kept) if found.key == drain.destination.key]
        if wanted:
            kept.append(drain._replace(destination=wanted[0]))
        elif not purge and drain.destination.key not in service.absent:
            kept.append(drain)
    return tuple(kept)


def ended(drains: Iterable[Drain], services: Iterable[Service]) -> tuple[Drain, ...]:
    """Return the drains that are left when those of all declared destinations end."""
    declared = {
        (service.key, found.key) for service in services for found in (*(service.destinations or ()), *service.kept)
    }
    return tuple(drain for drain in drains if (drain.key, drain.destination.key) not in declared)


def warnings(services: Iterable[Service]) -> list[str]:
    """Return what an operator should know of real servers at weight 0: with some schedulers their clients get nothing.

    Seen with sh, mh and dh: a client that they map to a real server of weight 0 is refused.
    """
    return [
        f"{service.key}: the scheduler {service.scheduler} refuses the clients that it maps to a real server of weight "
        f"0. {_ELSEWHERE[service.scheduler]}"
        for service in services
        if service.scheduler in MAPPING_SCHEDULERS
        and not service.flags & SCHEDULER_FLAGS[FALLBACK]
        and any(not destination.weight for destination in service.destinations or ())
    ]


def _without(service: Service, states: dict) -> tuple[Destination, ...]:
    out = {destination: states.get((service.key, destination.key)) for destination in service.destinations or ()}
    return tuple(
        destination._replace(weight=0) if state == DRAINED else destination
        for destination, state in out.items()
        if state != EVICTED
    )
