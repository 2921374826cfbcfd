# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packet filter's rules, by the host's own tools. Nothing is loaded: what is not in the kernel has no rules."""

from __future__ import annotations

import os

from ..._model import firewall
from .. import kernel_modules
from . import programs
from .gaps import Gaps

#: By the tool for a family: what the kernel has where the tool's older kind has a table (iptables-legacy(8)).
_FAMILIES = {"iptables": "/proc/net/ip_tables_names", "ip6tables": "/proc/net/ip6_tables_names"}


def rules(gaps: Gaps) -> dict:
    """Return the rules of each tool that has any."""
    has_nft = kernel_modules.is_loaded("nf_tables")
    found: dict = {family: _family(family, names, has_nft, gaps) for family, names in _FAMILIES.items()}
    tool = programs.find("nft") if has_nft else None
    found["nft"] = gaps.part("rules of nft", _ruleset, tool) if tool else None
    return found


def _family(family: str, names: str, has_nft: bool, gaps: Gaps) -> dict[str, str]:
    """A host that tells the two kinds apart has a tool for each; another has one tool, of either kind."""
    has_legacy = os.path.exists(names)
    kinds = {f"{family}-legacy": has_legacy, f"{family}-nft": has_nft}
    paths = {kind: programs.find(f"{kind}-save") for kind in kinds}
    if not any(paths.values()):
        kinds, paths = {family: has_legacy or has_nft}, {family: programs.find(f"{family}-save")}
    texts = {kind: gaps.part(f"rules of {kind}", _saved, path) for kind, path in paths.items() if path and kinds[kind]}
    return {kind: text for kind, text in texts.items() if text}


def _saved(tool: str) -> str:
    return firewall.rules(programs.output([tool]))


def _ruleset(tool: str) -> dict | None:
    return firewall.ruleset(programs.output([tool, "--json", "list", "ruleset"]))
