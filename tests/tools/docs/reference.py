# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages about the collection's parts: those of antsibull-docs, made fit for the site, and the lists of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tests.tools.docs.navigation import toctree

# The menu at the side of each page shows the same.
CONTENTS = re.compile(r"^\.\. contents::\n(?: +:.*\n)+\n", re.MULTILINE)
# lvs.cluster.ipvs module -- Declare the IPVS table of a director
TITLE = re.compile(r"^([\w.]+) (\w+) -- (.+)\n\++$", re.MULTILINE)
LANGUAGES = {
    ".yml": "yaml",
    ".yaml": "yaml",
    ".cfg": "ini",
    ".ini": "ini",
    ".j2": "jinja",
    ".json": "json",
    ".py": "python",
}


class Part(NamedTuple):
    """A module, filter or role: its page's file, full name, kind and one sentence."""

    file: str
    name: str
    kind: str
    about: str


class List(NamedTuple):
    """The list of all parts of a kind: where they are in the repository, its page, title and introduction."""

    source: str
    place: str
    title: str
    about: str


LISTS = {
    "module": List(
        "plugins/modules",
        "reference/modules.md",
        "Modules",
        "They talk to the kernel themselves. On a host they need Python 3.8 and nothing else.",
    ),
    "filter": List(
        "plugins/filter",
        "reference/filters.md",
        "Filters",
        "What the playbooks call on the controller: from the inventory to each host's share, and from what was seen "
        "to findings.",
    ),
    "role": List("roles", "reference/roles.md", "Roles", "The two kinds of node. `lvs.cluster.site` fills them in."),
}


def part(file: str, text: str) -> Part:
    match = TITLE.search(text)
    if not match or match[2] not in LISTS:
        raise ValueError(f"{file}: no title of a {', '.join(LISTS)}")
    return Part(file, match[1], match[2], match[3].replace("\\", ""))


def without_contents(text: str) -> str:
    return CONTENTS.sub("", text)


def listing(kind: str, parts: Iterable[Part]) -> str:
    """The page that lists all parts of a kind."""
    page = LISTS[kind]
    mine = sorted((part for part in parts if part.kind == kind), key=lambda part: part.name)
    rows = "\n".join(f"| [`{part.name}`]({part.file}) | {part.about} |" for part in mine)
    menu = toctree({f"reference/{part.file}": part.name.rpartition(".")[2] for part in mine})
    return f"# {page.title}\n\n{page.about}\n\n| name | does |\n|---|---|\n{rows}\n\n{menu}"


def examples(files: Iterable[str], pages: dict[str, str]) -> str:
    """The page of docs/examples: every file as it is; pages: the Markdown among them, to title."""
    shown = "\n".join(_example(name) for name in files)
    introduction = "Copy them, and put in your own hosts and addresses."
    return f"# Examples\n\n{introduction}\n\n{shown}\n{toctree(pages)}"


def _example(name: str) -> str:
    suffix = "." + name.rpartition(".")[2]
    return f"## `{name}`\n\n```{{literalinclude}} files/{name}\n:language: {LANGUAGES.get(suffix, 'none')}\n```\n"
