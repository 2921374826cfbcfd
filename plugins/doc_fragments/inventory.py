# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the filters share."""

from __future__ import annotations


class ModuleDocFragment:
    """What the filters take: the declared services, and the inventory around them."""

    DOCUMENTATION = r"""
author: The lvs.cluster authors (@lvs-cluster)
options:
  _input:
    description: The inventory's C(lvs_services).
    type: list
    elements: dict
    required: true
"""

    HOSTS = r"""
positional: groups, hostvars
options:
  groups:
    description: Ansible's C(groups).
    type: dict
    required: true
  hostvars:
    description: Ansible's C(hostvars).
    type: dict
    required: true
"""
