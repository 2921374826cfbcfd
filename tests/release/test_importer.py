# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""galaxy-importer on the built archive, as a Galaxy server runs it, with the ansible-lint that it finds on PATH."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.release import tools
from tests.tools import collection

# Warnings that may stay: the start of the line, then the reason. There is none.
ALLOWED: dict[str, str] = {}
LEVELS = ("WARNING: ", "ERROR: ", "CRITICAL: ")


def complaints(output: str, allowed: dict[str, str]) -> list[str]:
    return [line for line in output.splitlines() if line.startswith(LEVELS) and not line.startswith(tuple(allowed))]


@pytest.fixture
def importer(tmp_path):
    def run(archive: Path) -> tuple[int, str]:
        config = str(Path(__file__).with_name("galaxy-importer.cfg"))
        variables = {"GALAXY_IMPORTER_CONFIG": config, "GALAXY_IMPORTER_ANSIBLE_LOCAL_TMP": str(tmp_path / "tmp")}
        return tools.run("python", "-m", "galaxy_importer.main", archive, cwd=tmp_path, **variables)

    return run


def test_the_archive_is_taken_without_a_warning(importer, built):
    status, output = importer(built)
    assert complaints(output, ALLOWED) == []
    assert status == 0, output
    for done in ("Loading module ipvs", "Loading role director", "...ansible-lint run complete"):
        assert done in output


def test_control_what_a_galaxy_server_would_say_is_seen(importer, bad_collection, tmp_path):
    collection.galaxy("build", "--output-path", str(tmp_path), str(bad_collection))
    _status, output = importer(tmp_path / "lvs-bad-0.1.0.tar.gz")
    found = complaints(output, ALLOWED)
    for what in ("No changelog found", "name[play]", "no-changed-when", "for dependency files"):
        assert any(what in line for line in found), output
    assert len(complaints(output, {"WARNING: No changelog": "this one may stay"})) == len(found) - 1
