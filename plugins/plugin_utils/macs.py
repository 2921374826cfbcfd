# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MAC addresses of the inventory's hosts, from their facts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model import link
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError


def macs(hostvars: Mapping) -> dict[str, list[str]]:
    """Return the MACs of each host whose facts are known; a host without any is left out."""
    found = {str(host): list(dict.fromkeys(_macs(hostvars[host]))) for host in hostvars}
    return {host: addresses for host, addresses in found.items() if addresses}


def _macs(variables: Mapping) -> Iterator[str]:
    """Yield the MACs of a host's interfaces; what is on other links than Ethernet, such as a tunnel's end, is none."""
    for name in _fact(variables, "interfaces") or ():
        interface = _fact(variables, name.replace("-", "_")) or {}
        try:
            yield link.mac("", "macaddress", interface.get("macaddress"))
        except ModelError:
            continue


def _fact(variables: Mapping, name: str) -> object:
    """Return a fact from ``ansible_facts``, or from where Ansible injects it as a variable of its own."""
    facts = variables.get("ansible_facts") or {}
    return facts[name] if name in facts else variables.get(f"ansible_{name}")
