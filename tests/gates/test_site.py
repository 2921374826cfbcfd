# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make docs` would refuse, seen without building anything."""

from __future__ import annotations

import pytest
import yaml

from tests.tools.docs import build, links, navigation


@pytest.fixture(scope="module")
def files() -> list[str]:
    return build.repository_files()


@pytest.fixture(scope="module")
def site(files: list[str]) -> links.Site:
    return build.the_site(files)


@pytest.fixture(scope="module")
def texts(files: list[str], site: links.Site) -> dict[str, str]:
    return build.page_texts(files, site)


def test_every_page_is_in_the_menu_of_the_site(site, texts):
    assert build.lost(site, texts) == []


def test_control_a_new_page_is_missed_there(site, texts):
    assert build.lost(site, {**texts, "docs/new.md": ""}) == ["docs/new.md is in no section of docs/site/pages.yml"]


def test_every_link_has_a_place_on_the_site_or_in_the_repository(files, site, texts):
    known = build.with_folders(files)
    pages = {name: links.rewrite(text, name, site, known) for name, text in texts.items() if name.endswith(".md")}
    assert len(pages) > 30
    # Nothing on the site leads out of its own folder of pages.
    assert [name for name, text in pages.items() if "](../plugins" in text] == []


def test_sections_say_what_they_are_about(root):
    document = yaml.safe_load((root / "docs/site/pages.yml").read_text(encoding="utf-8"))
    assert all(part.keys() == {"section", "about", "pages"} and part["about"] for part in document)
    pages = [page for part in document for page in part["pages"]]
    assert len(pages) == len(set(pages))
    assert len(navigation.sections(document, pages)) == len(document)
