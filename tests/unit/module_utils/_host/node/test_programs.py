# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that print, fail, hang or never end."""

import time

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host.node import programs


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """Write a program and return its path; programs are looked for there."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    def write(script, name="tool"):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return str(path)

    return write


def test_a_program_is_found_and_says_what_it_prints(tool):
    path = tool('echo "$1 $LC_ALL"; echo warning >&2')
    assert programs.find("tool") == path
    assert programs.output([path, "it's; $HOME"]) == "it's; $HOME C\n"


def test_what_the_host_has_not_is_not_found(tool):
    tool("exit 0")
    assert programs.find("another-tool") is None


@pytest.mark.parametrize(
    ("script", "limits", "sentence"),
    [
        ("echo no rights >&2; exit 4", {}, "tool: no rights"),
        ("exit 3", {}, "tool: status 3"),
        ("exec sleep 60", {"patience": 0.2}, "tool has not ended within 0.2 s"),
        ("exec sleep 60 >&-", {"patience": 0.2}, "tool has not ended within 0.2 s"),
        ("exec yes", {"most": 1000}, "tool prints more than 1000 bytes"),
    ],
)
def test_a_program_that_does_not_end_well_is_named(tool, script, limits, sentence):
    began = time.monotonic()
    with pytest.raises(programs.ProgramError) as caught:
        programs.output([tool(script)], **limits)
    assert str(caught.value) == sentence
    assert time.monotonic() - began < 10


def test_bytes_that_are_no_text_are_replaced(tool):
    assert programs.output([tool(r"printf 'a\377b'")]) == "a\ufffdb"
