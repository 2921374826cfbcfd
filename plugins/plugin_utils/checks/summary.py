# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as text for people, who may be tired: what is wrong, where, why, and what to do. Pure."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from .finding import BLOCKED, FAILED, NOT_MEASURED, OK, listed

_WIDTH = 100
_MOST_HOSTS, _MOST_REASONS = 30, 10
_FOLLOWS = "follows from "
_LINES = ("found", "expected", "cause", "remedy")


def summary(findings: Iterable[Mapping]) -> str:
    """Return lines of at most 100 columns: the counts, the failures by host, what could not be seen."""
    findings = list(findings)
    failed = _by_host(one for one in findings if one["status"] == FAILED)
    # Hosts where something begins come before those where something follows.
    hosts = sorted(failed, key=lambda host: all(map(_is_follower, failed[host])))
    lines = [_counts(findings, len(hosts))]
    for host in hosts[:_MOST_HOSTS]:
        lines += ["", host, *(line for one in sorted(failed[host], key=_is_follower) for line in _failure(one))]
    if len(hosts) > _MOST_HOSTS:
        lines += ["", f"And {len(hosts) - _MOST_HOSTS} more hosts: {listed(hosts[_MOST_HOSTS:])}."]
    lines += _others("Blocked", BLOCKED, findings, "cause") + _others("Not measured", NOT_MEASURED, findings, "found")
    if failed:
        lines += ["", "What each check is about: docs/checks/README.md of the collection."]
    return "\n".join(lines) + "\n"


def _counts(findings: Collection[Mapping], hosts: int) -> str:
    counts = Counter(one["status"] for one in findings)
    told = f"{counts[OK]} ok, {counts[BLOCKED]} blocked, {counts[NOT_MEASURED]} not measured"
    if not counts[FAILED]:
        return f"Nothing failed: {len(findings)} checks, {told}."
    where = "1 host" if hosts == 1 else f"{hosts} hosts"
    return f"{counts[FAILED]} of {len(findings)} checks FAILED on {where}; {told}."


def _by_host(findings: Iterable[Mapping]) -> dict[str, list[Mapping]]:
    found: dict[str, list[Mapping]] = {}
    for one in findings:
        found.setdefault(one["host"], []).append(one)
    return found


def _is_follower(finding: Mapping) -> bool:
    return finding["cause"].startswith(_FOLLOWS)


def _failure(finding: Mapping) -> Iterator[str]:
    """Yield one line of what follows from another, and all that is known of what does not."""
    if _is_follower(finding):
        yield from _wrapped(f"  {finding['id']}: ", f"{finding['found']} ({finding['cause']})")
        return
    yield f"  {finding['id']} FAILED"
    for name in _LINES:
        if finding[name]:
            yield from _wrapped(f"    {name}:".ljust(14), finding[name])


def _others(title: str, status: str, findings: Iterable[Mapping], reason: str) -> list[str]:
    """Return a paragraph of those with one status: for each reason the checks, and how many hosts they are of."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for one in findings:
        if one["status"] == status:
            why = f"{one[reason]} ({one['remedy']})" if one["remedy"] else one[reason]
            reasons.setdefault(why, {}).setdefault(one["id"], []).append(one["host"])
    told = [f"{_checks(checks)}: {why}" for why, checks in list(reasons.items())[:_MOST_REASONS]]
    told += [f"And {len(reasons) - _MOST_REASONS} more reasons"] if len(reasons) > _MOST_REASONS else []
    return ["", *_wrapped(f"{title}: ", ". ".join(told) + ".", indent=2)] if told else []


def _checks(checks: Mapping[str, Collection[str]]) -> str:
    hosts = list(dict.fromkeys(host for of_check in checks.values() for host in of_check))
    return f"{listed(checks, len(checks))} on {listed(hosts)}"


def _wrapped(start: str, text: str, indent: int | None = None) -> list[str]:
    more = " " * (len(start) if indent is None else indent)
    return textwrap.wrap(start + text, _WIDTH, subsequent_indent=more, break_long_words=False, break_on_hyphens=False)
