# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of each host in this run, from the results that the playbooks have registered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_declaration import Listener

from .hosts import ABSENT

#: What the playbooks register: the document of node_info, the real server's VIPs, the director's table and VIPs,
#: the VIPs that a real server has let go, those that a director has withdrawn, and its packages.
NODE, HELD, TABLE, ANNOUNCED = "_lvs_node", "_realserver_held", "_director_table", "_director_announced"
LEFT = "_lvs_left"
WITHDRAWN, INSTALLED = "_director_withdrawn", "_director_installed"
#: What verify.yml registers: the document of node_info.
SEEN = "_lvs_seen"
#: Where verify.yml says who has to be looked at before it judges.
STALE = "_lvs_stale"
WATCHED, ASKED = "_lvs_watched", "_lvs_asked"
#: Where a play says that a host does not go on, and why.
UNFIT = "_lvs_unfit"
#: Where site.yml says that the host is part of its run.
CHANGING = "_lvs_changing"
#: Where site.yml says that its plays have changed a host, by a task whose result the next one of its kind replaces.
CHANGED = "_lvs_changed"
#: Where rollout.yml says whether a host still waits for its batch.
WAITING = "_lvs_waiting"
#: The results of all tasks that may change a host.
CHANGES = (HELD, LEFT, TABLE, ANNOUNCED, WITHDRAWN, INSTALLED)
_NO_RESULT: Mapping[str, object] = {}


class Outcome(NamedTuple):
    """``seen``: the run has dealt with the host; ``why``: what kept it from being ready, empty where nothing has.

    ``listening`` are sockets as node_info has them, ``unserved`` what the role has missed since, None where it has not
    looked.
    """

    seen: bool
    why: str
    listening: frozenset[Listener] = frozenset()
    unserved: frozenset[Listener] | None = None

    @property
    def ready(self) -> bool:
        """Whether the host was proved ready in this run, but for what has to listen on it."""
        return self.seen and not self.why


def of_realserver(realserver: Mapping, variables: Mapping) -> Outcome:
    """Return the outcome of a real server (an entry of a cluster's ``realservers``)."""
    node = variables.get(NODE) or _NO_RESULT
    steps = [node] if realserver["is_director"] else [node, held(variables)]
    if not node:
        return Outcome(False, "was not part of this run")
    why = _fault(variables, *steps, variables.get(LEFT) or _NO_RESULT)
    if not why and realserver["state"] != ABSENT and not all(map(_is_done, steps)):
        return Outcome(False, "was looked at only")
    return Outcome(True, why, _listening(node), _unserved(steps[-1]))


def held(variables: Mapping) -> Mapping:
    """Return what became of a real server's VIPs: the role's result, or the look's where the role had nothing to do."""
    result = variables.get(HELD) or _NO_RESULT
    if _is_done(result) or variables.get(WAITING) or not _is_idle(variables):
        return result
    return variables[NODE]["hiding"]


def of_director(variables: Mapping) -> Outcome:
    """Return the outcome of a director: seen once its table was dealt with."""
    node, table = variables.get(NODE) or _NO_RESULT, variables.get(TABLE) or _NO_RESULT
    why = _fault(variables, node, table, variables.get(ANNOUNCED) or _NO_RESULT)
    return Outcome(_is_done(table) or bool(why), why)


def first_look(variables: Mapping) -> Mapping:
    """Return the document of the look that the run began with, empty where there is none."""
    return (variables.get(NODE) or _NO_RESULT).get("node") or _NO_RESULT


def fault_of(result: Mapping) -> str:
    """Return why a registered result is none, empty for a good one."""
    message = str(result.get("msg") or "it failed without a word").strip()
    if result.get("unreachable"):
        return f"is unreachable: {message}"
    return message if result.get("failed") else ""


def nodes(hostvars: Mapping, name: str) -> dict[str, dict]:
    """Return the documents of node_info that were registered as ``name``, by host; see filter/nodes.py."""
    results = {str(host): hostvars[host].get(name) for host in hostvars}
    return {host: _document(result) for host, result in results.items() if result and not result.get("skipped")}


def idle(hostvars: Mapping) -> list[str]:
    """Return the hosts of the run whose look has found that ``vip`` has nothing to do there; see filter/idle.py."""
    return [str(host) for host in hostvars if _is_idle(hostvars[host])]


def _is_idle(variables: Mapping) -> bool:
    answer = (variables.get(NODE) or _NO_RESULT).get("hiding") or _NO_RESULT
    return bool(answer) and not answer.get("failed") and not answer["changed"]


def traffic(hostvars: Mapping) -> dict | None:
    """Return ``{watch, requests}``, what was registered of traffic by host; None where nothing was."""
    watched = {str(host): (hostvars[host].get(WATCHED) or _NO_RESULT).get("watch") for host in hostvars}
    asked = {str(host): (hostvars[host].get(ASKED) or _NO_RESULT).get("requests") for host in hostvars}
    found = {
        "watch": {host: watch for host, watch in watched.items() if watch},
        "requests": {host: requests for host, requests in asked.items() if requests},
    }
    return found if any(found.values()) else None


def heard(listening: Iterable[Mapping]) -> frozenset[Listener]:
    """Return the sockets of a node as what they listen for."""
    return frozenset(map(_listener, listening))


def missing(listeners: Iterable[Mapping], sockets: frozenset[Listener]) -> list[Listener]:
    """Return the required listeners that nothing stands for, be it on their address or on any."""
    return [one for one in map(_listener, filter(_is_required, listeners)) if not one.is_served(sockets)]


def lacking(listeners: Iterable[Mapping], outcome: Outcome) -> list[Listener]:
    """Return the required listeners that nothing stood for when the host was made ready, else when it was looked at."""
    if outcome.unserved is None:
        return missing(listeners, outcome.listening)
    return [one for one in map(_listener, filter(_is_required, listeners)) if one in outcome.unserved]


def _fault(variables: Mapping, *results: Mapping) -> str:
    """Return the first thing that went wrong on a host."""
    return next(filter(None, map(fault_of, results)), "") or str(variables.get(UNFIT) or "")


def _document(result: Mapping) -> dict:
    return {"unreachable": fault_of(result)} if fault_of(result) else result["node"]


def _listener(one: Mapping) -> Listener:
    return Listener(one["protocol"], one["address"], one["port"])


def _is_required(one: Mapping) -> bool:
    return one["required"]


def _listening(node: Mapping) -> frozenset[Listener]:
    return heard((node.get("node") or _NO_RESULT).get("listening") or ())


def _unserved(result: Mapping) -> frozenset[Listener] | None:
    """Return what the module vip has missed; of a director, which hides no VIP of its own, it was not asked."""
    found = result.get("missing_listeners")
    return None if found is None else heard(found)


def _is_done(result: Mapping) -> bool:
    """A task that was passed over, as by its tags or its condition, has proved nothing."""
    return bool(result) and not result.get("skipped")
