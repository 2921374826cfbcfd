# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.tools.docs import navigation

DOCUMENT = [
    {"section": "Start", "about": "Begin.", "pages": {"README.md": "Quick start", "docs/coming.md": "Coming"}},
    {"section": "Later", "about": "Not there yet.", "pages": {"docs/later.md": "Later"}},
    {"section": "Verify", "about": "Is it true?", "pages": {"docs/checks/README.md": "The checks"}},
]
TEXTS = {
    "README.md": "[checks](docs/checks/README.md)",
    "docs/checks/README.md": "[F2](f2.md) [F1](f1.md) [F2 again](f2.md#why) [VIP](../vip.md) [here](README.md)",
    "docs/checks/f1.md": "",
    "docs/checks/f2.md": "",
}
PLACES = {"README.md": "start.md", "docs/checks/README.md": "checks/index.md"}
PARTS = navigation.sections(DOCUMENT, PLACES)


def test_sections_hold_what_is_there():
    assert [(part.title, dict(part.pages)) for part in PARTS] == [
        ("Start", {"README.md": "Quick start"}),
        ("Verify", {"docs/checks/README.md": "The checks"}),
    ]


def test_pages_below_a_readme_are_those_of_its_folder_in_its_order():
    below = navigation.below(PARTS, TEXTS)
    assert below == {"docs/checks/README.md": ["docs/checks/f2.md", "docs/checks/f1.md"]}
    assert navigation.orphans(TEXTS, PARTS, below) == []


def test_control_a_page_that_nobody_would_find_is_seen():
    texts = {**TEXTS, "docs/new.md": "", "docs/checks/f3.md": "nobody links here"}
    lost = navigation.orphans(texts, PARTS, navigation.below(PARTS, texts))
    assert [line.split()[0] for line in lost] == ["docs/checks/f3.md", "docs/new.md"]


def test_menu():
    menu = navigation.toctree({"start.md": "Quick start", "checks/f1.md": ""}, "Start")
    assert menu.splitlines() == [
        "",
        "```{toctree}",
        ":hidden:",
        ":caption: Start",
        "",
        "Quick start </start>",
        "/checks/f1",
        "```",
    ]
    assert navigation.toctree({}) == ""


def test_index_has_a_card_and_a_part_of_the_menu_for_each_section():
    text = navigation.index("# Hello\n", PARTS, PLACES)
    assert text.startswith("# Hello\n")
    for part in PARTS:
        assert f"**{part.title}**\n\n{part.about}" in text
        assert f":caption: {part.title}\n" in text
    assert "- [Quick start](start.md)" in text
    assert "The checks </checks/index>" in text
