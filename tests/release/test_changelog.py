# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The changelog: its fragments, what is generated from it, and whether it knows all that the collection brings."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

import pytest
import yaml

from tests.release import tools


@pytest.fixture
def changelog(root, tmp_path):
    """The changelog in a folder that a test may change."""
    shutil.copytree(root / "changelogs", tmp_path / "changelogs")
    shutil.copy(root / "galaxy.yml", tmp_path)
    return tmp_path


def test_fragments_and_changelog_are_well_formed(root):
    assert tools.run("antsibull-changelog", "lint") == (0, "")
    assert tools.run("antsibull-changelog", "lint-changelog-yaml", root / "changelogs/changelog.yaml") == (0, "")


def test_control_a_fragment_of_an_unknown_section_is_seen(changelog):
    (changelog / "changelogs/fragments/bad.yml").write_text("---\nsmall_changes: [ipvs - is faster]\n")
    status, output = tools.run("antsibull-changelog", "lint", cwd=changelog)
    assert status != 0
    assert "small_changes" in output


def test_the_page_is_what_is_generated(root, tmp_path):
    assert tools.run("antsibull-changelog", "generate", "--output", tmp_path / "x.md") == (0, "")
    assert (tmp_path / "x.md").read_text() == (root / "CHANGELOG.md").read_text()


def test_control_a_page_of_another_changelog_is_seen(root, changelog):
    data = changelog / "changelogs/changelog.yaml"
    data.write_text(data.read_text().replace("The first release", "The second release"))
    assert tools.run("antsibull-changelog", "generate", "--output", "x.md", cwd=changelog) == (0, "")
    assert (changelog / "x.md").read_text() != (root / "CHANGELOG.md").read_text()


def entries(release: dict) -> set[str]:
    """Kind and name of each new thing of a release, or of a fragment."""
    kinds = {"module": release.get("modules", []), **release.get("plugins", {}), **release.get("objects", {})}
    kinds |= {key.partition(".")[2]: named for key, named in release.items() if key.startswith("add ")}
    return {f"{kind} {entry['name']}" for kind, named in kinds.items() for entry in named}


def contents(names: Iterable[str]) -> set[str]:
    """Kind and name of each playbook, role, module and filter among the sources."""
    folders = {"playbooks": "playbook", "roles": "role", "plugins/modules": "module", "plugins/filter": "filter"}
    found = set()
    for name in names:
        folder, _, rest = name.rpartition("/") if not name.startswith("roles/") else name.partition("/")
        if folder in folders:
            found.add(f"{folders[folder]} {rest.partition('/')[0].partition('.')[0]}")
    return found


def told(folder) -> set[str]:
    releases = yaml.safe_load((folder / "changelogs/changelog.yaml").read_text())["releases"].values()
    fragments = map(yaml.safe_load, (path.read_text() for path in folder.glob("changelogs/fragments/*.yml")))
    return {entry for part in [*releases, *fragments] for entry in entries(part)}


def test_everything_new_is_told(root, sources):
    found = contents(sources)
    assert {"module ipvs", "filter site", "role director", "playbook verify"} <= found
    assert sorted(found - told(root)) == []


def test_control_what_is_not_told_is_seen(changelog):
    names = ["playbooks/new.yml", "plugins/filter/new.py", "roles/new/tasks/main.yml", "playbooks/tasks/x.yml", "a.py"]
    assert contents(names) == {"playbook new", "filter new", "role new"}
    (changelog / "changelogs/fragments/new.yml").write_text("add object.playbook: [{name: new, description: x}]\n")
    assert contents(names) - told(changelog) == {"filter new", "role new"}
