# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a built site: check.py FOLDER. Every link within it leads somewhere, and showing it asks no other host.

Links to other hosts are listed, by host, and not followed: that is `sphinx-build -b linkcheck`, which needs a network.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# What a browser loads by itself, as against what a reader may follow.
LOADS = {
    ("script", "src"), ("img", "src"), ("img", "srcset"), ("source", "src"), ("source", "srcset"), ("iframe", "src"),
    ("embed", "src"), ("object", "data"), ("audio", "src"), ("video", "src"), ("video", "poster"), ("track", "src"),
    ("input", "src"), ("image", "href"), ("image", "xlink:href"), ("use", "href"), ("use", "xlink:href"),
}  # fmt: skip
# Kinds of <link> that name a page and load nothing.
NAMES_A_PAGE = {"alternate", "author", "canonical", "help", "index", "license", "next", "prev", "search"}
# url(...) and @import of style sheets; strings of scripts that begin as an address does.
STYLE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')\s]+)""")
SCRIPT = re.compile(r"""["'`]((?:https?:|wss?:)?//[\w-]+(?:\.[\w-]+)+[^"'`\s]*)""")
# The names of XML vocabularies look like addresses.
VOCABULARIES = ("http://www.w3.org/",)


class Link(NamedTuple):
    """loads: a browser asks for it by itself."""

    target: str
    loads: bool


class Page(HTMLParser):
    """The links of a page, and the names that a fragment may have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.names: set[str] = {"", "top"}
        self._script = False
        self._style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.names |= {values[name] for name in ("id", "name") if name in values}
        self.links += [Link(target, True) for target in STYLE.findall(values.get("style", ""))]
        for name, value in values.items():
            if (tag, name) in LOADS:
                self.links.append(Link(value, True))
            elif name == "href":
                kinds = set(values.get("rel", "").split())
                self.links.append(Link(value, tag == "link" and not kinds & NAMES_A_PAGE))
        self._script, self._style = tag == "script", tag == "style"

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        self._script = self._style = False

    def handle_endtag(self, _tag: str) -> None:
        self._script = self._style = False

    def handle_data(self, data: str) -> None:
        if self._script or self._style:
            self.links += asked_by(data, ".js" if self._script else ".css")


def asked_by(text: str, suffix: str) -> list[Link]:
    """What a style sheet loads, and the addresses of other hosts in a script."""
    found = (SCRIPT if suffix == ".js" else STYLE).findall(text)
    return [Link(target, True) for target in found if not target.startswith(VOCABULARIES)]


def is_outside(target: str) -> bool:
    return bool(urlsplit(target).scheme or target.startswith("//"))


def is_data(target: str) -> bool:
    return target.startswith("data:")


class Site:
    """A built site: its pages by their place, and the links of its style sheets and scripts."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(self.root.rglob("*.html"))}
        others = [path for path in sorted(self.root.rglob("*")) if path.suffix in (".css", ".js")]
        found = {path: asked_by(path.read_text(encoding="utf-8"), path.suffix) for path in others}
        self.links = {**{path: page.links for path, page in self.pages.items()}, **found}

    def each_link(self) -> Iterator[tuple[Path, Link]]:
        for path, links in self.links.items():
            yield from ((path, link) for link in links if not is_data(link.target))

    def dead(self) -> list[str]:
        """Links within the site that lead nowhere: no such file, or no such part of the page."""
        within = ((path, link.target) for path, link in self.each_link() if not is_outside(link.target))
        return sorted(
            {f"{path.relative_to(self.root)}: {link}" for path, link in within if not self._leads(path, link)}
        )

    def _leads(self, path: Path, link: str) -> bool:
        parts = urlsplit(link)
        place = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not place.is_relative_to(self.root) or not place.is_file():
            return False
        return place not in self.pages or unquote(parts.fragment) in self.pages[place].names

    def asks(self) -> list[str]:
        """What a browser that shows the site would ask other hosts for."""
        found = ((path, link.target) for path, link in self.each_link() if link.loads and is_outside(link.target))
        return sorted({f"{path.relative_to(self.root)}: {link}" for path, link in found})

    def unreached(self) -> list[str]:
        """Pages to which no other page leads."""
        places = {
            (path.parent / unquote(urlsplit(link.target).path)).resolve()
            for path, link in self.each_link()
            if not is_outside(link.target) and urlsplit(link.target).path
        }
        return [str(path.relative_to(self.root)) for path in self.pages if path not in places]

    def hosts(self) -> Counter[str]:
        """Other hosts that pages link to, and how often."""
        targets = (link.target for _path, link in self.each_link() if not link.loads and is_outside(link.target))
        return Counter(urlsplit(target).netloc or target for target in targets)


def report(site: Site) -> tuple[str, bool]:
    """What to say of a site, and whether it is as it should be."""
    faults = [
        *(f"leads nowhere: {link}" for link in site.dead()),
        *(f"asks another host: {link}" for link in site.asks()),
        *(f"no page leads here: {page}" for page in site.unreached()),
    ]
    count = sum(len(links) for links in site.links.values())
    hosts = "".join(f"\n  {host}: {times}" for host, times in sorted(site.hosts().items()))
    said = f"{len(site.pages)} pages, {count} links; those to other hosts, which were not followed:{hosts or ' none'}"
    return "\n".join([said, *faults, f"{len(faults)} faults"]), bool(site.pages) and not faults


def main(arguments: list[str]) -> int:
    text, well = report(Site(Path(arguments[0])))
    print(text)
    return int(not well)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
