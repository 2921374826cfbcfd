# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.faults``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: faults
short_description: What is wrong with the declared services
version_added: 0.1.0
description:
  - Looks at C(lvs_services) and the hosts of the real servers' groups as P(lvs.cluster.director_services#filter) does,
    and returns sentences that name host, key and value, instead of failing.
extends_documentation_fragment:
  - lvs.cluster.inventory
  - lvs.cluster.inventory.hosts
"""

EXAMPLES = r"""
- name: Refuse a declaration that is wrong
  ansible.builtin.assert:
    that: lvs_services | lvs.cluster.faults(groups, hostvars) | length == 0
    fail_msg: "{{ lvs_services | lvs.cluster.faults(groups, hostvars) | join('; ') }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: The sentences, empty if nothing is wrong.
  type: list
  elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.tables import faults


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"faults": faults}
