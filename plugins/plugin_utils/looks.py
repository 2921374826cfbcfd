# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By which look each host is judged in the end: of the preflight, of its role, or one that is still to be made. Pure.

A look tells how a host is until a task changes that host. Who answers for a VIP is told by a look at any host of the
segment, and is true until any host is changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from .hosts import ABSENT
from .outcomes import CHANGED, CHANGES, CHANGING, HELD, NODE, SEEN, WAITING, fault_of, first_look, nodes, of_realserver
from .shares import Clusters, everybody, unique

_NO_RESULT: Mapping[str, object] = {}
_BUT_THE_ROLE = tuple(name for name in CHANGES if name != HELD)


def stale(clusters: Clusters, hostvars: Mapping) -> list[str]:
    """Return the hosts that have to be looked at before they are judged; see filter/stale.py."""
    known = {host: hostvars[host] for host in everybody(clusters)}
    if not _has_looked(known):
        return list(known)
    of_run = _of_run(known)
    touched = _touched(of_run)
    if not touched:
        return []
    directors = (host for cluster in clusters.values() for host in cluster["directors"] if host in of_run)
    unknown = (host for host, variables in of_run.items() if not _last(variables))
    return unique([*directors, *_witnesses(clusters, of_run), *unknown]) or touched


def seen(clusters: Clusters, hostvars: Mapping) -> dict[str, dict]:
    """Return the document of node_info by which each host is judged; see filter/seen.py."""
    known = {host: hostvars[host] for host in everybody(clusters)}
    looked = nodes(known, SEEN)
    if not _has_looked(known):
        return looked
    if not _touched(_of_run(known)):
        return {**nodes(known, NODE), **looked}
    if not looked:
        return {}
    vips = {vip for cluster in clusters.values() for vip in cluster["vips"]}
    last = {host: _last(variables) for host, variables in known.items() if host not in looked}
    return {**{host: _outdated(node, vips) for host, node in last.items() if node}, **looked}


def unclaimed(cluster: Mapping, director: str, hostvars: Mapping) -> bool:
    """Tell whether a director has asked for each of its VIPs when the run began, and nobody has answered."""
    if not _has_looked({host: hostvars[host] for host in (director, *cluster["realservers"])}):
        return False
    answers = first_look(hostvars[director]).get("answers") or ()
    asked = {one["address"] for one in answers}
    return asked.issuperset(cluster["vips"]) and not any(
        one["macs"] for one in answers if one["address"] in cluster["vips"]
    )


def _has_looked(known: Mapping[str, Mapping]) -> bool:
    """Tell whether the run has begun with a look at its hosts. A rollout's is too old when its last batch is done."""
    is_changing = any(variables.get(CHANGING) for variables in known.values())
    return is_changing and not any(WAITING in variables for variables in known.values())


def _of_run(known: Mapping[str, Mapping]) -> dict[str, Mapping]:
    return {host: variables for host, variables in known.items() if variables.get(NODE)}


def _touched(of_run: Mapping[str, Mapping]) -> list[str]:
    return [host for host, variables in of_run.items() if _is_touched(variables)]


def _witnesses(clusters: Clusters, of_run: Mapping[str, Mapping]) -> Iterator[str]:
    """Yield a real server for each VIP, to hear who answers for it: a director does not hear itself."""
    for cluster in clusters.values():
        mine = {
            host: one for host, one in cluster["realservers"].items() if host in of_run and first_look(of_run[host])
        }
        for vip in cluster["vips"]:
            holders = [host for host, one in mine.items() if vip in one["vips"] and one["state"] != ABSENT]
            ready = (host for host in holders if of_realserver(mine[host], of_run[host]).ready)
            yield from itertools.islice(itertools.chain(ready, holders), 1)


def _last(variables: Mapping) -> Mapping | None:
    """Return what is known of a host as it is after its last change, None where nobody has looked since."""
    first, held = first_look(variables), variables.get(HELD) or _NO_RESULT
    if not first or _is_touched(variables, _BUT_THE_ROLE) or fault_of(held):
        return None
    if held.get("node"):
        return _renewed(first, held["node"])
    return None if held.get("changed") else first


def _renewed(before: Mapping, changed: Mapping) -> dict | None:
    """Return the document of before with what has changed; None where a part is unknown, or who a new gateway is."""
    known = {_hop(one): one["mac"] for one in before.get("ways") or ()}
    ways = [{**one, "mac": one["mac"] or known.get(_hop(one), "")} for one in changed["ways"] or ()]
    if changed["gaps"] or any(one["gateway"] and not one["mac"] for one in ways):
        return None
    record = {**before["record"], **changed["record"]}
    kept = {key: before[key] for key in ("answers", "neighbours", "gaps")}
    return {**before, **changed, **kept, "ways": ways, "record": record}


def _hop(way: Mapping) -> tuple[str, str]:
    return way["interface"], way["gateway"] or way["destination"]


def _is_touched(variables: Mapping, tasks: Iterable[str] = CHANGES) -> bool:
    """A task that failed may have changed something as well."""
    results = [variables.get(name) or _NO_RESULT for name in tasks]
    return bool(variables.get(CHANGED)) or any(result.get("changed") or fault_of(result) for result in results)


def _outdated(node: Mapping, vips: Iterable[str]) -> dict:
    """Return the document without the answers for these VIPs, which have been given before the directors' turn."""
    given = node.get("answers")
    if given is None:
        return {**node}
    kept = [one for one in given if one["address"] not in vips]
    return {**node, "answers": kept, "outdated": unique(one["address"] for one in given if one["address"] in vips)}
