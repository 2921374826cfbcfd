# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.director_addresses``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: director_addresses
short_description: The directors' own addresses
version_added: 0.1.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Lists the addresses of the hosts in C(lvs_directors), which no real server may have for its gateway.
  - A director's addresses are its C(lvs_dips), or C(ansible_host) where that is an address. One that has
    neither is left out.
positional: hostvars
options:
  _input:
    description: Ansible's C(groups).
    type: dict
    required: true
  hostvars:
    description: Ansible's C(hostvars).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Hold the VIP, and refuse a director as gateway
  lvs.cluster.vip:
    addresses: [203.0.113.10]
    arp: hidden
    directors: "{{ groups | lvs.cluster.director_addresses(hostvars) }}"
"""

RETURN = r"""
_value:
  description: The addresses.
  type: list
  elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.tables import director_addresses


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"director_addresses": reporting(director_addresses)}
