# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the stages of a release and leave a record of them in changelogs/records: matrix.py as stages.py.

A record speaks of commits, so nothing else may be uncommitted. It takes hours: what the record has as ok is not run
again as long as nothing has changed that runs on a controller or a node, so that a run that was ended goes on.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from tests.tools import record, stages


def main(words: list[str]) -> int:
    version, began = record.version(), datetime.now(timezone.utc)
    path = record.path_of(version)
    own = str(path.relative_to(record.collection.ROOT))
    if changed := [line for line in record.git("status", "--porcelain", "-uall").splitlines() if line[3:] != own]:
        raise SystemExit("The record of a release speaks of a commit, and these are in none:\n" + "\n".join(changed))
    before, commit = record.load(version), record.git("rev-parse", "HEAD").strip()
    groups = list(stages.parse(words))
    order = [stage.name for stage in stages.flat(groups)]
    done = [name for name in order if not record.objection(before.rows.get(name))]
    if done:
        print(f"As the record has them: {', '.join(done)}", flush=True)
    groups = stages.without(groups, done)
    try:
        stages.run_groups(groups)
    finally:
        now = record.merged(before, record.of_run(began, commit, stages.flat(groups)), order)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(record.written(version, now), encoding="utf-8")
        print(f"The record: {own}", flush=True)
    return int(any(row.outcome != "ok" for row in now.rows.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
