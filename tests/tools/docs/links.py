# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a file of the repository is on the site, and the links of its pages made to lead there.

The pages are read in the repository, too, so they link to files of it. On the site such a link goes to the page that is
made of the file, else to the file in the repository that galaxy.yml names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple

# [text](target), ![text](target), and the two attributes of HTML that an image in a page may need.
LINK = re.compile(r"""(\]\(|\b(?:src|href)=")([^)"\s]+)""")
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|#|/")
FENCE = re.compile(r"\s*(```+|~~~+)")
# What each folder of plugins becomes: pages of this ending.
GENERATED = {"plugins/modules": "module", "plugins/filter": "filter"}
INDEX = "docs/site/index.md"
PICTURES = (".svg", ".png")
# Works for files and folders, whatever the main branch is called.
REPOSITORY_FILE = "blob/HEAD"


class Site(NamedTuple):
    """Places: path in the repository to file of the site's source, with #fragment where it is a part of one."""

    places: dict[str, str]
    repository: str


def place(source: str) -> str | None:
    """Where a file of the repository is on the site, as a file of the site's source; None: only in the repository."""
    path = PurePosixPath(source)
    folder = path.parts[0]
    if source.startswith("docs/site/"):
        return "index.md" if source == INDEX else None
    if is_page(source):
        return page_place(source)
    if source.startswith("docs/examples/"):
        return example_place(source)
    if folder == "docs" and path.suffix in PICTURES:
        return source.removeprefix("docs/")
    return plugin_place(source)


def is_page(source: str) -> bool:
    """The repository's own pages, and those of docs/ and lab/; antsibull-changelog may write reStructuredText."""
    path = PurePosixPath(source)
    if len(path.parts) == 1:
        return path.suffix == ".md" or source == "CHANGELOG.rst"
    return path.suffix == ".md" and path.parts[0] in ("docs", "lab") and not source.startswith("docs/site/")


def page_place(source: str) -> str:
    """docs/vip.md is vip.md, docs/checks/README.md is checks/index.md, README.md is start.md."""
    if source == "README.md":
        return "start.md"
    path = PurePosixPath(source.removeprefix("docs/").lower())
    return str(path.with_stem("index") if path.stem == "readme" else path)


def example_place(source: str) -> str:
    """The page of the examples, at the heading of this one: its slug, as GitHub makes them."""
    name = source.removeprefix("docs/examples/")
    return f"examples/index.md#{re.sub(r'[^a-z0-9_-]', '', name.lower())}"


def plugin_place(source: str) -> str | None:
    """The page that antsibull-docs writes of a plugin's file, or of a role's folder."""
    path = PurePosixPath(source)
    kind = GENERATED.get(str(path.parent))
    if kind:
        return f"reference/{path.stem}_{kind}.rst"
    if path.parts[0] == "roles" and len(path.parts) > 1:
        return f"reference/{path.parts[1]}_role.rst"
    return None


def target(link: str, page: str, site: Site, files: Iterable[str] = ()) -> str:
    """A link of the page (its path in the repository) as it has to be on the site; files: what else is there."""
    if OUTSIDE.match(link):
        return link
    path, _, fragment = link.partition("#")
    path = normpath(join(dirname(page), path))
    place = site.places.get(path)
    if place is None:
        if path not in files:
            raise ValueError(f"{page}: {link} leads nowhere")
        return f"{site.repository}/{REPOSITORY_FILE}/{path}"
    place, _, part = place.partition("#")
    fragment = fragment or part
    return relpath(place, dirname(site.places[page]) or ".") + (f"#{fragment}" if fragment else "")


def rewrite(text: str, page: str, site: Site, files: Iterable[str] = ()) -> str:
    """Every link of a page's Markdown made one of the site; what is in fences is no link."""

    def replaced(match: re.Match) -> str:
        return match[1] + target(match[2], page, site, files)

    lines, fence = [], ""
    for line in text.splitlines(keepends=True):
        mark = FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and line.strip() == fence:
            fence = ""
        elif not fence:
            line = LINK.sub(replaced, line)
        lines.append(line)
    return "".join(lines)
