# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the documents to the findings: every check of every host that it is about. Pure.

A host is looked at once for each check and cluster, and what was read is indexed once, so that the time grows with the
number of hosts and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from .finding import FAILED, OK, WORST_FIRST, CannotTellError, Finding, Remark, follows, listed
from .looking import Check, Seen
from .registry import CHECKS
from .scene import Scene

_AS_EXPECTED = "as expected"
_MOST_SENTENCES = 10


def findings(
    clusters: Mapping, nodes: Mapping, traffic: Mapping | None = None, now: datetime | None = None
) -> list[dict]:
    """Return every finding, in the order of the checks and, within one, of the hosts."""
    return _findings(CHECKS, Scene(clusters, nodes, traffic, now))


def preflight(clusters: Mapping, nodes: Mapping) -> list[dict]:
    """Return the findings about the fitness of hosts, which can be told before anything is changed."""
    return _findings([one for one in CHECKS if one.fitness], Scene(clusters, nodes))


def _findings(checks: Collection[Check], scene: Scene) -> list[dict]:
    remarks = {one.id: _remarks(one, scene) for one in checks}
    failed = {
        name: {host for host, said in of_hosts.items() if any(remark.status == FAILED for remark in said)}
        for name, of_hosts in remarks.items()
    }
    return [
        _merged(one, host, [_explained(one, host, remark, failed) for remark in said])._asdict()
        for one in checks
        for host, said in remarks[one.id].items()
    ]


def _remarks(one: Check, scene: Scene) -> dict[str, list[Remark]]:
    found: dict[str, list[Remark]] = {}
    for cluster in scene.clusters:
        for host in cluster.hosts(one.roles):
            found.setdefault(host, [])
            for remark in _look(one, Seen(scene, cluster, host)):
                found.setdefault(remark.host or host, []).append(remark)
    return found


def _look(one: Check, seen: Seen) -> Iterator[Remark]:
    try:
        if one.parts is not None:
            seen.ask(seen.host, *one.parts)
        yield from one.judge(seen)
    except CannotTellError as error:
        yield error.remark


def _explained(one: Check, host: str, remark: Remark, failed: Mapping[str, set[str]]) -> Remark:
    """Return the remark with its cause: the first failure that explains it, else its own."""
    if remark.status == OK:
        return remark
    for name in one.explained_by if remark.status == FAILED else ():
        hosts = _both(failed.get(name, ()), remark.about or (host,))
        if hosts:
            return remark._replace(cause=follows(name, hosts), remedy=f"Mend {name} on {listed(hosts)} first")
    if remark.status != FAILED:
        return remark
    return remark._replace(cause=remark.cause or one.cause, remedy=remark.remedy or _filled(one.remedy, remark, host))


def _filled(remedy: str, remark: Remark, host: str) -> str:
    """Return the check's remedy with what its words in capitals stand for here."""
    for word, value in {"HOST": host, **dict(remark.words)}.items():
        remedy = re.sub(rf"\b{word}\b", value, remedy)
    return remedy


def _both(some: Collection[str], others: Collection[str]) -> list[str]:
    """Return what is in both, without a look at each of thousands where one of the two is short."""
    shorter, longer = sorted((some, others), key=len)
    return sorted(each for each in shorter if each in longer)


def _merged(one: Check, host: str, remarks: Iterable[Remark]) -> Finding:
    remarks = list(remarks)
    status = next((each for each in WORST_FIRST if any(remark.status == each for remark in remarks)), OK)
    said = [remark for remark in remarks if remark.status == status]
    found = _joined(_sentences(said)) or _AS_EXPECTED
    return Finding(one.id, host, status, one.expected, found, *_reasons(said))


def _reasons(remarks: Iterable[Remark]) -> tuple[str, str]:
    """Return the causes and the remedies."""
    pairs = [(remark.cause, remark.remedy) for remark in remarks]
    return _joined(cause for cause, _remedy in pairs), _joined(remedy for _cause, remedy in pairs)


def _sentences(remarks: Iterable[Remark]) -> Iterator[str]:
    """Yield each sentence once, with those who saw it."""
    askers: dict[str, list[str]] = {}
    for remark in remarks:
        askers.setdefault(remark.found, []).extend(filter(None, [remark.asker]))
    for found, names in askers.items():
        yield f"{found} (asked by {listed(names)})" if names else found


def _joined(sentences: Iterable[str]) -> str:
    different = list(dict.fromkeys(filter(None, sentences)))
    more = len(different) - _MOST_SENTENCES
    return "; ".join([*different[:_MOST_SENTENCES], *([f"and {more} more"] if more > 0 else [])])
