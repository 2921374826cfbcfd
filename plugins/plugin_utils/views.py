# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one host has to do with its clusters: what it holds, what it is asked, and what it has to let go. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import admission
from .hosts import ABSENT, PRESENT
from .outcomes import NODE, of_director

Clusters = Mapping[str, Mapping]
_MOST_REQUESTS = 24
_OF_SHARE = ("listeners", "directors")
#: Parameters of the module that are an operator's by variables of the role, whose defaults are those of the module.
_OF_ROLE = ("rp_filter", "reply_gateway", "reply_table", "client_networks", "state")
#: That of a director for which nothing is declared.
NO_CLUSTER: Mapping[str, list] = {"services": [], "vips": [], "realservers": {}}


def realserver(clusters: Clusters, host: str, hostvars: Mapping) -> dict:
    """Return what a host is as a real server of all its clusters: see filter/realserver.py."""
    share, held = _share(clusters, host), _recorded(hostvars[host], "hidden")
    kept = [] if share["state"] == ABSENT else share["vips"]
    return {
        **share,
        "held": held,
        "leaving": [vip for vip in held if vip not in kept],
        "blocked": _blocked(clusters, host, hostvars) if held else "",
    }


def hiding(clusters: Clusters, host: str, hostvars: Mapping) -> dict:
    """Return with what parameters ``vip`` is called on a real server; see filter/hiding.py."""
    share = _share(clusters, host)
    if share["state"] == ABSENT or not share["vips"]:
        return {}
    named = {name: hostvars[host].get(f"realserver_{name}") for name in _OF_ROLE}
    given = {name: value for name, value in named.items() if value is not None}
    return {"addresses": share["vips"], "arp": "hidden", **{key: share[key] for key in _OF_SHARE}, **given}


def leaving(clusters: Clusters, hostvars: Mapping) -> list[str]:
    """Return the real servers that hold a VIP too many; see filter/leaving.py."""
    hosts = _unique(host for cluster in clusters.values() for host in cluster["realservers"])
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
    }


def _share(clusters: Clusters, host: str) -> dict:
    mine = _of(clusters, host)
    found = [cluster["realservers"][host] for cluster in mine]
    return {
        "vips": _unique(vip for one in found for vip in one["vips"]),
        "listeners": [
            {key: listener[key] for key in ("protocol", "address", "port")}
            for one in found
            for listener in one["listeners"]
            if listener["required"] and not one["is_director"]
        ],
        "directors": _dips(mine, host),
        "state": ABSENT if any(one["state"] == ABSENT for one in found) else PRESENT,
    }


def node_questions(clusters: Clusters, host: str) -> dict:
    """Return what node_info is asked on a host: ``{vips, peers, clients}``."""
    directing = [one for one in clusters.values() if host in one["directors"]]
    serving = _of(clusters, host)
    others = (found for one in directing for name, found in one["realservers"].items() if name != host)
    rips = [rip for found in others for rip in found["rips"]]
    vips = [vip for one in directing for vip in one["vips"]]
    vips += [vip for one in serving for vip in one["realservers"][host]["vips"]]
    clients = (address for one in [*directing, *serving] for found in one["clients"].values() for address in found)
    return {"vips": _unique(vips), "peers": _unique([*rips, *_dips(serving, host)]), "clients": _unique(clients)}


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
    directors = _unique(name for cluster in _of(clusters, host) for name in cluster["directors"])
    if not directors:
        return "no director of its cluster is in this inventory"
    return "; ".join(filter(None, (_reason(name, hostvars) for name in directors)))


def _of(clusters: Clusters, host: str) -> list[Mapping]:
    return [cluster for cluster in clusters.values() if host in cluster["realservers"]]


def _dips(clusters: Iterable[Mapping], host: str) -> list[str]:
    """Return the addresses of the directors, but for those of a host that is one itself."""
    return _unique(dip for one in clusters for name, dips in one["dips"].items() if name != host for dip in dips)


def _reason(director: str, hostvars: Mapping) -> str:
    outcome = of_director(hostvars[director])
    if outcome.ready:
        return ""
    return f"the table of {director} may still have it: {outcome.why or 'that host was not part of this run'}"


def _recorded(variables: Mapping, kind: str) -> list[str]:
    """Return the VIPs of the host's record, from the look at it that the run began with."""
    node = (variables.get(NODE) or {}).get("node") or {}
    return [str(vip) for vip in (node.get("record") or {}).get(kind) or ()]


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
