# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No release without its record, tried on a repository of its own."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.tools import collection, matrix, record, release, stages

MAKEFILE = """
green:
	@echo green >>.cache/runs
	@echo '{"passed": 3, "failed": 0, "skipped": 1}' >$$LVS_TALLY/a.json; echo 'no Python 3.8' >$$LVS_TALLY/a.txt
red:
	@echo red >>.cache/runs
	@false
other:
	@echo other >>.cache/runs
"""
FILES = {
    "Makefile": MAKEFILE,
    "galaxy.yml": "version: 0.9.0\n",
    ".gitignore": ".cache\n",
    "changelogs/changelog.yaml": "releases: {0.9.0: {}}\n",
    "plugins/x.py": "",
    "docs/x.md": "",
    "tests/allowed-skips.txt": "# why\ntests/x.py::test_x  no kernel for it\n",
}


def write(name, text):
    path = collection.ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def commit():
    subprocess.run(["git", "add", "--all"], cwd=collection.ROOT, check=True)
    me = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *me, "commit", "--quiet", "--message", "x"], cwd=collection.ROOT, check=True)


@pytest.fixture(autouse=True)
def _repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    monkeypatch.setattr(collection, "ROOT", tmp_path)
    monkeypatch.setattr(stages, "TALLY", tmp_path / ".cache/tally")
    monkeypatch.setattr(collection, "build", lambda folder: folder / "lvs-cluster-0.9.0.tar.gz")
    subprocess.run(["git", "init", "--quiet"], check=True)
    for name, text in FILES.items():
        write(name, text)
    commit()


@pytest.fixture
def recorded():
    """The record of one green stage, committed; gives its file."""
    assert matrix.main(["green"]) == 0
    commit()
    return record.path_of("0.9.0")


def test_the_record_says_what_was_run(recorded):
    text = recorded.read_text()
    head = record.git("rev-parse", "HEAD~1").strip()
    assert re.search(rf"^\| green \| ok \| 20\S+ \S+ UTC \| {head} \| 0 \| 3 passed, 1 skipped \|$", text, re.MULTILINE)
    assert "- green: no Python 3.8\n- tests/x.py::test_x  no kernel for it\n" in text
    assert record.written("0.9.0", record.parse(text)) == text


def counts():
    """How often each verb was run, as the record of the work says it that each does."""
    path = collection.ROOT / ".cache/runs"
    return path.read_text().split() if path.exists() else []


def test_a_run_that_was_ended_goes_on(capsys):
    assert matrix.main(["green", "/", "red", "/", "other"]) == 1
    assert counts() == ["green", "red"]
    write("Makefile", MAKEFILE.replace("@false", "@true"))
    commit()
    assert matrix.main(["green", "/", "red", "/", "other"]) == 0
    assert counts() == ["green", "red", "red", "other"]
    assert "As the record has them: green\n" in capsys.readouterr().out
    assert list(record.load("0.9.0").rows) == ["green", "red", "other"]


def test_what_was_interrupted_is_in_the_record(monkeypatch):
    monkeypatch.setattr(stages, "run", lambda stage, _output=None, run=stages.run: _interrupt(stage, run))
    with pytest.raises(KeyboardInterrupt):
        matrix.main(["green", "/", "red"])
    assert [row.outcome for row in record.load("0.9.0").rows.values()] == ["ok", "not run"]


def _interrupt(stage, run):
    if stage.name == "red":
        raise KeyboardInterrupt
    run(stage)


@pytest.mark.usefixtures("recorded")
def test_once_the_collection_has_changed_all_is_run_again():
    write("plugins/x.py", "x = 1\n")
    commit()
    assert matrix.main(["green"]) == 0
    assert counts() == ["green", "green"]


@pytest.mark.usefixtures("recorded")
def test_a_release_with_its_record_is_built(capsys):
    assert release.main(["green"]) == 0
    assert ".cache/dist/lvs-cluster-0.9.0.tar.gz" in capsys.readouterr().out


@pytest.mark.usefixtures("recorded")
def test_documentation_may_change_after_the_record(capsys):
    write("docs/x.md", "clearer")
    commit()
    assert release.main(["green"]) == 0, capsys.readouterr().out


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("plugins/x.py", "x = 1\n", "green: plugins/x.py changed since"),
        ("galaxy.yml", "version: 0.9.1\n", "there is no record of 0.9.1"),
        ("changelogs/changelog.yaml", "releases: {}\n", "the changelog does not have 0.9.0"),
        ("changelogs/fragments/x.yml", "", "x.yml: a fragment that is in no release"),
    ],
)
def test_what_changed_since_the_record_is_in_the_way(capsys, name, text, why):
    write(name, text)
    commit()
    assert release.main(["green"]) == 1
    assert why in capsys.readouterr().out


@pytest.mark.usefixtures("recorded")
def test_what_is_not_committed_is_in_the_way(capsys):
    write("docs/x.md", "clearer")
    assert release.main(["green"]) == 1
    assert "not committed:  M docs/x.md" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="in none"):
        matrix.main(["green"])


def test_a_stage_that_is_red_or_missing_is_in_the_way(capsys):
    assert matrix.main(["red", "/", "green"]) == 1
    commit()
    assert release.main(["red", "/", "green", "+", "third"]) == 1
    output = capsys.readouterr().out
    for why in ("red: FAILED", "green: not run", "third: not in the record"):
        assert f"\n{why}\n" in output


def test_a_record_of_another_branch_is_in_the_way(recorded, capsys):
    recorded.write_text(recorded.read_text().replace(record.git("rev-parse", "HEAD~1").strip(), "f" * 40))
    commit()
    assert release.main(["green"]) == 1
    assert "which this branch does not have" in capsys.readouterr().out
