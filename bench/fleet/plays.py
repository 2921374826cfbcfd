# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of ``ansible-playbook`` on the fleet, timed; its connections are new and end with it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from . import inventory
from .fleet import Fleet

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
FORKS = 25
_RECAP = re.compile(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)


class Side(NamedTuple):
    """Who is measured: the playbook, what makes its inventory, and further arguments."""

    name: str
    playbook: Path
    inventory: Callable[[int, Path, dict[str, int]], dict]
    extra: tuple[str, ...] = ()


class Played(NamedTuple):
    """Seconds, how many tasks changed something, and how often Python was started on each node."""

    seconds: float
    changed: int
    started: dict[str, int]


def play(fleet: Fleet, side: Side, weights: dict[str, int]) -> Played:
    """Return how it went; raise RuntimeError where a host failed."""
    path = fleet.folder / "inventory.json"
    path.write_text(json.dumps(side.inventory(fleet.size, fleet.folder, weights)))
    command = [
        str(Path(sys.executable).with_name("ansible-playbook")),
        "-i",
        str(path),
        str(side.playbook),
        *side.extra,
    ]
    log = fleet.folder / "ansible.log"
    fleet.started()
    with tempfile.TemporaryDirectory(prefix="cp-", dir=fleet.folder) as sockets:
        began = time.perf_counter()
        with open(log, "wb") as output:
            status = subprocess.run(
                command, cwd=ROOT, env=_environment(fleet, sockets), stdout=output, stderr=output, check=False
            ).returncode
        seconds = time.perf_counter() - began
        _hang_up(sockets)
    print(f"{fleet.size} {side.name}: {seconds:.1f} s", file=sys.stderr, flush=True)
    return Played(seconds, changed(side.name, status, log.read_text(), fleet.size), fleet.started())


def changed(who: str, status: int, output: str, size: int) -> int:
    """Return how many tasks changed something; raise RuntimeError unless every host of the fleet is well."""
    recap = _RECAP.findall(output)
    is_well = not status and len(recap) == size + 1 and all(lost == failed == "0" for _, _, lost, failed in recap)
    if not is_well:
        raise RuntimeError(f"{who} failed with status {status}: {output[-3000:]}")
    return sum(int(number) for _, number, _, _ in recap)


def _environment(fleet: Fleet, sockets: str) -> dict[str, str]:
    options = [*fleet.ssh_options(), "-o", "ControlMaster=auto", "-o", "ControlPersist=60s"]
    return {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": f"{ROOT}/collections:{ROOT}/.cache/collections",
        "ANSIBLE_FORKS": str(FORKS),
        "ANSIBLE_HOME": f"{fleet.folder}/home",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_SSH_ARGS": " ".join(options),
        "ANSIBLE_SSH_CONTROL_PATH_DIR": sockets,
    }


def _hang_up(sockets: str) -> None:
    """End the connections that ssh keeps for a next run."""
    for path in Path(sockets).iterdir():
        command = ["ssh", "-F", "none", "-o", f"ControlPath={path}", "-O", "exit", inventory.DIRECTOR]
        subprocess.run(command, capture_output=True, check=False)
