# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the filters share."""

from __future__ import annotations


class ModuleDocFragment:
    """What the filters take: the clusters, a host of them, what was registered for it, and what is known of all."""

    DOCUMENTATION = r"""
options:
  _input:
    description: The C(clusters) of P(lvs.cluster.site#filter).
    type: dict
    required: true
"""

    HOST = r"""
options:
  host:
    description: The host's C(inventory_hostname).
    type: str
    required: true
"""

    HOSTVARS = r"""
options:
  hostvars:
    description: Ansible's C(hostvars).
    type: dict
    required: true
"""

    FINDINGS = r"""
options:
  _input:
    description: What P(lvs.cluster.findings#filter) or P(lvs.cluster.preflight#filter) returns.
    type: list
    elements: dict
    required: true
"""

    NODES = r"""
options:
  nodes:
    description:
      - What is known of each host by its name, as P(lvs.cluster.nodes#filter) returns it.
      - A host that could not be reached has the key C(unreachable) alone, with the reason. One that is not here was not
        looked at.
    type: dict
    required: true
"""
