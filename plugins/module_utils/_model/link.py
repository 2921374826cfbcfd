# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a link: the MAC addresses on it, the times between its frames. As ``values``, but few modules need them."""

from __future__ import annotations

import math
import re

from .errors import ModelError

_MAC = re.compile(r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\Z")


def mac(where: str, key: str, value: object) -> str:
    """Return a MAC address in small letters with colons. YAML reads one of digits alone as a number."""
    lowered = value.lower() if isinstance(value, str) else ""
    if not _MAC.match(lowered):
        raise ModelError(where, key, value, "is not a MAC address (as in '02:42:0a:4d:01:02', quoted)")
    return lowered.replace("-", ":")


def seconds(where: str, key: str, value: object, low: float, high: float) -> float:
    """Return a time in ``low``..``high`` s; whatever is no number of seconds, NaN included, is refused."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not low <= number <= high:
        raise ModelError(where, key, value, f"is not a time between {low:g} and {high:g} s")
    return number
