# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.summary``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: summary
short_description: Findings as text for people
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - The counts, then what has failed by host, with cause and remedy, then what could not be judged. At most 100 columns.
  - What follows from another failure is one line; where something begins, all is told.
extends_documentation_fragment:
  - lvs.cluster.clusters.findings
"""

EXAMPLES = r"""
- name: Show it
  ansible.builtin.debug:
    msg: "{{ site.clusters | lvs.cluster.findings(nodes) | lvs.cluster.summary }}"
"""

RETURN = r"""
_value:
  description: The text.
  type: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.summary import summary


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"summary": summary}
