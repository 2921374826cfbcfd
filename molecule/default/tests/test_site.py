# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""After all that was broken and mended, site.yml finds nothing to do."""

from __future__ import annotations

import re


def test_site_would_change_nothing(cluster, play):
    changed = dict(re.findall(r"^(\S+) +: ok=.* changed=(\d+)", play("--check"), re.MULTILINE))
    assert changed == dict.fromkeys([cluster.layout.director, *cluster.layout.realservers], "0")
