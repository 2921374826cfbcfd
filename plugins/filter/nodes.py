# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.nodes``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: nodes
short_description: What was seen of the hosts
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Collects the registered results of P(lvs.cluster.node_info#module) into one document for
    P(lvs.cluster.findings#filter).
  - A host that could not be looked at is in it with the reason.
positional: name
options:
  _input:
    description: Ansible's C(hostvars).
    type: dict
    required: true
  name:
    description: The name of the registered variable.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Judge what was seen
  ansible.builtin.set_fact:
    findings: "{{ site.clusters | lvs.cluster.findings(hostvars | lvs.cluster.nodes('node')) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: The documents by host. Hosts that were not asked are left out.
  type: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.outcomes import nodes


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"nodes": reporting(nodes)}
