# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real servers across the services that hold them: what a call of ``ipvs_destination`` makes of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Mapping, NamedTuple

from . import values
from .declared import destination_from_params, service_keys_from_params
from .described import destination_params
from .drains import DRAINED, EVICTED, Drain
from .errors import ModelError
from .service import Destination, Service, ServiceKey, endpoint

PRESENT, ABSENT, UNDRAINED = "present", "absent", "undrained"
STATES = (PRESENT, ABSENT, DRAINED, UNDRAINED, EVICTED)
_SETTINGS = ("weight", "forwarding", "upper_threshold", "lower_threshold")
#: 10.0.0.11:80, [2001:db8::11]:80
_ENDPOINT = re.compile(r"(?:\[([^]]+)\]|([^:]+)):([0-9]+)\Z")


class Target(NamedTuple):
    """A real server that is meant; ``port`` None: whatever it is."""

    address: str
    port: int | None

    def __str__(self) -> str:
        """Return it as it is given."""
        return self.address if self.port is None else endpoint(self.address, self.port)

    def means(self, address: str, port: int) -> bool:
        """Tell whether it is this destination, be it of any service."""
        return address == self.address and self.port in (None, port)


class Request(NamedTuple):
    """What one call wants of real servers. ``services`` None: those that hold any of them.

    ``settings`` are those of a declared destination that were given.
    """

    targets: tuple[Target, ...]
    state: str
    settings: Mapping[str, object]
    services: tuple[ServiceKey, ...] | None


class Change(NamedTuple):
    """What the call makes of the services, and which real servers are out afterwards."""

    services: tuple[Service, ...]
    drains: tuple[Drain, ...]


def request_from_params(params: dict) -> Request:
    """Return what the module's parameters ask for; raise ModelError for the first wrong value."""
    given = values.listing("", "address", params["address"])
    settings = {name: params[name] for name in _SETTINGS if params[name] is not None}
    for name in settings:
        if params["state"] != PRESENT:
            raise ModelError("", name, settings[name], f"goes with state {PRESENT}, not {params['state']}")
    return Request(
        tuple(dict.fromkeys(target(one, params["port"]) for one in given)),
        params["state"],
        settings,
        None if params["services"] is None else service_keys_from_params(params["services"]),
    )


def change(request: Request, services: Iterable[Service], drains: Iterable[Drain], now: str) -> Change:
    """Return what ``request`` makes of the chosen services; ``now`` is the UTC time of ISO 8601.

    Raises ModelError where there is nothing to drain or to evict, and for settings that the service cannot have.
    """
    out, services = {(drain.key, drain.destination.key): drain for drain in drains}, tuple(services)
    made = tuple(_Share(request, service, out, now).made() for service in services)
    adds = request.state == PRESENT and request.services is not None
    if request.state in (PRESENT, DRAINED, EVICTED) and not adds:
        _refuse_strangers(request, services, out)
    # What is in service again is so also where somebody else has deleted the service meanwhile.
    ends = request.state in (ABSENT, UNDRAINED)
    return Change(made, tuple(drain for drain in out.values() if not (ends and is_about(request, drain))))


def is_about(request: Request, drain: Drain) -> bool:
    """Tell whether the request is about this drain."""
    return is_meant(request, drain.destination) and (request.services is None or drain.key in request.services)


def is_meant(request: Request, destination: Destination) -> bool:
    """Tell whether the request is about this real server, be it of any service."""
    return any(target.means(*destination.key) for target in request.targets)


def target(given: object, port: int | None = None) -> Target:
    """Return what an address, or an endpoint such as 10.0.0.11:80, means; ``port`` is that of an address alone."""
    found = _ENDPOINT.match(str(given))
    if found:
        given, port = found.group(1) or found.group(2), found.group(3)
    _family, address = values.address("", "address", given)
    return Target(address, None if port is None else values.integer("", "port", port, 0, 65535))


def _refuse_strangers(request: Request, services: Iterable[Service], out: Mapping) -> None:
    known = {found.key for service in services for found in service.destinations or ()}
    known |= {destination for _service, destination in out}
    for target in request.targets:
        if not any(target.means(*destination) for destination in known):
            raise ModelError("", "address", str(target), "is a real server of no service on this host")


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
        at_rest = {drain.destination.key for drain in self._drained}
        wanted = [found._replace(weight=0) if found.key in at_rest else found for found in wanted]
        return wanted if self._request.services is None else wanted + self._new()

    def _new(self) -> list[Destination]:
        known = [*self._present, *(drain.destination for drain in self._drained)]
        return [
            self._declared(target._asdict())
            for target in self._request.targets
            if not any(target.means(*found.key) for found in known)
        ]

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
            meant = ", ".join(map(str, self._request.targets))
            raise ModelError(str(self._service.key), "address", meant, "is no real server of it")
        for found in self._present:
            drain = known.get(found.key) or Drain(self._service.key, found, state, self._now)
            self._remember(drain._replace(state=state))

    def _with_settings(self, found: Destination) -> Destination:
        return self._declared(destination_params(found))

    def _declared(self, entry: dict) -> Destination:
        return destination_from_params(str(self._service.key), self._service.key, {**entry, **self._request.settings})

    def _remember(self, drain: Drain) -> None:
        self._out[drain.key, drain.destination.key] = drain
