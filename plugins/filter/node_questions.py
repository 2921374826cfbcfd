# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.node_questions``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: node_questions
short_description: What to ask of a host
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the arguments with which P(lvs.cluster.node_info#module) looks at a host of a cluster.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.host
positional: host
"""

EXAMPLES = r"""
- name: Look at the host
  lvs.cluster.node_info: "{{ site.clusters | lvs.cluster.node_questions(inventory_hostname) }}"
  register: node
"""

RETURN = r"""
_value:
  description: The arguments C(vips), C(peers) and C(clients).
  type: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import node_questions


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"node_questions": reporting(node_questions)}
