# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.tools.docs import reference

PAGE = """\
:orphan:

lvs.cluster.ipvs module -- Declare the table (LVS\\-DR)
++++++++++++++++++++++++++++++++++++++++++++++++++++++

New in lvs.cluster 0.9.0

.. contents::
   :local:
   :depth: 1

.. Deprecated

Synopsis
--------
"""


def test_title_says_what_a_page_is_about():
    expected = reference.Part("ipvs_module.rst", "lvs.cluster.ipvs", "module", "Declare the table (LVS-DR)")
    assert reference.part("ipvs_module.rst", PAGE) == expected


@pytest.mark.parametrize("text", ["", PAGE.replace(" module ", " lookup "), PAGE.replace("++", "--")])
def test_a_page_of_another_kind_is_no_page_that_gets_lost(text):
    with pytest.raises(ValueError, match="ipvs_module"):
        reference.part("ipvs_module.rst", text)


def test_contents_are_left_to_the_theme():
    text = reference.without_contents(PAGE)
    assert ".. contents::" in PAGE
    assert ".. contents::" not in text
    assert "depth" not in text
    assert ".. Deprecated" in text


def test_list_of_a_kind_has_its_parts_by_name_and_no_others():
    parts = [
        reference.Part("vip_module.rst", "lvs.cluster.vip", "module", "Hold VIPs"),
        reference.Part("ipvs_destination_module.rst", "lvs.cluster.ipvs_destination", "module", "One real server"),
        reference.Part("ipvs_module.rst", "lvs.cluster.ipvs", "module", "The table"),
        reference.Part("site_filter.rst", "lvs.cluster.site", "filter", "The clusters"),
    ]
    text = reference.listing("module", parts)
    rows = [line for line in text.splitlines() if line.startswith("| [")]
    assert [row.split("`")[1].rpartition(".")[2] for row in rows] == ["ipvs", "ipvs_destination", "vip"]
    assert "ipvs </reference/ipvs_module>" in text
    assert "site" not in text


def test_examples_are_shown_as_they_are():
    text = reference.examples(["inventory.yml", "project/run.unknown"], {"examples/project/index.md": ""})
    assert "## `inventory.yml`\n\n```{literalinclude} files/inventory.yml\n:language: yaml\n```" in text
    assert "files/project/run.unknown\n:language: none\n" in text
    assert "/examples/project/index\n" in text
