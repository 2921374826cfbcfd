# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.tools.docs.check import Site, main

INDEX = """\
<html><head><link rel="stylesheet" href="style.css?v=1"><link rel="next" href="sub/page.html">
<script src="code.js"></script></head>
<body><h1 id="top-of-it">x</h1><a name="old"></a><a href="sub/page.html#part%C3%A9">there</a>
<a href="https://example.org/">out</a><a href="mailto:a@example.org">write</a><a href="#top-of-it">up</a>
<a href="#">top</a><img src="data:image/png;base64,AA=="><svg><use href="#top-of-it"/></svg></body></html>
"""
PAGE = '<p id="parté">x</p><a href="../index.html#old">back</a><img src="../picture.svg">'
FILES = {
    "index.html": INDEX,
    "sub/page.html": PAGE,
    "picture.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "style.css": "body { background: url('picture.svg') } i { background: url(data:image/svg+xml;utf8,x) }",
    "code.js": 'const name = "http://www.w3.org/2000/svg"; // see https://example.org/licence',
}


@pytest.fixture
def site(tmp_path):
    """A site that is as it should be, with changes: give("file", "what to add to it")."""

    def give(name: str = "index.html", more: str = "") -> Site:
        for place, text in {**FILES, name: FILES.get(name, "") + more}.items():
            (tmp_path / place).parent.mkdir(exist_ok=True)
            (tmp_path / place).write_text(text)
        return Site(tmp_path)

    return give


def test_a_site_that_is_well(site):
    found = site()
    assert (found.dead(), found.asks(), found.unreached()) == ([], [], [])
    assert found.hosts() == {"example.org": 1, "mailto:a@example.org": 1}
    assert main([str(found.root)]) == 0


@pytest.mark.parametrize(
    ("name", "more", "link"),
    [
        ("index.html", '<a href="gone.html">x</a>', "gone.html"),
        ("index.html", '<a href="sub/page.html#gone">x</a>', "sub/page.html#gone"),
        ("index.html", '<a href="#gone">x</a>', "#gone"),
        ("index.html", '<a href="sub">x</a>', "sub"),
        ("index.html", '<a href="../above.html">x</a>', "../above.html"),
        ("sub/page.html", '<img src="picture.svg">', "picture.svg"),
        ("index.html", '<link rel="icon" href="gone.svg">', "gone.svg"),
        ("style.css", '@import "gone.css";', "gone.css"),
        ("style.css", "b { background: url(gone.png) }", "gone.png"),
    ],
)
def test_control_a_link_that_leads_nowhere_is_seen(site, name, more, link):
    found = site(name, more)
    assert found.dead() == [f"{name}: {link}"]
    assert main([str(found.root)]) == 1


@pytest.mark.parametrize(
    ("name", "more", "link"),
    [
        ("index.html", '<script src="https://cdn.example.org/x.js"></script>', "https://cdn.example.org/x.js"),
        ("index.html", '<link rel="preconnect stylesheet" href="//fonts.example.org/x">', "//fonts.example.org/x"),
        ("index.html", '<img src="http://example.org/badge.svg">', "http://example.org/badge.svg"),
        ("index.html", '<p style="background: url(https://example.org/x)">', "https://example.org/x"),
        ("index.html", "<style>@import 'https://example.org/x';</style>", "https://example.org/x"),
        ("index.html", "<script>fetch('//example.org/x')</script>", "//example.org/x"),
        ("style.css", "@font-face { src: url(https://example.org/f.woff2) }", "https://example.org/f.woff2"),
        ("code.js", 'fetch("https://tracker.example.org/x")', "https://tracker.example.org/x"),
    ],
)
def test_control_a_question_to_another_host_is_seen(site, name, more, link):
    found = site(name, more)
    assert found.asks() == [f"{name}: {link}"]
    assert main([str(found.root)]) == 1


def test_control_a_page_that_nobody_links_to_is_seen(site):
    found = site("lonely.html", "<p>x</p>")
    assert found.unreached() == ["lonely.html"]
    assert main([str(found.root)]) == 1


def test_control_a_folder_without_pages_is_no_site(tmp_path):
    assert main([str(tmp_path)]) == 1
