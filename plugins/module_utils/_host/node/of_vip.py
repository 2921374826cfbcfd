# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a document the module ``vip`` may change on a real server."""

from __future__ import annotations

from collections.abc import Iterable

from ..._model import node
from ..boot import Boot
from ..vip_files import SYSCTL_FILE
from . import boot, network, remembered, settings
from .gaps import Gaps


def look(wanted: node.Asked) -> dict:
    """Return those parts as they are now. Nobody is asked on the segments."""
    gaps = Gaps()
    found = network.look(wanted, gaps)
    return {**network.described(found, None, gaps), **parts(found.interfaces or (), gaps), "gaps": gaps.sentences}


def parts(interfaces: Iterable[str], gaps: Gaps) -> dict:
    """Return those parts that are not of the network."""
    memory, place = gaps.part("record of vip", remembered.vips), Boot()
    record = remembered.of_vips(memory)
    ours = record["sysctls"] or {}
    return {
        "sysctls": gaps.part("sysctls", settings.of_kernel, sorted(interfaces)),
        "sysctl_files": gaps.part("sysctl files", settings.undoing, ours, place.root, SYSCTL_FILE) if memory else None,
        "boot": gaps.part("files of the next boot", boot.of, place),
        "record": record,
    }
