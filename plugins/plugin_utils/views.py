# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one host has to do with its clusters: what it is, what it gets, and what it has to let go. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_declaration import IGNORE, REFUSE

from . import admission
from .hosts import ABSENT
from .looks import unclaimed
from .outcomes import first_look, of_director
from .shares import Clusters, serving, share, unique

_MOST_REQUESTS = 24
#: That of a director for which nothing is declared.
NO_CLUSTER: Mapping[str, list] = {"services": [], "vips": [], "realservers": {}}


def realserver(clusters: Clusters, host: str, hostvars: Mapping) -> dict:
    """Return what a host is as a real server of all its clusters: see filter/realserver.py."""
    mine, held = share(clusters, host), _recorded(hostvars[host], "hidden")
    kept = [] if mine["state"] == ABSENT else mine["vips"]
    return {
        **mine,
        "held": held,
        "leaving": [vip for vip in held if vip not in kept],
        "blocked": _blocked(clusters, host, hostvars) if held else "",
    }


def leaving(clusters: Clusters, hostvars: Mapping) -> list[str]:
    """Return the real servers that hold a VIP too many; see filter/leaving.py."""
    hosts = unique(host for cluster in clusters.values() for host in cluster["realservers"])
    return [host for host in hosts if realserver(clusters, host, hostvars)["leaving"]]


def states(clusters: Clusters) -> dict[str, str]:
    """Return what is declared of each real server, present or absent; it is the same in all its clusters."""
    return {host: found["state"] for one in clusters.values() for host, found in one["realservers"].items()}


def director(clusters: Clusters, host: str, hostvars: Mapping, min_ready: object = 1) -> dict:
    """Return what a director is to have: see filter/director.py."""
    cluster = next((one for one in clusters.values() if host in one["directors"]), NO_CLUSTER)
    seen = admission.outcomes(cluster, hostvars)
    return {
        "services": admission.services(cluster, seen),
        "vips": cluster["vips"],
        "withdrawing": [vip for vip in _recorded(hostvars[host], "announced") if vip not in cluster["vips"]],
        "shortfalls": admission.shortfalls(cluster, seen, min_ready),
        "duplicates": IGNORE if unclaimed(cluster, host, hostvars) else REFUSE,
    }


def traffic_requests(clusters: Clusters) -> list[dict]:
    """Return what a client asks for: every virtual server that answers by itself or to the service's ``probe``.

    There are twice as many requests as real servers, within bounds, so that each gets one by most schedulers.
    """
    return [
        {
            **{key: service[key] for key in ("address", "port", "protocol")},
            "send": service["probe"],
            "count": min(max(2 * len(service["destinations"]), 4), _MOST_REQUESTS),
        }
        for cluster in clusters.values()
        for service in cluster["services"]
        if service["probe"] or service["protocol"] == "tcp"
    ]


def _blocked(clusters: Clusters, host: str, hostvars: Mapping) -> str:
    """Return why a real server cannot let a VIP go yet, empty where it can.

    It can when the directors of its clusters have been dealt with in this run: then none sends it requests any more.
    """
    directors = unique(name for cluster in serving(clusters, host) for name in cluster["directors"])
    if not directors:
        return "no director of its cluster is in this inventory"
    return "; ".join(filter(None, (_reason(name, hostvars) for name in directors)))


def _reason(director: str, hostvars: Mapping) -> str:
    outcome = of_director(hostvars[director])
    if outcome.ready:
        return ""
    return f"the table of {director} may still have it: {outcome.why or 'that host was not part of this run'}"


def _recorded(variables: Mapping, kind: str) -> list[str]:
    """Return the VIPs of the host's record, from the look at it that the run began with."""
    return [str(vip) for vip in (first_look(variables).get("record") or {}).get(kind) or ()]
