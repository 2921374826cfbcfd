# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.realserver``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: realserver
short_description: A real server's share of its clusters
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns what a real server holds and serves in all clusters that it belongs to, and what it has to let go.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.host
  - lvs.cluster.clusters.hostvars
positional: host, hostvars
"""

EXAMPLES = r"""
- name: Hold the VIPs of this host's services
  lvs.cluster.vip:
    addresses: "{{ (site.clusters | lvs.cluster.realserver(inventory_hostname, hostvars)).vips }}"
    arp: hidden
"""

RETURN = r"""
_value:
  description: The share.
  type: dict
  contains:
    vips:
      description: The virtual IPs that it holds. A director that is a real server, too, hides none of its own.
      type: list
      elements: str
    listeners:
      description: What has to listen, as the module P(lvs.cluster.vip#module) takes it.
      type: list
      elements: dict
    directors:
      description: The directors' own addresses, which must not be its gateways.
      type: list
      elements: str
    state:
      description: Whether it serves at all, V(present) or V(absent).
      type: str
    held:
      description: The virtual IPs that the collection has hidden there, when the run looked at the host.
      type: list
      elements: str
    leaving:
      description: Those of them that it shall hold no more.
      type: list
      elements: str
    blocked:
      description: Why a director may still send requests for them, empty where none does.
      type: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import realserver


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"realserver": reporting(realserver)}
