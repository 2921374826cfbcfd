# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a real server's answers leave it: past the director, by the host's own gateway or one for answers alone. Pure.

The second is for the usual public VIP on servers with private addresses: a policy rule for what comes from the VIP
(ip-rule(8)) and a table with a default route of its own.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from . import host as on
from . import subnets
from .errors import ModelError
from .operations import ADD_RULE, DELETE_RULE, SET_ROUTE, Operation
from .vip_declaration import Answers, Declaration


def questions(declared: Declaration) -> dict[str, str]:
    """Return addresses beyond the host's gateways, each with what it stands for."""
    found = {subnets.ANYWHERE[on.family(vip)]: "default route" for vip in sorted(declared.vips)}
    for network in declared.answers.client_networks:
        if ipaddress.ip_network(network).prefixlen:
            found[subnets.first_host(network)] = f"route to {network}"
    return found


def refuse_gateways(declared: Declaration, next_hops: Iterable[on.NextHop]) -> None:
    """Raise ModelError for a way to the clients that leads through a director or a VIP."""
    meanings = questions(declared)
    for hop in next_hops:
        if hop.gateway in declared.answers.directors or hop.gateway in declared.vips:
            whose = "a director's address" if hop.gateway in declared.answers.directors else "a VIP"
            reason = f"is {whose}: answers would pass the director, and die there. Give this host its router as gateway"
            raise ModelError("", meanings[hop.destination], hop.gateway, reason)


def wanted_routes(answers: Answers, vips: Iterable[str], host: on.Host) -> tuple[on.Route, ...]:
    """Return the default routes for the families of the VIPs; raise ModelError for a gateway that is not on-link."""
    served = {on.family(vip) for vip in vips}
    return tuple(
        on.Route(answers.table, gateway, _on_link(gateway, host))
        for gateway in answers.gateways
        if on.family(gateway) in served
    )


def wanted_rules(answers: Answers, vips: Iterable[str]) -> tuple[on.Rule, ...]:
    """Return the rules for those VIPs that have a gateway of their family."""
    served = {on.family(gateway) for gateway in answers.gateways}
    return tuple(on.Rule(vip, answers.table) for vip in sorted(vips) if on.family(vip) in served)


def leading(rules: Iterable[on.Rule], routes: Iterable[on.Route], host: on.Host) -> tuple[Operation, ...]:
    """Return the operations that bring these, the route first: no rule leads into an empty table."""
    return (
        *(Operation(SET_ROUTE, "", _present(route, host), route) for route in routes if route not in host.routes),
        *(Operation(ADD_RULE, "", None, rule) for rule in rules if rule not in host.rules),
    )


def leaving(rules: Iterable[on.Rule], routes: Iterable[on.Route], host: on.Host) -> tuple[Operation, ...]:
    """Return the operations that take these away, rules first."""
    return (
        *(Operation(DELETE_RULE, "", rule, None) for rule in rules if rule in host.rules),
        *(Operation(SET_ROUTE, "", route, None) for route in routes if route in host.routes),
    )


def refuse_foreign_routes(routes: Iterable[on.Route], ours: Iterable[on.Route], host: on.Host) -> None:
    """Raise ModelError where somebody else has a default route in the table."""
    for route in routes:
        present = _present(route, host)
        if present not in (None, route, *ours):
            reason = f"has a default route via {present.gateway} that is not ours; choose another table"
            raise ModelError("", "reply_table", route.table, reason)


def _present(route: on.Route, host: on.Host) -> on.Route | None:
    return next((found for found in host.routes if found.way == route.way), None)


def _on_link(gateway: str, host: on.Host) -> str:
    held = subnets.on_link(gateway, host.addresses)
    if held is None:
        raise ModelError("", "reply_gateway", gateway, "is in no subnet of this host")
    return held.interface
