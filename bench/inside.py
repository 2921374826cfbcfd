# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m bench.inside FILE [NAME...]: under an IPVS kernel: measure and leave the medians in FILE.

Everything is measured; where names of PLAN are given, those alone.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from . import engine, machine, module, peers
from .rooms import apart

#: What is measured on which size, and how many times: the slow ones seldom, and each says how often.
PLAN = (
    ("engine", engine.measure, {(100, 10): 9, (1000, 10): 7, (1000, 100): 5}),
    ("ipvsadm", peers.ipvsadm, {(100, 10): 7, (1000, 10): 5, (1000, 100): 3}),
    ("pyroute2", peers.pyroute2, {(100, 10): 3, (1000, 10): 1}),
    ("process per rule", peers.one_process_per_rule, {(100, 10): 1}),
)
MODULE_SIZES = ((10, 10), (1000, 10))
MODULE_RUNS = 21


def medians(name: str, measure: Callable[..., dict], size: tuple[int, int], runs: int) -> dict:
    print(f"{name} {size[0]} x {size[1]}: {runs} runs", file=sys.stderr, flush=True)
    found = [apart(measure, *size) for _ in range(runs)]
    return {"runs": runs, **{key: statistics.median(one[key] for one in found) for key in found[0]}}


def main(target: str, *names: str) -> None:
    subprocess.run(["modprobe", "-a", "-q", "ip_vs", "ip_vs_wlc"], check=False)
    results = {
        "machine": machine.description(),
        "tables": {
            name: {f"{s} x {d}": medians(name, measure, (s, d), runs) for (s, d), runs in sizes.items()}
            for name, measure, sizes in PLAN
            if not names or name in names
        },
    }
    if not names:
        results["module"] = {f"{s} x {d}": apart(module.measure, s, d, MODULE_RUNS) for s, d in MODULE_SIZES}
        results["module runs"] = MODULE_RUNS
    Path(target).write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
