# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-test skips is seen, and refused unless it is listed."""

from __future__ import annotations

import pytest

from tests.tools import collection, interpreters, sanity

WARNING = 'WARNING: Skipping sanity test "{}" on Python {} because it could not be found.'


@pytest.fixture
def sanity_that_says(tmp_path, monkeypatch, capsys):
    """The tool with an ansible-test that prints one line, and ends well."""

    def run(line):
        tool = tmp_path / "ansible-test"
        tool.write_text(f"#!/bin/sh\necho '{line}' >&2\n")
        tool.chmod(0o755)
        return sanity.main([]), capsys.readouterr().out

    monkeypatch.delenv("LVS_TALLY", raising=False)
    monkeypatch.setattr(collection, "tool", lambda _name: str(tmp_path / "ansible-test"))
    monkeypatch.setattr(collection, "build", lambda _folder: None)
    monkeypatch.setattr(collection, "install", lambda _archive, _folder: tmp_path)
    monkeypatch.setattr(interpreters, "present", dict)
    for name in ("HOME", "PYTHONS"):
        monkeypatch.setattr(sanity, name, tmp_path / name)
    return run


@pytest.mark.parametrize("line", [WARNING.format("import", "3.8"), WARNING.format("compile", "3.13"), "all is well"])
def test_what_is_listed_may_be_skipped(sanity_that_says, line):
    status, output = sanity_that_says(line)
    assert status == 0
    assert line in output


def test_control_what_is_not_listed_fails(sanity_that_says):
    status, output = sanity_that_says(WARNING.format("validate-modules", "3.11"))
    assert status == 1
    assert "This skip is not in allowed-skips.txt: sanity/validate-modules-3.11\n" in output
