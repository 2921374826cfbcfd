# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of a packet filter, as its own tools print them. Pure."""

from __future__ import annotations

import json


def rules(text: str) -> str:
    """Return what iptables-save(8) printed without its comments, which have the time in them; empty: no table."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return "".join(f"{line}\n" for line in lines)


def ruleset(text: str) -> dict | None:
    """Return what ``nft --json list ruleset`` printed (libnftables-json(5)), None where there is no table.

    Raises ValueError for what is no such text.
    """
    found = json.loads(text)
    if not isinstance(found, dict) or not isinstance(found.get("nftables"), list):
        raise ValueError("it is not the JSON of a ruleset")
    return found if any("table" in one for one in found["nftables"] if isinstance(one, dict)) else None
