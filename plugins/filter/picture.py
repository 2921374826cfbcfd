# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.picture``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: picture
short_description: A cluster at work, as text
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Each service with its real servers by the inventory's names, their weights, connections and rates, and which of them
    are out of service, and since when.
positional: nodes
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.nodes
"""

EXAMPLES = r"""
- name: Who serves what now?
  ansible.builtin.debug:
    msg: "{{ (site.clusters | lvs.cluster.picture(nodes)).splitlines() }}"
"""

RETURN = r"""
_value:
  description: The text, a paragraph for each service of each director.
  type: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.picture import picture


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"picture": picture}
