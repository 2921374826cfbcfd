# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.gates.links import dead_links


def test_no_link_of_the_documentation_is_dead(root):
    pages = [*root.glob("*.md"), *root.glob("roles/*/README.md"), *(root / "docs").glob("**/*.md")]
    assert len(pages) > 3
    assert [link for page in pages for link in dead_links(page)] == []


def test_control_a_dead_link_is_seen(tmp_path):
    (tmp_path / "page.md").write_text("[here](page.md) [there](gone.md#part) [out](https://example.org/x)")
    assert dead_links(tmp_path / "page.md") == ["page.md: gone.md"]
