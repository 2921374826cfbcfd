# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.admissions``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: admissions
short_description: What directors are given for a batch of real servers
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the tables that admit these real servers, those of them that this run has proved ready. No other real server
    is in them, so that the module P(lvs.cluster.ipvs#module) leaves all others alone.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.hostvars
positional: hosts, hostvars, min_ready
options:
  hosts:
    description: The real servers of the batch.
    type: list
    elements: str
    required: true
  min_ready:
    description:
      - How many of them have to be ready in each service, a number or a share such as V(50%). It is at most as many
        as the batch has.
    type: str
    default: "1"
"""

EXAMPLES = r"""
- name: Admit them
  lvs.cluster.ipvs:
    services: "{{ item.services }}"
    purge_services: none
    purge_destinations: false
  loop: "{{ site.clusters | lvs.cluster.admissions(groups.lvs_realservers, hostvars) }}"
  delegate_to: "{{ item.director }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: An entry for each director.
  type: list
  elements: dict
  contains:
    director:
      description: The director.
      type: str
    services:
      description: All its services, as the module P(lvs.cluster.ipvs#module) takes them.
      type: list
      elements: dict
    vips:
      description: The virtual IPs of services that get a real server.
      type: list
      elements: str
    shortfalls:
      description: Sentences about services of which too few are ready.
      type: list
      elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.rollout import admissions


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"admissions": reporting(admissions)}
