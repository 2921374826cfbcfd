# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.listeners``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: listeners
short_description: What has to listen on a real server
version_added: 0.1.0
description:
  - Lists VIP, port and protocol of each virtual server in C(lvs_services) whose real servers are in one of the groups.
positional: group_names
extends_documentation_fragment:
  - lvs.cluster.inventory
options:
  group_names:
    description: Ansible's C(group_names) of a real server.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Be warned when nothing listens
  lvs.cluster.vip:
    addresses: "{{ lvs_services | lvs.cluster.vips(group_names) }}"
    arp: hidden
    listeners: "{{ lvs_services | lvs.cluster.listeners(group_names) }}"
"""

RETURN = r"""
_value:
  description: The listeners, as the module P(lvs.cluster.vip#module) takes them.
  type: list
  elements: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.tables import listeners


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"listeners": reporting(listeners)}
