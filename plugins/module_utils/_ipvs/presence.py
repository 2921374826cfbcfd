# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether there is an IPVS to speak to. Most real servers have none, and need not import what speaks to it."""

from __future__ import annotations

import os

_TABLE = "/proc/net/ip_vs"
#: What ``ipvs_info`` returns of an IPVS that is not loaded.
NOTHING = {
    "loaded": False,
    "services": [],
    "statistics": [],
    "timeouts": {},
    "sync": [],
    "sysctls": {},
    "version": "",
    "table_size": 0,
}


def is_loaded() -> bool:
    """Tell whether this network namespace has an IPVS."""
    return os.path.exists(_TABLE)


def seen() -> dict:
    """Return the whole state, NOTHING where IPVS is not loaded, which loads nothing."""
    if not is_loaded():
        return dict(NOTHING)
    from .observer import observe

    return observe()
