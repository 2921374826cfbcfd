# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.director_services``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: director_services
short_description: The director's table, derived from the inventory
version_added: 0.1.0
description:
  - Turns C(lvs_services) and the hosts of the real servers' groups into the services that P(lvs.cluster.ipvs#module)
    takes, one virtual server for each VIP and port.
  - A real server's address is its C(lvs_rips), or C(ansible_host) where that is an address.
    Its weight is C(lvs_weight).
  - What no director could carry is refused, with host, key and value.
extends_documentation_fragment:
  - lvs.cluster.inventory
  - lvs.cluster.inventory.hosts
"""

EXAMPLES = r"""
- name: Apply the table
  lvs.cluster.ipvs:
    services: "{{ lvs_services | lvs.cluster.director_services(groups, hostvars) }}"
"""

RETURN = r"""
_value:
  description: The services, as the module P(lvs.cluster.ipvs#module) takes them.
  type: list
  elements: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.tables import director_services


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"director_services": reporting(director_services)}
