# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator asks of ``drain.yml`` and ``undrain.yml``, checked and in its normal form. Pure.

Every value may be a string, as a survey's answers are; an empty one was not given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.drains import DRAINED
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.realserver import Target
from ansible_collections.lvs.cluster.plugins.module_utils._model.removals import Bound, bound_from_text
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import LONGEST_TIMEOUT

from .checks.finding import listed
from .checks.node import Node

UNDRAINED = "undrained"
_HOSTS, _DESTINATIONS = "lvs_hosts", "lvs_destinations"
_ON_TIMEOUT = ("fail", "restore", "remove")
_SHORTEST_IDLE = 5  # s, that of the module ipvs_destination
_LEAST = "lvs_min_ready"


class Drain(NamedTuple):
    """What is asked for: either ``hosts`` or what ``expression`` selects in each director's table.

    ``services`` are names of declared services, none for all. ``waiting`` are the module's parameters. ``least``: how
    many real servers of a service have to stay.
    """

    state: str
    hosts: tuple[str, ...]
    expression: str
    services: tuple[str, ...]
    waiting: Mapping[str, Any]
    least: Bound
    notes: tuple[str, ...]


class WrongError(Exception):
    """Wrong values; ``faults`` has a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        """Keep them."""
        super().__init__("; ".join(faults))
        self.faults = faults


def drain(clusters: Mapping, state: str, given: Mapping, matched: Iterable[str]) -> Drain:
    """Return what is asked for; ``matched`` are the hosts that the pattern has matched. Raises WrongError."""
    found, faults = _read(given)
    known = {host for cluster in clusters.values() for host in cluster["realservers"]}
    names = {service["name"] for cluster in clusters.values() for service in cluster["services"]}
    hosts = [str(host) for host in matched] if found[_HOSTS] else []
    faults += _refused(found, hosts, known, names) if not faults else []
    if faults:
        raise WrongError(faults)
    others = [host for host in hosts if host not in known]
    return Drain(
        state,
        tuple(host for host in hosts if host in known),
        found[_DESTINATIONS],
        found["lvs_drain_services"],
        _waiting(found) if state == DRAINED else {},
        found[_LEAST],
        (f"{_HOSTS}: passed over, for they are no real servers: {listed(others)}",) if others else (),
    )


def selected(expression: str, director: str, node: Node) -> list[Target]:
    """Return what the expression selects of what ``ipvs_info`` returns; raise ModelError for what are no addresses."""
    import jmespath

    where = f"host {director}"
    try:
        found = jmespath.search(expression, _plain(node.part("ipvs")))
    except jmespath.exceptions.JMESPathError as error:
        raise ModelError(where, _DESTINATIONS, expression, f"fails: {error}") from None
    if not isinstance(found, list):
        raise ModelError(where, _DESTINATIONS, expression, f"gives {found!r} and no list")
    return list(dict.fromkeys(_target(where, one) for one in found))


def _read(given: Mapping) -> tuple[dict, list[str]]:
    found, faults = {}, []
    for key, (read, default) in _READERS.items():
        value = given.get(key)
        found[key] = default
        try:
            if value not in (None, []) and str(value).strip():
                found[key] = read("", key, value)
        except ModelError as error:
            faults.append(str(error))
    return found, faults


def _refused(found: Mapping, hosts: list[str], known: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return what is wrong with values that are right by themselves."""
    if bool(found[_HOSTS]) == bool(found[_DESTINATIONS]):
        both = "both are given" if found[_HOSTS] else "none is given"
        return [f"{_HOSTS} and {_DESTINATIONS}: {both}, it has to be one of them"]
    faults = [
        _unknown("lvs_drain_services", name, names, "is no service of the inventory")
        for name in found["lvs_drain_services"]
        if name not in names
    ]
    if found[_HOSTS] and not set(hosts) & set(known):
        faults.append(_unknown(_HOSTS, found[_HOSTS], known, "matches no real server of the inventory"))
    return faults


def _unknown(key: str, value: str, known: Iterable[str], reason: str) -> str:
    hint = values.suggestion(value, known)
    return str(ModelError("", key, value, reason + (f"; {hint}" if hint else "")))


def _waiting(found: Mapping) -> dict:
    return {
        "wait": found["lvs_drain_wait"],
        "wait_timeout": found["lvs_drain_timeout"],
        "wait_connections": found["lvs_drain_connections"],
        "wait_idle": found["lvs_drain_idle"],
        "wait_persistent": found["lvs_drain_persistent"],
        "on_timeout": found["lvs_drain_on_timeout"],
    }


def _pattern(where: str, key: str, value: object) -> str:
    """A pattern of no name at all, such as a comma, would mean every host to Ansible."""
    if not isinstance(value, str) or not re.search(r"[\w*?]", value):
        raise ModelError(where, key, value, "is not a pattern of hosts, such as web1 or web*:!web3")
    return value


def _expression(where: str, key: str, value: object) -> str:
    try:
        import jmespath
    except ImportError:
        raise ModelError(where, key, value, "needs the Python package jmespath on the controller") from None
    try:
        jmespath.compile(values.text(where, key, value))
    except jmespath.exceptions.JMESPathError as error:
        reason = " ".join(str(error).split())
        raise ModelError(where, key, value, f"is no JMESPath expression: {reason}") from None
    return str(value)


def _names(where: str, key: str, value: object) -> tuple[str, ...]:
    entries = value.split(",") if isinstance(value, str) else values.listing(where, key, value)
    return tuple(dict.fromkeys(name for name in (values.text(where, key, one).strip() for one in entries) if name))


def _seconds(where: str, key: str, value: object) -> int:
    return values.integer(where, key, value, 0, LONGEST_TIMEOUT)


def _idle(where: str, key: str, value: object) -> int:
    seconds = _seconds(where, key, value)
    return seconds and values.integer(where, key, value, _SHORTEST_IDLE, LONGEST_TIMEOUT)


def _target(where: str, one: object) -> Target:
    entry = one if isinstance(one, Mapping) else {"address": one}
    _family, address = values.address(where, _DESTINATIONS, entry.get("address"))
    port = entry.get("port")
    return Target(address, None if port is None else values.integer(where, f"{_DESTINATIONS}: port", port, 0, 65535))


def _plain(value: Any) -> Any:
    """JMESPath looks at the very type of a value, and Ansible's own are kinds of the plain ones."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


_READERS: Mapping[str, tuple[Callable[[str, str, Any], Any], Any]] = {
    _HOSTS: (_pattern, ""),
    _DESTINATIONS: (_expression, ""),
    "lvs_drain_services": (_names, ()),
    "lvs_drain_wait": (values.boolean, True),
    "lvs_drain_timeout": (_seconds, 300),
    "lvs_drain_on_timeout": (lambda where, key, value: values.choice(where, key, value, _ON_TIMEOUT), "fail"),
    "lvs_drain_connections": (lambda where, key, value: values.integer(where, key, value, 0, 0xFFFFFFFF), 0),
    "lvs_drain_idle": (_idle, 0),
    "lvs_drain_persistent": (values.boolean, False),
    _LEAST: (lambda _where, key, value: bound_from_text(str(value), key), Bound(1, False)),
}
