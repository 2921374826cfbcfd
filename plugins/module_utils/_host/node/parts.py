# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of a document but the network."""

from __future__ import annotations

from collections.abc import Iterable

from . import firewall, of_vip, remembered, settings, table
from .gaps import Gaps


def read(interfaces: Iterable[str], with_firewall: bool, gaps: Gaps) -> dict:
    """Return those parts of a host that has these interfaces."""
    ipvs, of_vips = table.table(gaps), of_vip.parts(interfaces, gaps)
    of_ipvs = gaps.part("record of ipvs", remembered.of_ipvs) or dict.fromkeys(("drained", "services"))
    return {
        **settings.machine(),
        **of_vips,
        "record": {**of_ipvs, **of_vips["record"]},
        "listening": gaps.part("listening sockets", settings.sockets),
        "firewall": gaps.part("firewall", firewall.rules, gaps) if with_firewall else None,
        "owner": table.owner(ipvs, gaps),
        "ipvs": ipvs,
        "modules": gaps.part("modules", table.modules),
    }
