# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.idle``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: idle
short_description: Real servers that need nothing
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the real servers that the run's first look has found to be as the role C(realserver) would have them. The
    role need not come to them.
options:
  _input:
    description: Ansible's C(hostvars).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Say who needs nothing
  ansible.builtin.debug:
    msg: "{{ hostvars | lvs.cluster.idle }}"
"""

RETURN = r"""
_value:
  description: The names of the hosts.
  type: list
  elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.outcomes import idle


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"idle": reporting(idle)}
