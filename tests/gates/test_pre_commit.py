# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hooks are local and call tools that are there."""

from __future__ import annotations

import shlex

import pytest
import yaml

TOOLS = ".cache/venv/bin/"


def wrong_hooks(text, root):
    repositories = yaml.safe_load(text)["repos"]
    hooks = [hook for repository in repositories for hook in repository["hooks"]]
    words = [word for hook in hooks for word in shlex.split(hook["entry"])]
    paths = [word for word in words if word.startswith((TOOLS, "tests/"))]
    return [
        *(f"not local: {repository['repo']}" for repository in repositories if repository["repo"] != "local"),
        *(f"fetches its tool: {hook['id']}" for hook in hooks if hook["language"] != "system"),
        *(f"calls none of ours: {hook['id']}" for hook in hooks if TOOLS not in hook["entry"]),
        *(f"is not there: {path}" for path in paths if not (root / path).exists()),
    ]


def test_hooks_call_our_own_tools(root):
    assert wrong_hooks((root / ".pre-commit-config.yaml").read_text(), root) == []


@pytest.mark.parametrize(
    ("hook", "why"),
    [
        ("repo: https://example.org/x, hooks: []", "not local"),
        ("repo: local, hooks: [{id: x, language: python, entry: .cache/venv/bin/ruff}]", "fetches its tool"),
        ("repo: local, hooks: [{id: x, language: system, entry: ruff}]", "calls none of ours"),
        ("repo: local, hooks: [{id: x, language: system, entry: .cache/venv/bin/gone}]", "is not there"),
    ],
)
def test_control_a_hook_that_would_not_run_is_seen(root, hook, why):
    (complaint,) = wrong_hooks(f"repos: [{{{hook}}}]", root)
    assert complaint.startswith(why)
