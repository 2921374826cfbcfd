# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of ``node_info``: the whole document. Each part is read for itself, so that none keeps another away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Callable

from ..._model import node
from ..._netlink import offload
from ..boot import Boot
from ..vip_files import SYSCTL_FILE
from . import boot, firewall, network, remembered, settings, table
from .gaps import Gaps
from .segment import Segments


def document(wanted: node.Asked) -> dict:
    """Return what is so on this host. The segments are asked while the rest is read, for that takes a second."""
    gaps = Gaps()
    found = network.look(wanted, gaps)
    segments = Segments(node.places(wanted, found.held, found.ways or ()) if wanted.probe else {})
    rest = {**_of_kernel(found, gaps), **_of_table(gaps), **_of_files(gaps)}
    rest["firewall"] = gaps.part("firewall", firewall.rules, gaps) if wanted.firewall else None
    return {**settings.machine(), **_of_network(found, segments.answers(gaps), gaps), **rest, "gaps": gaps.sentences}


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


def _of_kernel(found: network.Network, gaps: Gaps) -> dict:
    return {
        "sysctls": gaps.part("sysctls", settings.of_kernel, sorted(found.interfaces or ())),
        "listening": gaps.part("listening sockets", settings.sockets),
    }


def _of_table(gaps: Gaps) -> dict:
    ipvs = table.table(gaps)
    return {"ipvs": ipvs, "owner": table.owner(ipvs, gaps), "modules": gaps.part("modules", table.modules)}


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


def _each(items: Iterable | None, described: Callable) -> list[dict] | None:
    """Return what is made of each item; what could not be read stays None."""
    return None if items is None else [described(item) for item in items]
