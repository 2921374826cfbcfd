# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a run of ``drain.yml`` or ``undrain.yml`` ended: who is out of which service, with how many connections. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model.drains import DRAINED
from ansible_collections.lvs.cluster.plugins.module_utils._model.realserver import target

from . import admission
from .checks.node import Node, destination_key
from .outcomes import fault_of

#: What the playbooks register: the change, and the wait for what it is to bring.
STEPS = ("_lvs_taken", "_lvs_waited")
_NO_RESULT: Mapping[str, object] = {}
_COUNTED = ("active_connections",)
#: Of UDP and of firewall marks the inactive ones count, too; see the module ipvs_destination.
_COUNTED_ELSEWHERE = ("active_connections", "inactive_connections")


def drain_report(clusters: Mapping, plan: Mapping, nodes: Mapping, hostvars: Mapping, check_mode: bool = False) -> dict:
    """Return ``{lines, failed}``; see filter/drain_report.py."""
    hosts = admission.names(*clusters.values())
    lines, failed = list(plan["notes"]), {}
    for director, share in plan["directors"].items():
        why = next(filter(None, (_fault(hostvars[director].get(step) or _NO_RESULT) for step in STEPS)), "")
        node = Node(nodes.get(director) or {"unreachable": "nobody has looked at it"})
        if why:
            failed[director] = why
        elif node.unreachable or node.part("ipvs") is None:
            failed[director] = f"what it has now is not known: {node.unreachable or 'its table could not be read'}"
        told = [] if node.unreachable else _told(share, node, hosts, plan["state"] if check_mode else "")
        lines += [f"{director}: {line}" for line in told]
    return {"lines": [*lines, *(f"{host}: {why}" for host, why in failed.items())], "failed": failed}


def _fault(result: Mapping) -> str:
    """The playbooks let a step go by, so that the report is written: only its message tells that it has failed."""
    return fault_of({**result, "failed": bool(result.get("msg")) and not result.get("skipped")})


def _told(share: Mapping, node: Node, hosts: Mapping[str, str], would_be: str) -> Iterator[str]:
    """``would_be``: what check mode has not made of them, empty where it was done."""
    for place in share["places"]:
        service, destination = place["service"], place["destination"]
        who = hosts.get(target(destination).address, destination)
        state = _state(node, service, destination)
        is_so = would_be == DRAINED and (service, destination) in node.drains
        yield f"{who} {state}" + (f", and would be {would_be}" if would_be and not is_so else "")
    for name in dict.fromkeys(place["service"] for place in share["places"]):
        service = node.services.get(name)
        if service and not any(one["weight"] for one in service["destinations"]):
            yield f"{name} has no real server left that takes new connections"


def _state(node: Node, service: str, destination: str) -> str:
    drain = node.drains.get((service, destination))
    found = [
        one for one in node.services.get(service, {}).get("destinations", ()) if destination_key(one) == destination
    ]
    if drain:
        left = f", {_connections(node, service, destination)} left" if found else ""
        return f"is {drain['state']} in {service} since {drain['since']}{left}"
    return f"serves {service} with weight {found[0]['weight']}" if found else f"is not in {service}"


def _connections(node: Node, service: str, destination: str) -> str:
    counted = _COUNTED if service.startswith(("tcp ", "sctp ")) else _COUNTED_ELSEWHERE
    entries = node.statistics.get(service, {}).get("destinations", ())
    count = sum(one.get(name, 0) for one in entries if destination_key(one) == destination for name in counted)
    return f"{count or 'no'} connection{'' if count == 1 else 's'}"
