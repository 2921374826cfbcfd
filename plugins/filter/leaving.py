# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.leaving``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: leaving
short_description: Real servers that hold a virtual IP too many
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the real servers on which the collection has hidden a virtual IP that they shall hold no more.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.hostvars
positional: hostvars
"""

EXAMPLES = r"""
- name: Say who has to let go of something
  ansible.builtin.debug:
    msg: "{{ site.clusters | lvs.cluster.leaving(hostvars) }}"
"""

RETURN = r"""
_value:
  description: The names of the hosts.
  type: list
  elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import leaving


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"leaving": reporting(leaving)}
