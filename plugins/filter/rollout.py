# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.rollout``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: rollout
short_description: Whom a rollout is about
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the real servers that a rollout makes ready and admits, and the directors that it needs besides.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.hostvars
positional: hosts, hostvars
options:
  hosts:
    description: The hosts of this run, in the order of the rollout.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Whom is it about?
  ansible.builtin.debug:
    msg: "{{ (site.clusters | lvs.cluster.rollout(groups.lvs_realservers, hostvars)).hosts }}"
"""

RETURN = r"""
_value:
  description: The rollout.
  type: dict
  contains:
    hosts:
      description: The real servers, but for those that leave and those that are held back.
      type: list
      elements: str
    directors:
      description: The directors of their clusters that C(hosts) does not have, as with C(--limit).
      type: list
      elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.rollout import rollout


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"rollout": reporting(rollout)}
