# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the records of ``ipvs`` and ``vip`` say of the host."""

from __future__ import annotations

from ..._model.vip_memory import Memory
from .. import vip_record
from ..record import Record


def of_ipvs() -> dict:
    """Return which real servers are out, and which services are ours."""
    record = Record("ipvs")
    if not record.load():
        return {"drained": [], "services": []}
    from ..._ipvs import memory

    found = memory.load(record)
    drained = [drain.described() for drain in sorted(found.drains)]
    return {"drained": drained, "services": [str(key) for key in sorted(found.owned)]}


def vips() -> Memory:
    """Return what ``vip`` has left on the host."""
    return vip_record.load(Record("vip"))


def of_vips(found: Memory | None) -> dict:
    """Return the VIPs that are ours, and what we have made of sysctls; of no memory nothing is known."""
    if found is None:
        return dict.fromkeys(("hidden", "announced", "sysctls"))
    return {
        "hidden": list(found.hidden),
        "announced": [held.address for held in found.announced],
        "sysctls": {name: ours for name, (_prior, ours) in sorted(found.sysctls.items())},
    }
