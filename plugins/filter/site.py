# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.site``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: site
short_description: The clusters that an inventory declares
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Reads C(lvs_services), C(lvs_cluster), C(lvs_rips), C(lvs_dips), C(lvs_weight) and C(lvs_realserver_state) of
    the hosts in C(lvs_directors) and C(lvs_realservers), and derives every director's table and every real server's
    virtual IPs.
  - What cannot be is told, all of it at once, and makes no error.
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
- name: Read the inventory
  ansible.builtin.set_fact:
    site: "{{ groups | lvs.cluster.site(hostvars) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: The site.
  type: dict
  contains:
    clusters:
      description:
        - A document for each cluster, with its C(directors), C(dips), C(vips), C(services), C(realservers) and
          C(clients).
        - Empty when there are faults.
      type: dict
    questions:
      description: The parameters with which P(lvs.cluster.node_info#module) looks at a host, by its name.
      type: dict
    faults:
      description: Sentences about what cannot be; each names host, key and value.
      type: list
      elements: str
    notes:
      description: Sentences about what may be meant so, such as a service without real servers.
      type: list
      elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.site import site


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"site": reporting(site)}
