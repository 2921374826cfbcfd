# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checkout and the archive built from it are those of the gates; and a small collection that breaks the rules."""

from __future__ import annotations

import pytest
import yaml

from tests.gates.conftest import built, installed, root, sources

__all__ = ["built", "installed", "root", "sources"]

MODULE = '''
DOCUMENTATION = r"""
module: bad
short_description: Refers to an option that it does not have
description: See O(nowhere).
author: Nobody (@nobody)
options: {}
"""
EXAMPLES = ""
RETURN = ""
'''


@pytest.fixture
def bad_collection(tmp_path):
    """A collection with everything that a linter should find, in its folder."""
    folder = tmp_path / "ansible_collections/lvs/bad"
    about = {"namespace": "lvs", "name": "bad", "version": "0.1.0", "readme": "README.md", "authors": ["Nobody"]}
    about |= {"license": ["GPL-3.0-or-later"], "tags": ["networking"], "repository": "https://lvs-cluster.example.org"}
    files = {
        "galaxy.yml": yaml.safe_dump(about),
        "README.md": "# bad",
        "meta/runtime.yml": 'requires_ansible: ">=2.17.0"',
        "meta/execution-environment.yml": "dependencies: {python: nowhere.txt}",
        "playbooks/bad.yml": "- hosts: all\n  tasks:\n    - command: echo\n",
        "plugins/modules/bad.py": MODULE,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder
