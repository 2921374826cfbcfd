# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call of the ``ipvs`` module, validated as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping, NamedTuple

from . import values
from .declared import service_keys_from_params, services_from_params
from .errors import ModelError
from .service import Service

if TYPE_CHECKING:
    from .removals import Bound
    from .settings import Settings

#: Destinations of a call that is still shown as it is.
MOST_SHOWN = 1000
_OF_SETTINGS = ("timeouts", "sync", "sysctls", "default_sysctls")


class Declaration(NamedTuple):
    """What one call declares; see the module's documentation. Of services that shall be absent only the keys count.

    ``settings`` is None where the call says nothing of any, ``max_removals`` where as many as will may go, and
    ``table_bits`` where it says nothing of the size of the connection table, 2 to their power. ``default_sysctls``
    are those that ``settings`` do not have, and count where the kernel has them.
    """

    services: tuple[Service, ...]
    purge_services: str = "own"
    purge_destinations: bool = True
    settings: Settings | None = None
    respect_drained: bool = True
    persist: bool = True
    take_over: bool = False
    present: bool = True
    max_removals: Bound | None = None
    table_bits: int | None = None
    default_sysctls: Mapping[str, str] = {}


def declaration_from_params(params: dict) -> Declaration:
    """Return what the module's parameters declare; raise ModelError for the first wrong value."""
    present, given = params["state"] == "present", params["services"]
    settings, default_sysctls = _settings(*(params[name] for name in _OF_SETTINGS))
    return Declaration(
        services_from_params(given or ()) if present else _named(params),
        "none" if given is None else params["purge_services"],
        params["purge_destinations"],
        settings,
        params["respect_drained"],
        params["persist"],
        params["take_over"],
        present,
        _bound(params["max_removals"]),
        _table_bits(params["connection_table_bits"], params["persist"]),
        default_sysctls,
    )


def invocation(params: dict) -> dict:
    """Return what Ansible shows of the call when that is too long to show: nothing, where Ansible may say it itself."""
    destinations = sum(len(service.get("destinations") or ()) for service in params["services"] or ())
    if destinations <= MOST_SHOWN:
        return {}
    said = f"{len(params['services'])} services with {destinations} destinations"
    return {"invocation": {"module_args": {**params, "services": said}}}


def _settings(
    timeouts: dict | None, sync: list | None, sysctls: dict | None, default_sysctls: dict | None
) -> tuple[Settings | None, Mapping[str, str]]:
    if timeouts is None and sync is None and sysctls is None and default_sysctls is None:
        return None, {}
    # Most calls say nothing of settings, so few pay for the import.
    from .declared_settings import default_sysctls_from_params, settings_from_params

    settings = settings_from_params(timeouts, sync, sysctls)
    return settings, default_sysctls_from_params(default_sysctls, settings)


def _bound(max_removals: str | None) -> Bound | None:
    if max_removals is None:
        return None
    # As above.
    from .removals import bound_from_text

    return bound_from_text(max_removals)


def _table_bits(bits: int | None, persist: bool) -> int | None:
    if bits is None:
        return None
    if not persist:
        raise ModelError(
            "", "connection_table_bits", bits, "goes with persist: true; it is a file that ip_vs comes with"
        )
    return values.integer("", "connection_table_bits", bits, 8, 27)


def _named(params: dict) -> tuple[Service, ...]:
    for name in (*_OF_SETTINGS, "connection_table_bits"):
        if params[name] is not None:
            raise ModelError("", name, params[name], "goes with state present only")
    if params["purge_services"] == "all":
        raise ModelError("", "purge_services", "all", "goes with state present only")
    if params["services"] is None:
        raise ModelError("", "services", None, "is missing: state absent is of the services that are listed")
    return tuple(Service(key, scheduler="") for key in service_keys_from_params(params["services"]))
