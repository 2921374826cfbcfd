# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.unfit``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: unfit
short_description: Which hosts a run leaves as they are
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Tells of each host what no role could mend, or what would make a black hole of a real server.
  - A director is held back only when it cannot be reached.
positional: directors
extends_documentation_fragment:
  - lvs.cluster.clusters.findings
options:
  directors:
    description: The names of the directors.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Judge what was seen
  ansible.builtin.set_fact:
    unfit: "{{ site.clusters | lvs.cluster.preflight(nodes) | lvs.cluster.unfit(groups.lvs_directors) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: What is wrong, in one line, by the name of the host. Hosts that are fit are left out.
  type: dict
  sample: {web1: "mtu: eth0 takes 1400 bytes"}
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.report import unfit


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"unfit": reporting(unfit)}
