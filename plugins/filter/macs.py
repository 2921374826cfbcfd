# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.macs``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: macs
short_description: The MAC addresses of the inventory's hosts
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Lists the MACs of each host from the facts that were gathered, for O(lvs.cluster.arp_probe#module:hosts).
  - A host without facts is left out.
options:
  _input:
    description: Ansible's C(hostvars).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Who answers for the VIP, by name
  lvs.cluster.arp_probe:
    address: 203.0.113.10
    hosts: "{{ hostvars | lvs.cluster.macs }}"
"""

RETURN = r"""
_value:
  description: The MACs of each host by its name.
  type: dict
  sample: {lb1: ["02:42:0a:4d:01:02"]}
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.macs import macs


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"macs": macs}
