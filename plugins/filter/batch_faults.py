# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.batch_faults``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: batch_faults
short_description: What is wrong with a batch of a rollout
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Tells of each real server of a batch why it is not ready, not admitted, or not right by a check.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.hostvars
positional: hosts, hostvars, tables, vips
options:
  hosts:
    description: The real servers of the batch.
    type: list
    elements: str
    required: true
  tables:
    description:
      - The C(results) of a loop of P(lvs.cluster.ipvs#module) over what P(lvs.cluster.admissions#filter) returns.
    type: list
    elements: dict
    required: true
  vips:
    description: The C(results) of a loop of P(lvs.cluster.vip#module) over those of O(tables).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: What is wrong with them, but for what the directors said?
  ansible.builtin.debug:
    msg: "{{ site.clusters | lvs.cluster.batch_faults(groups.lvs_realservers, hostvars, [], []) }}"
"""

RETURN = r"""
_value:
  description: The reason, by the name of the host. Hosts that are right are left out.
  type: dict
  sample: {web1: "nothing listens on tcp port 80 of 203.0.113.10"}
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.rollout import batch_faults


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"batch_faults": reporting(batch_faults)}
