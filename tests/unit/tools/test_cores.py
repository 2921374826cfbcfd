# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which core runs on which Python, what is pinned for it, and what the table says of what was not run."""

from __future__ import annotations

import re

import pytest

from tests.tools import core_environment, core_stages, cores
from tests.tools.collection import ROOT
from tests.tools.core_environment import CORES
from tests.tools.cores import Outcome, Row

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def here(*versions):
    return {version: f"/usr/bin/python{version}" for version in versions}


def planned(words, *versions):
    return [(row.core, row.python, row.stages or row.skipped) for row in cores.rows(words, here(*versions))]


def test_a_core_runs_on_its_oldest_and_newest_python_and_site_on_the_ends_of_all():
    assert planned(["2.17", "2.19"], "3.10", "3.11", "3.12", "3.13") == [
        ("2.17", "3.10", ("unit", "syntax", "site")),
        ("2.17", "3.12", ("unit", "syntax", "sanity")),
        ("2.19", "3.11", ("unit", "syntax")),
        ("2.19", "3.13", ("unit", "syntax", "sanity", "site")),
    ]


def test_a_python_that_is_not_here_is_a_row_that_says_so():
    assert planned(["2.20"], "3.12") == [
        ("2.20", "3.12", ("unit", "syntax", "sanity", "site")),
        ("2.20", "3.13", "no Python 3.13 on this machine"),
        ("2.20", "3.14", "no Python 3.14 on this machine"),
    ]


def test_a_machine_without_a_fitting_python_runs_nothing_which_is_wrong():
    rows = cores.rows(["2.21"], here("3.11"))
    assert [row.stages for row in rows] == [()] * 3
    assert cores.complaints([(row, []) for row in rows], ("cores/",)) == ["nothing was run"]


def test_an_unknown_core_is_refused():
    with pytest.raises(SystemExit, match=r"no such core: 2\.16; there are 2\.17, .*2\.21"):
        cores.main(["2.16"])


UNIT = Row("2.17", "3.11", ("unit",))
SKIPPED = Row("2.21", "3.14", skipped="no Python 3.14 on this machine")


def ran(status):
    return [(UNIT, [Outcome("tools", "ok", 9.4), Outcome("unit", status, 57.6)]), (SKIPPED, [])]


def test_a_failure_and_a_skip_that_is_not_listed_are_wrong():
    assert cores.complaints(ran("ok"), ("cores/",)) == []
    assert cores.complaints(ran("FAILED"), ("cores/2.21-3.14",)) == ["2.17 on 3.11: unit failed"]
    assert cores.complaints(ran("ok"), ("cores/2.20",)) == ["This skip is not in allowed-skips.txt: cores/2.21-3.14"]


def test_the_record_says_what_was_run_and_what_was_not():
    failed, skipped = (cores.note(*one) for one in ran("FAILED"))
    assert failed == f"ansible-core {CORES['2.17'].version} on Python 3.11: tools ok, unit FAILED"
    assert skipped == f"ansible-core {CORES['2.21'].version} on Python 3.14: skipped: {SKIPPED.skipped}"


def test_the_table_tells_ok_from_failed_from_skipped_from_not_planned():
    heading, failed, skipped = (re.sub(" {2,}", "|", line) for line in cores.table(ran("FAILED")).splitlines())
    assert heading == "core|Python|tools|unit|sanity|syntax|site"
    assert failed == f"{CORES['2.17'].version}|3.11|ok 9 s|FAILED 58 s|-|-|-"
    assert skipped == f"{CORES['2.21'].version}|3.14|skipped: no Python 3.14 on this machine"


def test_a_failed_environment_is_red_and_nothing_follows(monkeypatch, tmp_path):
    def refuse(*_arguments):
        raise core_environment.UnmadeError("no network")

    monkeypatch.setattr(cores, "FOLDER", tmp_path)
    monkeypatch.setattr(core_environment, "provide", refuse)
    done = list(cores.outcomes(Row("2.17", "3.11", ("unit",)), "python3.11"))
    assert [(one.stage, one.status) for one in done] == [("tools", "FAILED")]


def test_pins_are_the_locks_but_for_what_core_and_python_want_otherwise():
    pinned = core_environment.pins(LOCK, "2.17", "3.10")
    locked = [line for line in LOCK.splitlines() if line[0] != "#"]
    ours = {core_environment.name_of(line): line.split("==")[1] for line in {*pinned} - {*locked}}
    assert ours == {
        "ansible-core": "2.17.14",
        "exceptiongroup": "1.3.2",
        "hypothesis": "6.168.5",
        "pycparser": "3.11",
        "resolvelib": "1.0.1",
        "tomli": "2.5.0",
    }
    names = [core_environment.name_of(line) for line in pinned]
    assert len(names) == len(set(names))
    assert {*core_environment.TOOLS} <= {*names}


def test_what_pip_has_put_there_unpinned_is_named():
    pinned = ["Jinja2==3.1.6", "typing_extensions==4.16.0"]
    assert core_environment.loose("jinja2==3.1.6\ntyping-extensions==4.16.0\n", pinned) == []
    assert core_environment.loose("Jinja2==3.1.7\nsix==1.17.0\n", pinned) == ["Jinja2==3.1.7", "six==1.17.0"]


def test_the_core_of_the_lock_is_one_of_them():
    assert f"ansible-core=={CORES['2.19'].version}" in LOCK.splitlines()


def test_every_playbook_has_its_syntax_checked_and_nothing_else():
    found = [path.relative_to(ROOT).as_posix() for path in core_stages.playbooks(ROOT)]
    assert {"playbooks/site.yml", "playbooks/verify.yml", "playbooks/teardown.yml"} <= {*found}
    assert not core_stages.is_playbook("- name: a task\n  ansible.builtin.debug: {msg: x}\n")
    assert not core_stages.is_playbook("all: {hosts: {}}\n")
    assert not core_stages.is_playbook("")
