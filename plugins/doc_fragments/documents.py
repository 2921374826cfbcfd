# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the filters of ``verify`` and ``status`` share."""

from __future__ import annotations


class ModuleDocFragment:
    """What they take: the clusters as declared, the hosts as they are."""

    DOCUMENTATION = r"""
options:
  _input:
    description: The clusters as P(lvs.cluster.clusters#filter) returns them, by their names.
    type: dict
    required: true
  nodes:
    description:
      - What is known of each host by its name, as the module P(lvs.cluster.node_info#module) returns it.
      - A host that could not be reached has the key C(unreachable) alone, with the reason. One that is not here was not
        looked at.
    type: dict
    required: true
"""
