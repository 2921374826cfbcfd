# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: for each side, on bare nodes, the first run, one with nothing to do, and one changed weight."""

from __future__ import annotations

import shutil
import statistics
from pathlib import Path

from . import inventory
from .fleet import Fleet
from .plays import HERE, ROOT, Played, Side, play

WORKS = ("first", "nothing", "weight")
SIDES = ("peer", "site", "roles")
_WEIGHT = {"web1": 2}
_RULE = "-g -w 1"


def sides(names: list[str], peer: Path) -> list[Side]:
    known = {
        "peer": Side("peer", peer / "site.yml", inventory.of_peer, ("-e", "use_systemd=false")),
        "site": Side("site", ROOT / "playbooks/site.yml", inventory.of_collection),
        "roles": Side("roles", HERE / "roles.yml", inventory.of_roles),
    }
    return [known[name] for name in names]


def measure(folder: Path, size: int, rounds: int, wanted: list[Side]) -> dict[str, dict[str, dict]]:
    """Return the run of the median, as ``Played`` and ``runs``, by side and work.

    The sides take turns, so that noise meets all of them.
    """
    fleet = Fleet(folder, size)
    seen: dict[str, dict[str, list[Played]]] = {side.name: {work: [] for work in WORKS} for side in wanted}
    for _turn in range(rounds):
        for side in wanted:
            for work, played in _three_runs(fleet, _placed(side, folder)).items():
                seen[side.name][work].append(played)
    return {side: {work: _median(runs) for work, runs in works.items()} for side, works in seen.items()}


def _placed(side: Side, folder: Path) -> Side:
    """The peer is played from a copy, in which a weight can be changed."""
    if side.name != "peer":
        return side
    copy = folder / "peer"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(side.playbook.parent, copy)
    return side._replace(playbook=copy / side.playbook.name)


def _three_runs(fleet: Fleet, side: Side) -> dict[str, Played]:
    with fleet.running():
        first = play(fleet, side, {})
        _expect(fleet, {})
        nothing = play(fleet, side, {})
        if nothing.changed:
            raise RuntimeError(f"{side.name} changed {nothing.changed} tasks where nothing was to do")
        _edit(side)
        weight = play(fleet, side, _WEIGHT)
        _expect(fleet, _WEIGHT)
    return dict(zip(WORKS, (first, nothing, weight)))


def _edit(side: Side) -> None:
    """The peer's weights are a constant of its template: change it as its operator would have to."""
    for path in side.playbook.parent.glob("templates/ipvsadm.rules.j2"):
        host, weight = next(iter(_WEIGHT.items()))
        text = path.read_text()
        path.write_text(text.replace(_RULE, f"-g -w {{{{ {weight} if host == '{host}' else 1 }}}}"))


def _expect(fleet: Fleet, weights: dict[str, int]) -> None:
    """Raise RuntimeError unless the table has every real server, and every node the VIP."""
    expected = {inventory.rule(name, weights.get(name, 1)) for name in inventory.realservers(fleet.size)}
    rules = {line.strip() for line in fleet.table() if line.startswith("-a")}
    if rules != expected:
        raise RuntimeError(f"the table has {sorted(rules - expected)} and lacks {sorted(expected - rules)}")
    lacking = [name for name in fleet.names if inventory.VIP not in fleet.addresses(name)]
    if lacking:
        raise RuntimeError(f"the VIP is missing on {lacking}")


def _median(runs: list[Played]) -> dict:
    """Of two in the middle it is the quicker one."""
    middle = statistics.median_low(run.seconds for run in runs)
    return {**next(run for run in runs if run.seconds == middle)._asdict(), "runs": len(runs)}
