# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make bench-fleet: site.yml, the roles alone and the peer on the same hosts; writes docs/benchmark-fleet.*."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

from . import measure, page, rooms

#: By the number of real servers.
ROUNDS = {20: 3, 100: 1, 200: 1}
_HERE = Path(__file__).parent
_DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> int:
    given = _arguments()
    if given.inside:
        return _measure(given)
    # As Ctrl-C: what is here goes, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="lvs-fleet-") as folder:
        try:
            status = rooms.enter("bench.fleet", *sys.argv[1:], "--inside", folder)
        finally:
            rooms.forget(Path(folder).name)
        if status:
            return status
        results = json.loads(Path(folder, "results.json").read_text(encoding="utf-8"))
    text = page.page(results, page.described())
    print(text)
    if given.sides == given.sizes == []:
        (_DOCS / "benchmark-fleet.md").write_text(text, encoding="utf-8")
        (_DOCS / "benchmark-fleet.svg").write_text(page.picture(results), encoding="utf-8")
    return 0


def _measure(given: argparse.Namespace) -> int:
    sides = measure.sides(given.sides or list(measure.SIDES), given.peer)
    results = {
        size: measure.measure(given.inside, size, given.rounds or ROUNDS.get(size, 1), sides)
        for size in given.sizes or list(ROUNDS)
    }
    (given.inside / "results.json").write_text(json.dumps(results), encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.fleet", description="With --sizes or --sides the page stays as it is."
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[], help="numbers of real servers; default: all")
    parser.add_argument("--rounds", type=int, help="how often each is measured; default: 3 of the smallest, else 1")
    parser.add_argument("--sides", nargs="+", default=[], choices=measure.SIDES, help="who is measured; default: all")
    parser.add_argument("--peer", type=Path, default=_HERE / "peer", help="the folder of the peer playbook")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("interrupted; nothing is left of the fleet, and the page is as it was", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
