# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.look``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: look
short_description: Which look at the hosts is still true
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Names the registered result of P(lvs.cluster.node_info#module) that tells how the hosts are at the end of a run.
  - The look that a run began with does, where no task of the run has changed anything on any host since, or failed.
options:
  _input:
    description: Ansible's C(hostvars).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Judge what was seen last
  ansible.builtin.set_fact:
    findings: "{{ site.clusters | lvs.cluster.findings(hostvars | lvs.cluster.nodes(hostvars | lvs.cluster.look)) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: V(_lvs_node), that of the begin, or V(_lvs_seen), one that is still to be made.
  type: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.outcomes import look


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"look": reporting(look)}
