# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.director``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: director
short_description: A director's share of its cluster
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the table that a director shall have, from what this run has seen of the real servers.
  - A real server is V(present) when it was proved ready in this run, V(absent) when its host says so, and else
    V(kept).
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.host
  - lvs.cluster.clusters.hostvars
positional: host, hostvars, min_ready
options:
  min_ready:
    description: How many real servers of a service have to be ready, a number or a share such as V(50%).
    type: str
    default: "1"
"""

EXAMPLES = r"""
- name: Apply the table
  lvs.cluster.ipvs:
    services: "{{ (site.clusters | lvs.cluster.director(inventory_hostname, hostvars)).services }}"
    purge_destinations: false
"""

RETURN = r"""
_value:
  description: The share.
  type: dict
  contains:
    services:
      description: The services, as the module P(lvs.cluster.ipvs#module) takes them.
      type: list
      elements: dict
    vips:
      description: The virtual IPs that it announces.
      type: list
      elements: str
    withdrawing:
      description: The virtual IPs that it announces and shall no more.
      type: list
      elements: str
    shortfalls:
      description: Sentences about services of which too few real servers are ready.
      type: list
      elements: str
    duplicates:
      description:
        - Whether the segment has to be asked who has a virtual IP before it is announced (V(refuse)), as
          P(lvs.cluster.vip#module) takes it. V(ignore) where it was asked when the run began, and nobody had one.
      type: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import director


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"director": reporting(director)}
