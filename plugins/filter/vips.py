# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.vips``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: vips
short_description: The virtual IPs of the declared services
version_added: 0.1.0
description:
  - Lists the VIPs of C(lvs_services), each once.
  - With O(group_names) only those of services whose real servers are in one of these groups, which is what a real
    server has to hold.
positional: group_names
extends_documentation_fragment:
  - lvs.cluster.inventory
options:
  group_names:
    description: Ansible's C(group_names) of a real server.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Hold the VIPs of this host's services
  lvs.cluster.vip:
    addresses: "{{ lvs_services | lvs.cluster.vips(group_names) }}"
    arp: hidden
"""

RETURN = r"""
_value:
  description: The virtual IPs.
  type: list
  elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.tables import vips


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"vips": reporting(vips)}
