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
    description: The C(clusters) of P(lvs.cluster.site#filter).
    type: dict
    required: true
  nodes:
    description:
      - What is known of each host by its name, as P(lvs.cluster.nodes#filter) returns it.
      - A host that could not be reached has the key C(unreachable) alone, with the reason. One that is not here was not
        looked at.
    type: dict
    required: true
"""
