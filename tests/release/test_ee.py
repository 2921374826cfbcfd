# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment: what ansible-builder makes of the collection, short of pulling an image."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.gates import imports
from tests.tools import collection

# A controller that runs Ansible has these already.
BROUGHT = {"ansible", "ansible_collections", "jinja2", "yaml"}


def builder(*arguments: object) -> tuple[int, str]:
    command = [collection.tool("ansible-builder"), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def introspected(place: Path) -> dict[str, list[str]]:
    """What ansible-builder finds that the collections below a folder need, without its remarks."""
    status, output = builder("introspect", place)
    assert status == 0, output
    found = yaml.safe_load(output.partition("---\n")[2]) or {}
    return {kind: [line.partition("#")[0].strip() for line in lines] for kind, lines in found.items()}


@pytest.fixture
def copied(installed, tmp_path):
    """The installed collection, in a folder that a test may change."""
    shutil.copytree(installed.parents[1], tmp_path / "ansible_collections")
    return tmp_path / "ansible_collections/lvs/cluster"


def test_introspect_finds_what_the_controller_needs(installed):
    assert introspected(installed.parents[2]) == {
        "python": ["jmespath>=1.0.1"],
        "system": ["openssh-client [platform:dpkg]", "openssh-clients [platform:rpm]"],
    }


def test_control_a_collection_that_does_not_say_is_seen(copied):
    (copied / "meta/execution-environment.yml").unlink()
    assert introspected(copied.parents[2])["python"] == []


def test_control_requirements_that_are_not_in_the_archive_are_seen(copied):
    (copied / "meta/ee-requirements.txt").unlink()
    status, output = builder("introspect", copied.parents[2])
    assert status != 0
    assert "meta/ee-requirements.txt" in output


def unstated(root: Path, stated: str) -> list[str]:
    """Imports of the controller's side that neither Ansible brings nor the requirements name."""
    known = {*sys.stdlib_module_names, *BROUGHT, "plugins", *(line.partition(">")[0] for line in stated.splitlines())}
    return [
        f"{path.relative_to(root)}:{line}: imports {name}"
        for folder in ("plugins/filter", "plugins/plugin_utils")
        for path in sorted((root / folder).rglob("*.py"))
        for line, name in imports.imported(path, root)
        if name.partition(".")[0] not in known
    ]


def test_the_requirements_name_what_the_controller_imports(root):
    assert unstated(root, (root / "meta/ee-requirements.txt").read_text()) == []


def test_control_an_import_that_is_not_stated_is_seen(tmp_path):
    (tmp_path / "plugins/filter").mkdir(parents=True)
    (tmp_path / "plugins/filter/x.py").write_text("import jmespath\nimport json\n")
    assert unstated(tmp_path, "netaddr>=1.0") == ["plugins/filter/x.py:1: imports jmespath"]
    assert unstated(tmp_path, "jmespath>=1.0") == []


def test_create_makes_a_build_context(root, tmp_path):
    status, output = builder("create", "--file", root / "execution-environment.yml", "--context", tmp_path)
    assert status == 0, output
    version = yaml.safe_load((root / "galaxy.yml").read_text())["version"]
    wanted = yaml.safe_load((tmp_path / "_build/requirements.yml").read_text())
    assert wanted == {"collections": [{"name": "lvs.cluster", "version": version}]}


def test_control_a_definition_of_another_form_is_refused(root, tmp_path):
    text = (root / "execution-environment.yml").read_text().replace("base_image", "basis_image")
    (tmp_path / "execution-environment.yml").write_text(text)
    status, output = builder("create", "--file", tmp_path / "execution-environment.yml", "--context", tmp_path / "c")
    assert status != 0
    assert "basis_image" in output
