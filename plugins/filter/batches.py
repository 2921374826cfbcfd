# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.batches``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: batches
short_description: The batches of a rollout
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Reads the sizes of batches, as an operator or a survey gives them, for the keyword C(serial) of a play.
  - What is no size is an error that names key and value.
positional: hostvars
options:
  _input:
    description:
      - Numbers of hosts, and shares such as V(10%), as a list or as text with commas.
      - When empty, V(1,10%,50%,100%).
    type: raw
    required: true
  hostvars:
    description:
      - Ansible's C(hostvars). Given, it is an error when a host's own C(lvs_serial) says otherwise. Ansible makes the
        batches of a play before it looks at any host's variables.
    type: dict
"""

EXAMPLES = r"""
- name: What would these batches be?
  ansible.builtin.debug:
    msg: "{{ '1,10%,50%' | lvs.cluster.batches }}"

# As a play has it: serial: "{{ lvs_serial | default('') | lvs.cluster.batches }}"
- name: Refuse what a host's variables say of them, which no play would heed
  ansible.builtin.debug:
    msg: "{{ '' | lvs.cluster.batches(hostvars) }}"
"""

RETURN = r"""
_value:
  description: The sizes.
  type: list
  elements: raw
  sample: [1, "10%", "50%"]
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.batches import batches
from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"batches": reporting(batches)}
