# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.seen``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: seen
short_description: What is known of each host at the end of a run
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns of each host the document of P(lvs.cluster.node_info#module) that tells how it is now, from its last look.
  - One of before the directors' turn tells no more who answers for a virtual IP. It has their addresses as C(outdated).
  - It is empty where P(lvs.cluster.stale#filter) names hosts and none of them was looked at, as in check mode.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.hostvars
positional: hostvars
"""

EXAMPLES = r"""
- name: Judge what was seen last
  ansible.builtin.set_fact:
    findings: "{{ site.clusters | lvs.cluster.findings(site.clusters | lvs.cluster.seen(hostvars)) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: By the name of the host the document, or the key C(unreachable) alone with the reason.
  type: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.looks import seen


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"seen": reporting(seen)}
