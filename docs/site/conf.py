# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx's settings for the site; `make docs` builds it."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from docutils import nodes

GALAXY = yaml.safe_load((Path(__file__).parents[2] / "galaxy.yml").read_text(encoding="utf-8"))

project = f"{GALAXY['namespace']}.{GALAXY['name']}"
author = ", ".join(GALAXY["authors"])
project_copyright = author
version = release = str(GALAXY["version"])

extensions = ["myst_parser", "sphinx_antsibull_ext"]
myst_enable_extensions = ["colon_fence", "html_image"]
myst_heading_anchors = 4
highlight_language = "none"

# furo has a dark side for the night, fits a phone, and loads nothing from anywhere else. sphinx-ansible-theme is light
# only, and links to the root of a server, which a folder has not. The generated pages take their colours from furo
# (site.css), so that they follow its switch.
html_theme = "furo"
antsibull_ext_color_scheme = "none"
html_title = f"{project} {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_favicon = "static/icon.svg"
html_logo = "static/icon.svg"
html_theme_options = {"top_of_page_buttons": []}
html_copy_source = False
html_show_sourcelink = False

# What the generated pages say of Ansible's own: no inventory of its documentation is fetched, the addresses are known.
ANSIBLE = "https://docs.ansible.com/ansible/latest/"
PAGES = {
    "action_plugins": "plugins/action.html",
    "common_return_values": "reference_appendices/common_return_values.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
}
BUILTIN = re.compile(r"ansible_collections\.ansible\.builtin\.(\w+_(?:module|filter|lookup|test))(?:__.*)?")


def ansibles_own(_app, _environment, node, content):
    """A reference to a page of Ansible itself; any other that leads nowhere stays a warning, and fails the build."""
    label = node["reftarget"]
    match = BUILTIN.fullmatch(label)
    page = f"collections/ansible/builtin/{match[1]}.html" if match else PAGES.get(label)
    return nodes.reference("", "", content, refuri=ANSIBLE + page) if page else None


def setup(app):
    app.connect("missing-reference", ansibles_own)
