# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What files that are read at boot say, by their texts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HOLDING = re.compile(r"^ExecStart=-?\S+ address replace ([0-9a-fA-F.:]+)/[0-9]+ dev ", re.MULTILINE)
_AUTO = re.compile(r"""^\s*AUTO=["']?true["']?\s*$""", re.MULTILINE)
_OF_IPVS = "ip_vs"


def held(text: str) -> list[str]:
    """Return the addresses that a unit of systemd(1) adds with ip-address(8), in its order."""
    return list(dict.fromkeys(_HOLDING.findall(text)))


def modules(texts: Iterable[str]) -> list[str]:
    """Return the modules of IPVS that files of modules-load.d(5) name, sorted."""
    lines = (line.strip().replace("-", "_") for text in texts for line in text.splitlines())
    return sorted({line for line in lines if line.startswith(_OF_IPVS)})


def is_automatic(text: str) -> bool:
    """Tell whether Debian's /etc/default/ipvsadm has its init script restore a table."""
    return bool(_AUTO.search(text))


def printable(text: str) -> str:
    """Return a text without the bytes that are none: a report is UTF-8, whatever somebody has put into a file."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
