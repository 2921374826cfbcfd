# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.traffic``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: traffic
short_description: What was seen of traffic
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Collects the results of P(lvs.cluster.traffic_watch#module) and P(lvs.cluster.traffic_probe#module) that
    C(verify.yml) has registered, for P(lvs.cluster.findings#filter).
options:
  _input:
    description: Ansible's C(hostvars).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Judge what was seen
  ansible.builtin.set_fact:
    findings: "{{ site.clusters | lvs.cluster.findings(nodes, hostvars | lvs.cluster.traffic) }}"
"""

RETURN = r"""
_value:
  description: The documents C(watch) and C(requests) by host, nothing where there was no traffic.
  type: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.outcomes import traffic


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"traffic": reporting(traffic)}
