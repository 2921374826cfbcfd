# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.withdrawals``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: withdrawals
short_description: What takes failed real servers out of the tables again
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the tables without those real servers of a batch that have failed after they were admitted.
  - One that was in a service before the run stays there as it is.
extends_documentation_fragment:
  - lvs.cluster.clusters
positional: admitted, hostvars, faults
options:
  admitted:
    description: What P(lvs.cluster.admissions#filter) has returned for the batch.
    type: list
    elements: dict
    required: true
  hostvars:
    description: Ansible's C(hostvars).
    type: dict
    required: true
  faults:
    description: What P(lvs.cluster.batch_faults#filter) has returned.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: What takes web1 out again?
  ansible.builtin.debug:
    msg: "{{ site.clusters | lvs.cluster.withdrawals(admitted, hostvars, {'web1': 'nothing listens'}) }}"
  vars:
    admitted: "{{ site.clusters | lvs.cluster.admissions(groups.lvs_realservers, hostvars) }}"
"""

RETURN = r"""
_value:
  description: An entry for each director that has something to do, like those of P(lvs.cluster.admissions#filter).
  type: list
  elements: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.rollout import withdrawals


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"withdrawals": reporting(withdrawals)}
