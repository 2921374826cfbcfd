# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which variables a playbook of the collection reads: the text of its tasks, and of the files that it brings in."""

import re

import yaml

from tests.tower.project import ROOT

PLAYBOOKS = ROOT / "playbooks"
#: Names of groups, and those of the report's files, which nobody would find again in Tower's container.
NOT_ASKED = {"lvs_directors", "lvs_realservers", "lvs_clients", "lvs_report_json", "lvs_report_junit"}
_BRINGS_IN = re.compile(r"ansible\.builtin\.(?:import|include)_(?:playbook|tasks)$")


def reads(path):
    """Return the names ``lvs_*`` that a playbook, or a file of tasks, reads; comments do not count."""
    content = yaml.safe_load(path.read_text())
    found = {str(name) for name in re.findall(r"(?<![\w.])lvs_\w+", yaml.safe_dump(content))}
    for brought in _brought_in(content):
        found |= reads(path.parent / brought)
    return found - NOT_ASKED


def _brought_in(content):
    if isinstance(content, list):
        for one in content:
            yield from _brought_in(one)
    elif isinstance(content, dict):
        for key, value in content.items():
            if _BRINGS_IN.match(key):
                yield value if isinstance(value, str) else value["file"]
            else:
                yield from _brought_in(value)
