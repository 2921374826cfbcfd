# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the stages of a release and leave a record of them in changelogs/records: matrix.py as stages.py.

A record speaks of one commit, so nothing may be uncommitted.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from tests.tools import record, stages


def main(words: list[str]) -> int:
    if changed := record.git("status", "--porcelain"):
        raise SystemExit(f"The record of a release speaks of a commit, and these are in none:\n{changed}")
    commit = record.git("rev-parse", "HEAD").strip()
    ran = stages.run_all(words)
    path = record.path_of(record.version())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(record.written(record.version(), commit, datetime.now(timezone.utc), ran), encoding="utf-8")
    print(f"The record: {path.relative_to(record.collection.ROOT)}")
    return int(any(stage.red for stage in ran))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
