# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.complaints``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: complaints
short_description: What was found wrong with one host
version_added: 0.1.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Puts the failed findings of a host into one line.
positional: host
options:
  _input:
    description: What P(lvs.cluster.findings#filter) or P(lvs.cluster.preflight#filter) returns.
    type: list
    elements: dict
    required: true
  host:
    description: The host's C(inventory_hostname).
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Go no further
  ansible.builtin.assert:
    that: not wrong
    fail_msg: "{{ wrong }}"
  vars:
    wrong: "{{ findings | lvs.cluster.complaints(inventory_hostname) }}"
"""

RETURN = r"""
_value:
  description: The line, empty where nothing failed.
  type: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.report import complaints


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"complaints": reporting(complaints)}
