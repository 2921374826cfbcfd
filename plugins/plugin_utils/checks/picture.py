# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster at work, as text: its services and real servers with their connections, rates and drains. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from ansible_collections.lvs.cluster.plugins.module_utils._model.service import endpoint

from .finding import age
from .node import Node
from .scene import Cluster, Scene

_HEADINGS = ("real server", "address", "weight", "active", "inactive", "conns/s", "in B/s", "state")
_NUMBERS = ("active_connections", "inactive_connections", "cps", "inbps")
_UNITS = ("", "k", "M", "G", "T")


def picture(clusters: Mapping, nodes: Mapping, now: datetime | None = None) -> str:
    """Return a paragraph for each service of each director."""
    scene = Scene(clusters, nodes, now=now)
    lines: list[str] = []
    for cluster in scene.clusters:
        for host in cluster.directors:
            lines += [f"cluster {cluster.name}, director {host}", *_director(scene, cluster, host), ""]
    return "\n".join(lines)


def _director(scene: Scene, cluster: Cluster, host: str) -> Iterator[str]:
    node = scene.nodes.get(host)
    if node is None or node.unreachable or node.part("ipvs") is None:
        yield "  " + (f"unreachable: {node.unreachable}" if node and node.unreachable else "nobody has read its table")
        return
    for name, declared in cluster.service_names:
        yield ""
        if name in node.services:
            yield from _service(scene, cluster, node, name, declared)
        else:
            yield f"  {name}  {declared['name']}: declared, and not in the table"
    for name in node.services:
        if name not in scene.declared("services", host):
            yield f"\n  {name}: not of this inventory"


def _service(scene: Scene, cluster: Cluster, node: Node, name: str, declared: Mapping) -> Iterator[str]:
    kernel, counted = node.services[name], node.statistics.get(name, {})
    persistence = f" persistent {kernel['persistence']['timeout']} s" if kernel["persistence"] else ""
    rates = f"{_short(counted.get('cps', 0))} conns/s, {_short(counted.get('inbps', 0))} B/s in"
    yield f"  {name} {kernel['scheduler']}{persistence}  {declared['name']}: {rates}"
    rows = [_HEADINGS, *_rows(scene, cluster, node, name, declared)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for row in rows:
        yield "    " + "  ".join(_aligned(column, text, widths[column]) for column, text in enumerate(row)).rstrip()


def _aligned(column: int, text: str, width: int) -> str:
    return text.rjust(width) if 2 <= column <= 6 else text.ljust(width)


def _rows(scene: Scene, cluster: Cluster, node: Node, name: str, declared: Mapping) -> Iterator[tuple[str, ...]]:
    kernel = {one["address"]: one for one in node.services[name]["destinations"]}
    counted = {one["address"]: one for one in node.statistics.get(name, {}).get("destinations", ())}
    wanted = {one["address"]: one for one in declared["destinations"]}
    for address in dict.fromkeys([*wanted, *kernel]):
        found, numbers = kernel.get(address), counted.get(address, {})
        weight = "-" if found is None else str(found["weight"])
        shown = ("-" if found is None else _short(numbers.get(number, 0)) for number in _NUMBERS)
        drain = node.drains.get((name, endpoint(address, declared["port"])))
        host = cluster.owners.get(address, "?")
        state = ", ".join(_states(scene, host, found, wanted.get(address), drain))
        yield host, address, weight, *shown, state


def _states(
    scene: Scene, host: str, found: Mapping | None, wanted: Mapping | None, drain: Mapping | None
) -> Iterable[str]:
    if wanted is None:
        yield "not of this inventory"
    elif wanted["state"] != "present":
        yield "leaving" if found else "gone"
    elif drain is not None:
        since = age(drain["since"], scene.now)
        yield f"{drain['state']} since {drain['since']}" + (f" ({since})" if since else "")
    elif found is None:
        yield "not in the table"
    if host in scene.nodes and scene.nodes[host].unreachable:
        yield "unreachable"


def _short(number: int) -> str:
    """Return ``1234567`` as ``1.2M``."""
    value = float(number)
    for unit in _UNITS:
        if value < 1000 or unit == _UNITS[-1]:
            return f"{value:.1f}{unit}" if unit else str(int(value))
        value /= 1000
    return ""
