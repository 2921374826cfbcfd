# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links between the pages of the documentation."""

from __future__ import annotations

import re
from pathlib import Path

LINK = re.compile(r"\]\(([^)#]+)")


def dead_links(page: Path) -> list[str]:
    """The relative links of a Markdown page that lead nowhere."""
    targets = (target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target)
    return [f"{page.name}: {target}" for target in targets if not (page.parent / target).exists()]
