# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of every pytest run here, molecule's verifier included: skips are on a list, and the counts are kept.

A test that skips is a promise that nobody checks. So each allowed skip stands, with its reason, in
tests/allowed-skips.txt; any other skip, and any expected failure, is a failure.
"""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path

import pytest

ALLOWED = Path(__file__).parent / "tests" / "allowed-skips.txt"
SKIPS = pytest.StashKey[tuple]()
COUNTED = ("passed", "failed", "error", "skipped")


def allowed_skips(text: str) -> tuple[str, ...]:
    """The starts of test ids in the list; an entry without a reason is an error in the list."""
    entries = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    bare = [entry[0] for entry in entries if len(entry) < 2]
    if bare:
        raise pytest.UsageError(f"{ALLOWED.name}: no reason given for {', '.join(bare)}")
    return tuple(start for start, _reason in entries)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SKIPS] = allowed_skips(ALLOWED.read_text(encoding="utf-8"))


def refuse_skip(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    """A test that was expected to fail, and did not, is one more promise that nobody checks."""
    unproved = report.skipped or hasattr(report, "wasxfail")
    if unproved and not report.nodeid.startswith(config.stash[SKIPS]):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        report.outcome = "failed"
        report.longrepr = f"This skip is not in {ALLOWED.name}: {why}"
        vars(report).pop("wasxfail", None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    refuse_skip(report, item.config)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    refuse_skip(report, collector.config)
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave the counts where LVS_TALLY says; it may name a variable that only the lab's guest knows."""
    folder = os.path.expandvars(os.environ.get("LVS_TALLY", ""))
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if folder and reporter:
        counts = {name: len(reporter.stats.get(name, ())) for name in COUNTED}
        Path(folder, f"{uuid.uuid4().hex}.json").write_text(json.dumps(counts), encoding="utf-8")
