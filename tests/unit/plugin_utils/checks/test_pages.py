# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every check has a page, and every page a check; the filters are what playbooks get."""

import json
import sys
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks import judging
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.registry import CHECKS

from tests import site
from tests.unit.plugin_utils.checks import healthy

PAGES = Path(__file__).parents[4] / "docs" / "checks"
HEADINGS = ("**What.**", "**Why.**", "**How.**", "**What it looks like**", "**Remedy**")


def test_every_check_has_a_page_and_every_page_a_check():
    pages = {path.stem for path in PAGES.glob("*.md")} - {"README"}
    assert pages == {one.id.lower() for one in CHECKS}
    assert len(pages) == len(CHECKS)


@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.id)
def test_a_page_tells_what_why_how_and_what_to_do(one):
    text = (PAGES / f"{one.id.lower()}.md").read_text()
    assert text.startswith(f"# {one.id}: ")
    assert [heading for heading in HEADINGS if heading not in text] == []
    assert 15 <= len(text.splitlines()) <= 42
    passively, fitness = ("passively" in text.splitlines()[4], "preflight" in text.splitlines()[4])
    assert fitness == one.fitness
    assert passively == (one.id not in {"F3", "F4", "F8", "responses", "source_check"})


def test_the_index_lists_every_page():
    text = (PAGES / "README.md").read_text()
    assert [one.id for one in CHECKS if f"[{one.id}]({one.id.lower()}.md)" not in text] == []


def test_playbooks_get_the_filters(tmp_path):
    hosts = {"web1": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}}
    documents = {"clusters": healthy.clusters(), "nodes": healthy.nodes(), "traffic": healthy.traffic()}
    words = {
        "findings": "clusters | lvs.cluster.findings(nodes, traffic)",
        "preflight": "clusters | lvs.cluster.preflight(nodes)",
        "summary": "clusters | lvs.cluster.findings(nodes) | lvs.cluster.summary",
        "junit": "clusters | lvs.cluster.findings(nodes) | lvs.cluster.junit",
        "picture": "clusters | lvs.cluster.picture(nodes)",
    }
    answers = ", ".join(f"'{name}': {expression}" for name, expression in words.items())
    answer = {"content": "{{ {" + answers + "} | to_json }}", "dest": str(tmp_path / "answer")}
    playbook = tmp_path / "play.yml"
    play = {"hosts": "web1", "gather_facts": False, "vars": documents, "tasks": [{"ansible.builtin.copy": answer}]}
    playbook.write_text(json.dumps([play]))
    played = site.play(site.write(tmp_path, {"all": {"hosts": hosts}}), str(playbook))
    assert played.returncode == 0, played.stdout + played.stderr
    found = json.loads((tmp_path / "answer").read_text())
    assert found["findings"] == judging.findings(healthy.clusters(), healthy.nodes(), healthy.traffic())
    assert {one["status"] for one in found["preflight"]} == {"ok", "not_measured"}
    assert found["summary"].startswith("Nothing failed: 79 checks")
    assert found["junit"].startswith("<?xml")
    assert found["picture"].startswith("cluster default, director lb1\n")
