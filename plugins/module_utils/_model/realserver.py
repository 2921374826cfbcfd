# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One real server across the services that hold it: what a call of ``ipvs_destination`` makes of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Mapping, NamedTuple

from . import values
from .declared import destination_from_params, service_keys_from_params
from .described import destination_params
from .drains import DRAINED, EVICTED, Drain
from .errors import ModelError
from .service import Destination, Service, ServiceKey

PRESENT, ABSENT, UNDRAINED = "present", "absent", "undrained"
STATES = (PRESENT, ABSENT, DRAINED, UNDRAINED, EVICTED)
_SETTINGS = ("weight", "forwarding", "upper_threshold", "lower_threshold")


class Request(NamedTuple):
    """What one call wants. ``port`` None: whatever it is; ``services`` None: those that hold it.

    ``settings`` are those of a declared destination that were given.
    """

    address: str
    port: int | None
    state: str
    settings: Mapping[str, object]
    services: tuple[ServiceKey, ...] | None


class Change(NamedTuple):
    """What the call makes of the services, and which real servers are out afterwards."""

    services: tuple[Service, ...]
    drains: tuple[Drain, ...]


def request_from_params(params: dict) -> Request:
    """Return what the module's parameters ask for; raise ModelError for the first wrong value."""
    _family, address = values.address("", "address", params["address"])
    port = params["port"]
    settings = {name: params[name] for name in _SETTINGS if params[name] is not None}
    for name in settings:
        if params["state"] != PRESENT:
            raise ModelError("", name, settings[name], f"goes with state {PRESENT}, not {params['state']}")
    return Request(
        address,
        None if port is None else values.integer("", "port", port, 0, 65535),
        params["state"],
        settings,
        None if params["services"] is None else service_keys_from_params(params["services"]),
    )


def change(request: Request, services: Iterable[Service], drains: Iterable[Drain], now: str) -> Change:
    """Return what ``request`` makes of the chosen services; ``now`` is the UTC time of ISO 8601.

    Raises ModelError where there is nothing to drain or to evict, and for settings that the service cannot have.
    """
    out = {(drain.key, drain.destination.key): drain for drain in drains}
    made = tuple(_Share(request, service, out, now).made() for service in services)
    if not made and request.state in (PRESENT, DRAINED, EVICTED):
        raise ModelError("", "address", request.address, "is a real server of no service on this host")
    # What is in service again is so also where somebody else has deleted the service meanwhile.
    ends = request.state in (ABSENT, UNDRAINED)
    return Change(made, tuple(drain for drain in out.values() if not (ends and is_about(request, drain))))


def is_about(request: Request, drain: Drain) -> bool:
    """Tell whether the request is about this drain."""
    return is_meant(request, drain.destination) and (request.services is None or drain.key in request.services)


def is_meant(request: Request, destination: Destination) -> bool:
    """Tell whether the request is about this real server, be it of any service."""
    return destination.address == request.address and request.port in (None, destination.port)


class _Share:
    """The request for one service: changes ``out``, the drains by service and destination."""

    def __init__(self, request: Request, service: Service, out: dict, now: str) -> None:
        self._request, self._service, self._out, self._now = request, service, out, now
        self._present = [found for found in service.destinations or () if is_meant(request, found)]
        self._drained = [
            drain for (key, _destination), drain in out.items()
            if key == service.key and is_meant(request, drain.destination)
        ]  # fmt: skip

    def made(self) -> Service:
        act = {PRESENT: self._edited, ABSENT: list, DRAINED: self._at_rest, EVICTED: self._evicted}
        others = [found for found in self._service.destinations or () if found not in self._present]
        wanted = act.get(self._request.state, self._given_back)()
        return self._service._replace(destinations=tuple(sorted([*others, *wanted])))

    def _edited(self) -> list[Destination]:
        """A drained one is edited in what it shall be again, too; the weight of 0 stays."""
        wanted = [self._with_settings(found) for found in self._present]
        for drain in self._drained:
            self._remember(drain._replace(destination=self._with_settings(drain.destination)))
        if wanted or self._drained:
            at_rest = {drain.destination.key for drain in self._drained}
            return [found._replace(weight=0) if found.key in at_rest else found for found in wanted]
        return [self._declared({"address": self._request.address, "port": self._request.port})]

    def _at_rest(self) -> list[Destination]:
        self._take_out(DRAINED)
        return [found._replace(weight=0) for found in self._present]

    def _evicted(self) -> list[Destination]:
        self._take_out(EVICTED)
        return []

    def _given_back(self) -> list[Destination]:
        present = {found.key: found for found in self._present}
        for drain in self._drained:
            found = present.get(drain.destination.key)
            if found:
                present[found.key] = found._replace(weight=drain.destination.weight)
            elif drain.state == EVICTED:
                present[drain.destination.key] = drain.destination
        return list(present.values())

    def _take_out(self, state: str) -> None:
        """Remember what each shall be again: of one that is out already, what was remembered first."""
        known = {drain.destination.key: drain for drain in self._drained}
        if not known and not self._present:
            raise ModelError(str(self._service.key), "address", self._request.address, "is no real server of it")
        for found in self._present:
            drain = known.get(found.key) or Drain(self._service.key, found, state, self._now)
            self._remember(drain._replace(state=state))

    def _with_settings(self, found: Destination) -> Destination:
        return self._declared(destination_params(found))

    def _declared(self, entry: dict) -> Destination:
        return destination_from_params(str(self._service.key), self._service.key, {**entry, **self._request.settings})

    def _remember(self, drain: Drain) -> None:
        self._out[drain.key, drain.destination.key] = drain
