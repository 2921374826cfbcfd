# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.report``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report
short_description: How a run ended
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Says what became of each host, from what the playbooks have registered. That is which hosts were changed, unchanged,
    failed or not reached, which real servers were not admitted or kept as they were, and which are drained. Then it
    sums up what was found.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.hostvars
positional: hostvars, findings, notes
options:
  findings:
    description: What P(lvs.cluster.findings#filter) has found.
    type: list
    elements: dict
    default: []
  notes:
    description: The notes of P(lvs.cluster.site#filter).
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Say how it ended
  ansible.builtin.debug:
    msg: "{{ (site.clusters | lvs.cluster.report(hostvars)).lines }}"
"""

RETURN = r"""
_value:
  description: The report.
  type: dict
  contains:
    lines:
      description: What an operator reads.
      type: list
      elements: str
    failed:
      description: Why a host failed, by its name.
      type: dict
    rows:
      description:
        - A row for each host of a run that may change something, then the findings. All have the keys of a finding. A
          host's row has the C(id) V(run), the C(status) V(changed), V(unchanged), V(failed) or V(not_reached), and the
          reason as C(found).
      type: list
      elements: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.report import report


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"report": reporting(report)}
