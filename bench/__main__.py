# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make bench: measure under an IPVS kernel, print the table and keep it, with a picture, under docs/."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import machine, page, plot

ROOT = Path(__file__).resolve().parent.parent
# In a guest only this folder is the machine's own; the guest knows it by another path.
_INSIDE = 'exec "$0" -m bench.inside "$LVS_LAB_OUT/results.json"'


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "lab", "run", "--", "sh", "-c", _INSIDE, sys.executable]
        paths = os.pathsep.join([str(ROOT), str(ROOT / "collections")])
        environment = {**os.environ, "LVS_LAB_OUT": folder, "PYTHONPATH": paths}
        status = subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode
        if status:
            return status
        results = json.loads(Path(folder, "results.json").read_text(encoding="utf-8"))
    results["machine"]["processor"] = machine.processor()
    text = page.page(results)
    print(text)
    (ROOT / "docs/benchmark.md").write_text(text, encoding="utf-8")
    (ROOT / "docs/benchmark.svg").write_text(plot.plot(results["tables"]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
