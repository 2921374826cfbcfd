# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the pages, docs/site/pages.yml: the menu and the index made of it, and pages that it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import dirname, join, normpath, splitext
from typing import NamedTuple

LINK = re.compile(r"\]\(([^)#\s]+)")
TOCTREE = """
```{{toctree}}
:hidden:
{options}
{entries}
```
"""


class Section(NamedTuple):
    """A part of the menu; pages: path in the repository to the short title in the menu."""

    title: str
    about: str
    pages: dict[str, str]


def sections(document: list[dict], there: Iterable[str]) -> list[Section]:
    """The sections of pages.yml, without what is not there."""
    found = ({path: title for path, title in part["pages"].items() if path in there} for part in document)
    return [Section(part["section"], part["about"], pages) for part, pages in zip(document, found) if pages]


def children(readme: str, text: str, sources: Iterable[str]) -> list[str]:
    """The pages of a folder that its README links to, in that order: they are below it in the menu."""
    folder = dirname(readme)
    linked = dict.fromkeys(normpath(join(folder, link)) for link in LINK.findall(text))
    return [path for path in linked if path in sources and dirname(path) == folder and path != readme]


def below(parts: Iterable[Section], texts: dict[str, str]) -> dict[str, list[str]]:
    """README that is in the menu to the pages below it; texts: path in the repository to text, of every page."""
    readmes = [page for part in parts for page in part.pages if page.endswith("/README.md")]
    return {readme: children(readme, texts[readme], texts) for readme in readmes}


def orphans(sources: Iterable[str], parts: Iterable[Section], below: dict[str, list[str]]) -> list[str]:
    """Pages that nobody would find."""
    listed = {page for part in parts for page in part.pages}.union(*below.values())
    return [f"{source} is in no section of docs/site/pages.yml" for source in sorted(set(sources) - listed)]


def toctree(pages: dict[str, str], caption: str = "") -> str:
    """A part of the menu; pages: file of the site's source, from its root, to title (empty: the page's own)."""
    if not pages:
        return ""
    names = {f"/{splitext(place)[0]}": title for place, title in pages.items()}
    entries = "\n".join(f"{title} <{name}>" if title else name for name, title in names.items())
    return TOCTREE.format(options=f":caption: {caption}\n" if caption else "", entries=entries)


def card(section: Section, places: dict[str, str]) -> str:
    """A section on the index: its title, a sentence, and its pages."""
    links = "\n".join(f"- [{title}]({places[path]})" for path, title in section.pages.items())
    return f":::{{container}} card\n**{section.title}**\n\n{section.about}\n\n{links}\n:::\n"


def index(introduction: str, parts: list[Section], places: dict[str, str]) -> str:
    """The first page: what is written in docs/site/index.md, a card for each section, and the menu."""
    cards = "\n".join(card(part, places) for part in parts)
    menu = "\n".join(toctree({places[path]: title for path, title in part.pages.items()}, part.title) for part in parts)
    return f"{introduction}\n::::{{container}} cards\n{cards}::::\n\n{menu}"
