# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.preflight``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: preflight
short_description: Whether hosts are fit for a cluster, before anything is changed
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Makes those findings of P(lvs.cluster.findings#filter) that do not depend on what the collection has set up, such as
    one segment, gateways, MTU, offloads, firewalls and other owners of the table.
positional: nodes
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.nodes
"""

EXAMPLES = r"""
- name: Refuse a host that cannot do its part
  ansible.builtin.assert:
    that: site.clusters | lvs.cluster.preflight(nodes) | selectattr('status', 'eq', 'failed') | length == 0
    fail_msg: "{{ site.clusters | lvs.cluster.preflight(nodes) | lvs.cluster.summary }}"
"""

RETURN = r"""
_value:
  description:
    - The findings, as P(lvs.cluster.findings#filter) returns them.
  type: list
  elements: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.judging import preflight


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"preflight": preflight}
