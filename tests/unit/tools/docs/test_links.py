# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.tools.docs.links import Site, place, rewrite, target

FILES = {
    "README.md",
    "docs/vip.md",
    "docs/checks/README.md",
    "docs/checks/f1.md",
    "docs/examples/inventory.yml",
    "docs/examples/project/README.md",
    "docs/examples/project/tower/job_templates.yml",
    "docs/pictures/arp.svg",
    "lab/README.md",
    "plugins/modules/ipvs.py",
    "plugins/filter/site.py",
    "roles/director/README.md",
    "playbooks/site.yml",
    "playbooks",
}
SITE = Site({name: there for name in FILES if (there := place(name))}, "https://lvs.example.org/source")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("README.md", "start.md"),
        ("docs/site/index.md", "index.md"),
        ("CHANGELOG.md", "changelog.md"),
        ("CHANGELOG.rst", "changelog.rst"),
        ("lab/README.md", "lab/index.md"),
        ("docs/vip.md", "vip.md"),
        ("docs/checks/README.md", "checks/index.md"),
        ("docs/pictures/arp.svg", "pictures/arp.svg"),
        ("docs/examples/inventory.yml", "examples/index.md#inventoryyml"),
        ("docs/examples/project/README.md", "examples/project/index.md"),
        ("docs/examples/project/tower/job_templates.yml", "examples/index.md#projecttowerjob_templatesyml"),
        ("plugins/modules/ipvs.py", "reference/ipvs_module.rst"),
        ("plugins/filter/site.py", "reference/site_filter.rst"),
        ("roles/director", "reference/director_role.rst"),
        ("roles/director/README.md", "reference/director_role.rst"),
        # Parts of the site that are no page of it, and what is only in the repository.
        ("docs/site/pages.yml", None),
        ("plugins/module_utils/_model/values.py", None),
        ("playbooks/site.yml", None),
        ("Makefile", None),
        ("tests/kernel/README.md", None),
    ],
)
def test_place_of_a_file(source, expected):
    assert place(source) == expected


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("docs/checks/f1.md", "../vip.md#the-order", "../vip.md#the-order"),
        ("docs/vip.md", "checks/README.md", "checks/index.md"),
        ("docs/vip.md", "../lab/README.md", "lab/index.md"),
        ("docs/vip.md", "../plugins/modules/ipvs.py", "reference/ipvs_module.rst"),
        ("docs/vip.md", "examples/inventory.yml", "examples/index.md#inventoryyml"),
        ("docs/vip.md", "pictures/arp.svg", "pictures/arp.svg"),
        ("README.md", "docs/checks/f1.md", "checks/f1.md"),
        ("lab/README.md", "../docs/vip.md", "../vip.md"),
        ("docs/examples/project/README.md", "tower/job_templates.yml", "../index.md#projecttowerjob_templatesyml"),
        ("docs/vip.md", "../playbooks/site.yml", "https://lvs.example.org/source/blob/HEAD/playbooks/site.yml"),
        ("docs/vip.md", "../playbooks/", "https://lvs.example.org/source/blob/HEAD/playbooks"),
        # Not ours to change.
        ("docs/vip.md", "#the-order", "#the-order"),
        ("docs/vip.md", "https://example.org/vip.md", "https://example.org/vip.md"),
        ("docs/vip.md", "mailto:somebody@example.org", "mailto:somebody@example.org"),
    ],
)
def test_link_leads_to_the_same_thing_on_the_site(page, link, expected):
    assert target(link, page, SITE, FILES) == expected


@pytest.mark.parametrize("link", ["gone.md", "../plugins/modules/gone.py", "../../above.md"])
def test_link_that_leads_nowhere_is_refused(link):
    with pytest.raises(ValueError, match=r"docs/vip\.md: .* leads nowhere"):
        target(link, "docs/vip.md", SITE, FILES)


def test_every_kind_of_link_is_rewritten_and_nothing_else():
    text = """\
See [one](checks/README.md), [another over
two lines](checks/f1.md) and ![a picture](pictures/arp.svg).
<img src="pictures/arp.svg" alt="x"> <a href="../lab/README.md">the lab</a>
```
[not a link](gone.md)
```
[after it](../README.md)
"""
    assert (
        rewrite(text, "docs/vip.md", SITE, FILES)
        == """\
See [one](checks/index.md), [another over
two lines](checks/f1.md) and ![a picture](pictures/arp.svg).
<img src="pictures/arp.svg" alt="x"> <a href="lab/index.md">the lab</a>
```
[not a link](gone.md)
```
[after it](start.md)
"""
    )
