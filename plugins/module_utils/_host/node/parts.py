# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of a document but the network."""

from __future__ import annotations

from collections.abc import Iterable

from ..boot import Boot
from ..vip_files import SYSCTL_FILE
from . import boot, firewall, remembered, settings, table
from .gaps import Gaps


def read(interfaces: Iterable[str], with_firewall: bool, gaps: Gaps) -> dict:
    """Return those parts of a host that has these interfaces."""
    ipvs = table.table(gaps)
    return {
        **settings.machine(),
        "sysctls": gaps.part("sysctls", settings.of_kernel, interfaces),
        "listening": gaps.part("listening sockets", settings.sockets),
        "firewall": gaps.part("firewall", firewall.rules, gaps) if with_firewall else None,
        "owner": table.owner(ipvs, gaps),
        "ipvs": ipvs,
        "modules": gaps.part("modules", table.modules),
        **_of_files(gaps),
    }


def _of_files(gaps: Gaps) -> dict:
    memory, place = gaps.part("record of vip", remembered.vips), Boot()
    of_vips = remembered.of_vips(memory)
    of_ipvs = gaps.part("record of ipvs", remembered.of_ipvs) or dict.fromkeys(("drained", "services"))
    ours = of_vips["sysctls"] or {}
    return {
        "sysctl_files": gaps.part("sysctl files", settings.undoing, ours, place.root, SYSCTL_FILE) if memory else None,
        "boot": gaps.part("files of the next boot", boot.of, place),
        "record": {**of_ipvs, **of_vips},
    }
