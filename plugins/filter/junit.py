# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.junit``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: junit
short_description: Findings as JUnit XML
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - A suite for each host, a test case for each check. What is blocked or was not measured is skipped.
extends_documentation_fragment:
  - lvs.cluster.clusters.findings
"""

EXAMPLES = r"""
- name: Keep it for the reporter
  ansible.builtin.copy:
    content: "{{ site.clusters | lvs.cluster.findings(nodes) | lvs.cluster.junit }}"
    dest: lvs-verify.xml
    mode: "0644"
  delegate_to: localhost
"""

RETURN = r"""
_value:
  description: The document.
  type: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.junit import junit


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"junit": junit}
