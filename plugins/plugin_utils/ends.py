# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a run ended for each of its hosts: changed, unchanged, failed or not reached. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from .checks.finding import listed
from .hosts import ABSENT
from .outcomes import CHANGED, CHANGES, HELD, LEFT, NODE, TABLE, UNFIT, WAITING, held
from .shares import Clusters, everybody
from .views import states

IS_CHANGED, UNCHANGED, FAILED, NOT_REACHED = "changed", "unchanged", "failed", "not_reached"
_ALL = (IS_CHANGED, UNCHANGED, FAILED, NOT_REACHED)
_NOTHING: Mapping[str, object] = {}
_MOST_NAMES, _MOST_REASONS = 5, 10


class End(NamedTuple):
    """``reason`` is empty for a host that is as it should be."""

    host: str
    outcome: str
    reason: str = ""


def ends(clusters: Clusters, hostvars: Mapping, failed: Mapping[str, str]) -> list[End]:
    """Return the end of each host that a changing run has looked at; ``failed`` has reasons by host."""
    declared = states(clusters)
    looked_at = [host for host in everybody(clusters) if hostvars[host].get(NODE)]
    stopped = stop(clusters, hostvars)
    return [_end(host, declared.get(host), hostvars[host], failed, stopped) for host in looked_at]


def stop(clusters: Clusters, hostvars: Mapping) -> str:
    """Return where a rollout has stopped, at those of a batch that failed or before it at a director; else nothing."""
    known = {host: hostvars[host] for one in clusters.values() for host in one["realservers"]}
    in_it = {host: variables for host, variables in known.items() if WAITING in variables}
    reached = {host: variables for host, variables in in_it.items() if not variables[WAITING]}
    before = {host: hostvars[host] for one in clusters.values() for host in one["directors"]}
    stopping = [host for host, variables in (reached or before).items() if variables.get(UNFIT)]
    return f"the rollout stopped at {listed(stopping)}" if in_it and stopping else ""


def lines(found: Collection[End]) -> Iterator[str]:
    """Yield the counts, and then each list, as short for hundreds of hosts as for three."""
    if not found:
        return
    counts = Counter(end.outcome for end in found)
    yield f"Hosts: {', '.join(f'{counts[outcome]} {_word(outcome)}' for outcome in _ALL)}."
    for outcome in _ALL:
        mine = [end for end in found if end.outcome == outcome]
        for text in grouped((end.host, end.reason) for end in mine):
            yield f"{_word(outcome)}: {text}"


def grouped(reasons: Iterable[tuple[str, str]], most: int = _MOST_NAMES) -> list[str]:
    """Return ``web1, web2 and 8 more: why`` for each different reason, so many of them that a screen holds them."""
    hosts: dict[str, list[str]] = {}
    for host, why in reasons:
        hosts.setdefault(why, []).append(host)
    told = [f"{listed(names, most)}: {why}" if why else listed(names, most) for why, names in hosts.items()]
    rest = [host for names in list(hosts.values())[_MOST_REASONS:] for host in names]
    return [*told[:_MOST_REASONS], *([f"{listed(rest, most)}: each for a reason of its own"] if rest else [])]


def rows(found: Iterable[End]) -> list[dict]:
    """Return them in the shape of findings, as rows of the same table."""
    nothing = {"expected": "", "cause": "", "remedy": ""}
    return [{"id": "run", "host": end.host, "status": end.outcome, "found": end.reason, **nothing} for end in found]


def _end(host: str, state: str | None, variables: Mapping, failed: Mapping[str, str], stopped: str) -> End:
    if host in failed:
        return End(host, FAILED, failed[host])
    if not _is_dealt_with(state, variables):
        return End(host, NOT_REACHED, stopped or "was looked at only")
    changed = variables.get(CHANGED) or any((variables.get(name) or _NOTHING).get("changed") for name in CHANGES)
    return End(host, IS_CHANGED if changed else UNCHANGED)


def _is_dealt_with(state: str | None, variables: Mapping) -> bool:
    """A result that is there, be it that of a task passed over, shows that a play has come to the host."""
    if WAITING in variables:
        return not variables[WAITING]
    names = (HELD, TABLE, CHANGED, LEFT) if state == ABSENT else (HELD, TABLE, CHANGED)
    return bool(held(variables)) or any(name in variables for name in names)


def _word(outcome: str) -> str:
    return outcome.replace("_", " ")
