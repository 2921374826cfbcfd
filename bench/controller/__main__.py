# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make bench: time and memory of computing all tables for 100 services; no host is contacted.

The inventory comes from a program, as Tower's does, so that no time goes into reading YAML. Beside the filters stands
what playbooks do without any: a template that puts a director's table together from ``hostvars``.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

from bench import machine

ROOT = Path(__file__).resolve().parents[2]
SIZES, SERVICES, RUNS = (1000, 2500, 5000), 100, 3
PLAYS = {"nothing": "nothing.yml", "template": "template.yml", "filters": "filters.yml"}
_PROGRAM = "#!/bin/sh\ncat {}\n"
_PAGE = """# What a large inventory costs the controller

Written by `make bench`; run it yourself. {services} services, each with an equal share of the real servers, and one
director. The figures are the whole run of `ansible-playbook`, median of {runs}, and the most memory that one of its
processes had. No host is contacted. The inventory comes from a program, as Tower's does.

| real servers | {sizes} |
|---|{bars}
{rows}

{growth}

## Measured on

- ansible-core: {core}
- processor: {processor}
- Python: {python}
"""
_NAMES = {
    "nothing": "Ansible itself, one task that does nothing",
    "template": "a template that makes the director's table of `hostvars`",
    "filters": "`lvs.cluster.site`, `director` and 10 real servers' shares: everything checked and derived",
}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        results = {size: _measure(_write(Path(folder), size)) for size in SIZES}
    text = page(results)
    print(text)
    (ROOT / "docs/benchmark-inventory.md").write_text(text, encoding="utf-8")
    return 0


def page(results: dict) -> str:
    rows = [
        f"| {_NAMES[name]} | "
        + " | ".join(f"{found[name][0]:.1f} s, {found[name][1]:.0f} MB" for found in results.values())
        + " |"
        for name in PLAYS
    ]
    return _PAGE.format(
        services=SERVICES,
        runs=RUNS,
        sizes=" | ".join(f"{size:,}" for size in results),
        bars="---|" * len(results),
        rows="\n".join(rows),
        growth=_growth(results),
        processor=machine.processor(),
        core=metadata.version("ansible-core"),
        python=platform.python_version(),
    )


def _growth(results: dict) -> str:
    """What the filters add to what Ansible itself needs, per size: twice the hosts, twice the time."""
    added = {size: found["filters"][0] - found["nothing"][0] for size, found in results.items()}
    template = {size: found["template"][0] - found["nothing"][0] for size, found in results.items()}
    each = ", ".join(f"{1000 * seconds / size:.2f}" for size, seconds in added.items())
    last = list(results)[-1]
    return (
        f"Above Ansible itself the filters need {each} ms for each real server. At {last:,} that is "
        f"{added[last]:.1f} s; the template, which checks nothing, needs {template[last]:.1f} s."
    )


def _write(folder: Path, size: int) -> Path:
    """Return an inventory program for so many real servers."""
    hosts = {f"web{n}": {"ansible_host": _address(n), "lvs_weight": "2"} for n in range(1, size + 1)}
    names = list(hosts)
    groups = {f"group{n}": {"hosts": names[n::SERVICES]} for n in range(SERVICES)}
    services = [
        {"name": f"service{n}", "vips": [f"203.0.113.{n + 1}"], "ports": [443], "realservers": f"group{n}"}
        for n in range(SERVICES)
    ]
    inventory = {
        "_meta": {"hostvars": {**hosts, "lb1": {"ansible_host": "192.0.2.1"}}},
        "all": {"vars": {"lvs_services": services}},
        "lvs_directors": {"hosts": ["lb1"]},
        "lvs_realservers": {"hosts": names},
        **groups,
    }
    content, program = folder / f"{size}.json", folder / f"{size}.sh"
    content.write_text(json.dumps(inventory), encoding="utf-8")
    program.write_text(_PROGRAM.format(content), encoding="utf-8")
    program.chmod(0o755)
    return program


def _address(number: int) -> str:
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


def _measure(inventory: Path) -> dict[str, tuple[float, float]]:
    """Return seconds and megabytes of each play, turn by turn, so that noise meets all of them."""
    seen: dict[str, list] = {name: [] for name in PLAYS}
    for _run in range(RUNS):
        for name, play in PLAYS.items():
            seen[name].append(_play(inventory, play))
    return {name: tuple(map(statistics.median, zip(*runs))) for name, runs in seen.items()}


def _play(inventory: Path, play: str) -> tuple[float, float]:
    command = [Path(sys.executable).with_name("ansible-playbook"), "-i", inventory, Path(__file__).with_name(play)]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    if status or "failed=0" not in output:
        raise RuntimeError(f"{play} failed: {output[-2000:]}")
    return time.perf_counter() - began, used.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
