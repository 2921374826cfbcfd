# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one host holds in all its clusters, and what a look at it has to ask. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_declaration import IGNORE

from .hosts import ABSENT, PRESENT

Clusters = Mapping[str, Mapping]
_OF_MODULE = ("listeners", "directors")


def share(clusters: Clusters, host: str) -> dict:
    """Return ``{vips, listeners, directors, state}`` of a real server: see filter/realserver.py."""
    mine = serving(clusters, host)
    found = [cluster["realservers"][host] for cluster in mine]
    return {
        "vips": unique(vip for one in found for vip in one["vips"]),
        "listeners": [
            {key: listener[key] for key in ("protocol", "address", "port")}
            for one in found
            for listener in one["listeners"]
            if listener["required"] and not one["is_director"]
        ],
        "directors": _dips(mine, host),
        "state": ABSENT if any(one["state"] == ABSENT for one in found) else PRESENT,
    }


def questions(clusters: Clusters) -> dict[str, dict]:
    """Return by host the parameters with which ``node_info`` looks at it.

    Once for all of them: hundreds of workers that each derived their own from all clusters would cost minutes.
    """
    return {host: _questions(clusters, host) for host in everybody(clusters)}


def everybody(clusters: Clusters) -> list[str]:
    """Return the directors and real servers of all clusters."""
    return unique(host for one in clusters.values() for host in (*one["directors"], *one["realservers"]))


def serving(clusters: Clusters, host: str) -> list[Mapping]:
    """Return the clusters of a real server."""
    return [cluster for cluster in clusters.values() if host in cluster["realservers"]]


def unique(items: Iterable[str]) -> list[str]:
    """Return each once, in the order in which they came first."""
    return list(dict.fromkeys(items))


def _questions(clusters: Clusters, host: str) -> dict:
    directing = [one for one in clusters.values() if host in one["directors"]]
    mine = serving(clusters, host)
    others = (found for one in directing for name, found in one["realservers"].items() if name != host)
    rips = [rip for found in others for rip in found["rips"]]
    vips = [vip for one in directing for vip in one["vips"]]
    vips += [vip for one in mine for vip in one["realservers"][host]["vips"]]
    clients = (address for one in [*directing, *mine] for found in one["clients"].values() for address in found)
    return {
        "vips": unique(vips),
        "peers": unique([*rips, *_dips(mine, host)]),
        "clients": unique(clients),
        "hiding": _hiding(clusters, host),
        "announcing": _announcing(directing, host),
    }


def _hiding(clusters: Clusters, host: str) -> dict:
    """Return the parameters with which the role calls ``vip`` on a real server, none where it has no VIP to hide."""
    found, mine = share(clusters, host), serving(clusters, host)
    if found["state"] == ABSENT or not found["vips"]:
        return {}
    role = mine[0]["realservers"][host]["role"]
    return {"addresses": found["vips"], **{key: found[key] for key in _OF_MODULE}, **role}


def _announcing(directing: Iterable[Mapping], host: str) -> dict:
    """Return the parameters with which the role calls ``vip`` on a director, none where it has no VIP.

    Who answers for one already is judged by the check ``vip_free``, which knows real servers that the run will silence.
    """
    for cluster in directing:
        if cluster["vips"]:
            return {"addresses": cluster["vips"], "duplicates": IGNORE, **cluster["roles"][host]}
    return {}


def _dips(clusters: Iterable[Mapping], host: str) -> list[str]:
    """Return the addresses of the directors, but for those of a host that is one itself."""
    return unique(dip for one in clusters for name, dips in one["dips"].items() if name != host for dip in dips)
