# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make bench-fleet: site.yml, the roles alone and the peer on the same hosts; keeps docs/benchmark-fleet.md and .svg."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

from . import measure, rooms

SIZES, ROUNDS = {20: 3, 100: 1, 200: 1}, "rounds"
_HERE = Path(__file__).parent
_DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> int:
    given = _arguments()
    if given.inside:
        results = {
            size: measure.measure(given.inside, size, given.rounds or SIZES.get(size, 1), given.peer)
            for size in given.sizes
        }
        (given.inside / "results.json").write_text(json.dumps(results), encoding="utf-8")
        return 0
    # As Ctrl-C: what is here goes, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="lvs-fleet-") as folder:
        status = rooms.enter("bench.fleet", *sys.argv[1:], "--inside", folder)
        if status:
            return status
        results = json.loads(Path(folder, "results.json").read_text(encoding="utf-8"))
    print(results)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.fleet", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of real servers")
    parser.add_argument("--rounds", type=int, help="how often each is measured; default: 3 of the smallest, else 1")
    parser.add_argument("--peer", type=Path, default=_HERE / "peer", help="the folder of the peer playbook")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
