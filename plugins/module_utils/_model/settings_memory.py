# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IPVS settings were before this module first set them, and what it has made of them. Pure.

As in the record: by kind (``sysctls``, ``timeouts``, ``daemons``) and name a list of values. The first is that of
before us, the others are ours: one, or several since a run was ended midway. A value is the text of a sysctl, the
seconds of a time-out, or the fields of a sync daemon, None where none runs. What was always as declared is in no list.
"""

from __future__ import annotations

from typing import Mapping

from . import rules
from .settings import DAEMON_STATES, Daemon, Settings, Timeouts, is_as_declared, is_same_value

SYSCTLS, TIMEOUTS, DAEMONS = KINDS = ("sysctls", "timeouts", "daemons")
_SUBJECTS = {SYSCTLS: "net.ipv4.vs.{}", TIMEOUTS: "the time-out {}", DAEMONS: "the sync daemon {}"}


def remembered(before: Mapping, seen: Settings, wanted: Settings) -> Mapping:
    """Return the memory for when what is ``seen`` has become what is ``wanted``."""
    present, after = _values(seen), {kind: dict(before.get(kind, {})) for kind in KINDS}
    for kind, values in _values(wanted).items():
        for name, value in values.items():
            _remember(kind, name, after[kind], present[kind].get(name), value)
    return {kind: names for kind, names in after.items() if names}


def during(before: Mapping, after: Mapping) -> Mapping:
    """Return the memory for the time of the change: what was ours still is, and a replaced daemon runs not at all."""
    found: dict = {}
    for memory in (before, after):
        for kind, names in memory.items():
            for name, (prior, *ours) in names.items():
                known = found.setdefault(kind, {}).setdefault(name, [prior])
                known += [value for value in ours if value not in known[1:]]
    for known in found.get(DAEMONS, {}).values():
        known.append(None)
    return found


def undone(memory: Mapping, seen: Settings) -> tuple[Settings, list[str]]:
    """Return what is to be declared so that all is as before us, and a sentence for what somebody else has changed.

    What ``seen`` lacks this kernel has not: there is nothing to take back.
    """
    present, wanted, left = _values(seen), {kind: {} for kind in KINDS}, []
    for kind in KINDS:
        for name, (prior, *ours) in sorted(memory.get(kind, {}).items()):
            value = present[kind].get(name)
            if name not in present[kind] or _is_same(kind, name, value, prior):
                continue
            if any(_is_same(kind, name, value, one) for one in ours):
                wanted[kind][name] = prior
            else:
                left.append(_sentence(kind, name, value, prior, ours))
    return _settings(present, wanted), left


def _remember(kind: str, name: str, names: dict, present: object, wanted: object) -> None:
    """What there is already as it is wanted, by somebody else's hand, is none of ours."""
    known = names.get(name, [present])
    if _is_same(kind, name, present, wanted) and not any(_is_same(kind, name, wanted, one) for one in known):
        return
    names[name] = [known[0], wanted]
    if _is_same(kind, name, known[0], wanted):
        del names[name]


def _values(settings: Settings) -> dict[str, dict]:
    """Return the values by kind and name; of a declaration only those that it gives."""
    running = {daemon.state: list(daemon) for daemon in settings.daemons or ()}
    return {
        SYSCTLS: dict(settings.sysctls),
        TIMEOUTS: {name: seconds for name, seconds in (settings.timeouts or Timeouts())._asdict().items() if seconds},
        DAEMONS: {} if settings.daemons is None else {state: running.get(state) for state in DAEMON_STATES},
    }


def _settings(present: Mapping[str, Mapping], wanted: Mapping[str, Mapping]) -> Settings:
    daemons = {**present[DAEMONS], **wanted[DAEMONS]}.values() if wanted[DAEMONS] else None
    return Settings(
        Timeouts(**wanted[TIMEOUTS]) if wanted[TIMEOUTS] else None,
        None if daemons is None else tuple(Daemon(*fields) for fields in daemons if fields),
        wanted[SYSCTLS],
    )


def _is_same(kind: str, name: str, value: object, known: object) -> bool:
    if kind == SYSCTLS:
        return is_same_value(name, value, known)
    if kind == DAEMONS and value and known:
        return is_as_declared(Daemon(*value), Daemon(*known))
    return value == known


def _sentence(kind: str, name: str, value: object, prior: object, ours: list) -> str:
    now, before, made = (_text(kind, one) for one in (value, prior, ours[-1]))
    return (
        f"{_SUBJECTS[kind].format(name)} is {now}, not {made} as this module has set it: somebody else has changed it, "
        f"so it stays. Before the first run it was {before}"
    )


def _text(kind: str, value: object) -> str:
    return rules.daemon_line(Daemon(*value)) if kind == DAEMONS and value else str(value or "none")
