# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of ``node_info``. Each part of its document is read for itself, so that none keeps another away."""

from __future__ import annotations

from collections.abc import Mapping

from ..._model import node
from . import network
from .gaps import Gaps
from .segment import Segments


def look(wanted: node.Asked, previews: Mapping[str, dict]) -> tuple[dict, dict[str, dict]]:
    """Return what is so on this host, and what ``vip`` would do there, asked and told by ``hiding``, ``announcing``."""
    gaps = Gaps()
    found = network.look(wanted, gaps)
    segments = Segments(node.places(wanted, found.held, found.ways or ()) if wanted.probe else {}, wanted.vips)
    # Asking takes a second. Meanwhile all the rest is imported and read.
    from . import parts

    told = _previewed(previews)
    rest = parts.read(found.interfaces or (), wanted.firewall, gaps)
    return {**network.described(found, segments.answers(gaps), gaps), **rest, "gaps": gaps.sentences}, told


def _previewed(previews: Mapping[str, dict]) -> dict[str, dict]:
    """Only a look that is asked for it imports what it takes."""
    if not previews:
        return {}
    from .holding import preview

    return {how: preview(how, given) for how, given in previews.items()}
