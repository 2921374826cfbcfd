# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.drain_report``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drain_report
short_description: How a drain ended
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Says of each real server that was meant in which service it is out, and with how many connections left.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.hostvars
  - lvs.cluster.clusters.nodes
positional: plan, nodes, hostvars, check_mode
options:
  plan:
    description: What P(lvs.cluster.drains#filter) returns.
    type: dict
    required: true
  check_mode:
    description: Whether nothing was done.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Say how it ended
  ansible.builtin.debug:
    msg: "{{ (site.clusters | lvs.cluster.drain_report(plan, nodes, hostvars)).lines }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: The report.
  type: dict
  contains:
    lines:
      description: What an operator reads.
      type: list
      elements: str
    failed:
      description: Why a director failed, by its name.
      type: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.drained import drain_report
from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"drain_report": reporting(drain_report)}
