# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""antsibull-docs on the documentation of every plugin and role: schema, markup, and what it refers to."""

from __future__ import annotations

from pathlib import Path

from tests.release import tools


def lint(folder: Path) -> tuple[int, str]:
    references = ("--validate-collection-refs", "dependent", "--disallow-unknown-collection-refs")
    return tools.run("antsibull-docs", "lint-collection-docs", "--plugin-docs", *references, folder, cwd=folder)


def test_the_documentation_is_as_docsites_take_it(root):
    status, output = lint(root)
    assert output == ""
    assert status == 0


def test_control_markup_that_leads_nowhere_is_seen(bad_collection):
    status, output = lint(bad_collection)
    assert status != 0
    assert "O(nowhere)" in output
