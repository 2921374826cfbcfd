# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of ``node_info``. Each part of its document is read for itself, so that none keeps another away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Callable

from ..._model import node
from ..._netlink import offload
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
    rest = parts.read(sorted(found.interfaces or ()), wanted.firewall, gaps)
    return {**_of_network(found, segments.answers(gaps), gaps), **rest, "gaps": gaps.sentences}, told


def _previewed(previews: Mapping[str, dict]) -> dict[str, dict]:
    """Only a look that is asked for it imports what it takes."""
    if not previews:
        return {}
    from .holding import preview

    return {how: preview(how, given) for how, given in previews.items()}


def _of_network(found: network.Network, answers: list[node.Answered] | None, gaps: Gaps) -> dict:
    merging = gaps.part("LRO", offload.merges_received, found.interfaces or ()) or {}
    macs = node.macs(found.neighbours or (), answers or ())
    interfaces = None if found.interfaces is None else found.interfaces.values()
    return {
        "interfaces": _each(interfaces, lambda one: node.described_interface(one, merging.get(one.name))),
        "addresses": _each(found.addresses, lambda one: node.described_address(*one)),
        "ways": _each(found.ways, lambda one: node.described_way(one, macs)),
        "answers": _each(answers, lambda one: {**one._asdict(), "macs": list(one.macs)}),
        "neighbours": _each(found.neighbours, lambda one: one._asdict()),
    }


def _each(items: Iterable | None, described: Callable) -> list[dict] | None:
    """Return what is made of each item; what could not be read stays None."""
    return None if items is None else [described(item) for item in items]
