# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IPVS table, who else drives it, and the modules that are loaded for it."""

from __future__ import annotations

import os

from ..._ipvs import presence
from .gaps import Gaps

_MODULES, _OF_IPVS = "/sys/module", "ip_vs"


def table(gaps: Gaps) -> dict | None:
    """Return what ``ipvs_info`` returns."""
    return gaps.part("ipvs", presence.seen)


def owner(found: dict | None, gaps: Gaps) -> dict | None:
    """Return who else drives the table; one that is empty, or could not be read, is driven by nobody."""
    addresses = {service["address"] for service in (found or presence.NOTHING)["services"] if "address" in service}
    if not addresses:
        return None
    from .. import owners

    seen = gaps.part("owner", owners.driver_of, addresses)
    if seen is None and os.geteuid():
        gaps.add("owner could not be told: only root sees what others' processes hold")
    return seen._asdict() if seen else None


def modules() -> list[str]:
    """Return the modules of IPVS that are loaded or built in."""
    return sorted(name for name in os.listdir(_MODULES) if name.startswith(_OF_IPVS))
