# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole module as Ansible runs it on a managed host, against one that does nothing; and where its time goes."""

from __future__ import annotations

import contextlib
import io
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args
from ansible_collections.lvs.cluster.plugins.module_utils._host.boot import Boot
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import reconcile
from ansible_collections.lvs.cluster.plugins.module_utils._model.declaration import declaration_from_params, invocation
from ansible_collections.lvs.cluster.plugins.modules import ipvs

from . import engine, tables
from .rooms import milliseconds

HERE = Path(__file__).resolve().parent
OURS = HERE.parent / "collections/ansible_collections/lvs/cluster/plugins/modules/ipvs.py"


def measure(services: int, destinations: int, runs: int) -> dict:
    """Medians in ms of whole processes, and of the parts in one process, with nothing to do."""
    declared = tables.table(services, destinations)
    engine.apply(declared)
    params = tables.params(declared)
    with tempfile.TemporaryDirectory() as folder:
        nothing = _payload(Path(folder, "noop"), HERE / "noop.py", "noop", {})
        whole = _payload(Path(folder, "ipvs"), OURS, "lvs.cluster.ipvs", {"services": params})
        _output(whole)  # adopts the table and writes what the next boot restores
        pairs = [(milliseconds(lambda: _run(nothing)), milliseconds(lambda: _run(whole))) for _ in range(runs)]
    parts = [_parts(params) for _ in range(runs)]
    return {
        "noop": statistics.median(pair[0] for pair in pairs),
        "module": statistics.median(pair[1] for pair in pairs),
        **{name: statistics.median(part[name] for part in parts) for name in parts[0]},
    }


def _payload(target: Path, source: Path, name: str, arguments: dict) -> Path:
    given = target.with_suffix(".json")
    given.write_text(json.dumps(arguments), encoding="utf-8")
    command = [sys.executable, "-m", "bench.payload", name, source, given, target]
    subprocess.run(command, check=True, cwd=HERE.parent)
    return target


def _output(payload: Path) -> str:
    return subprocess.run([sys.executable, payload], stdout=subprocess.PIPE, text=True, check=True).stdout


def _run(payload: Path) -> None:
    printed = _output(payload)
    if '"changed": false' not in printed:
        raise RuntimeError(f"the module says {printed[:500]}")


def _parts(params: list) -> dict:
    """Where the module's own time goes: Ansible's validation, ours, the engine with what it keeps, the output."""
    found: dict = {}
    with patch_module_args({"services": params}), contextlib.redirect_stdout(io.StringIO()):

        def arguments() -> None:
            found["module"] = AnsibleModule(argument_spec=ipvs.ARGUMENTS, supports_check_mode=True)

        def validation() -> None:
            found["declared"] = declaration_from_params(found["module"].params)

        def reconciliation() -> None:
            found["result"] = reconcile.apply(found["declared"], Record("ipvs"), Boot())
            del found["result"]["warnings"]

        def output() -> None:
            with contextlib.suppress(SystemExit):
                found["module"].exit_json(**found["result"], **invocation(found["module"].params))

        steps = (arguments, validation, reconciliation, output)
        return {step.__name__: milliseconds(step) for step in steps}
