# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""After all that was broken and mended, site.yml finds nothing to do."""

from __future__ import annotations

import os
import re
import subprocess


def test_site_would_change_nothing(cluster):
    playbook = os.path.join(os.environ["MOLECULE_PROJECT_DIRECTORY"], "playbooks", "site.yml")
    command = ["ansible-playbook", "--check", "--inventory", os.environ["MOLECULE_INVENTORY_FILE"], playbook]
    plain = {**os.environ, "ANSIBLE_FORCE_COLOR": "false", "ANSIBLE_NOCOLOR": "true"}
    said = subprocess.run(command, env=plain, stdout=subprocess.PIPE, text=True, check=True).stdout
    changed = dict(re.findall(r"^(\S+) +: ok=.* changed=(\d+)", said, re.MULTILINE))
    assert changed == dict.fromkeys([cluster.layout.director, *cluster.layout.realservers], "0")
