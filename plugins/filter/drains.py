# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.drains``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drains
short_description: Which real servers a run drains, or gives back, on which director
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Reads what the playbooks C(drain) and C(undrain) were asked for, whose values may all be strings, and finds it in
    the tables of the directors.
  - What cannot be is told, all of it at once, and makes no error.
extends_documentation_fragment:
  - lvs.cluster.clusters
positional: state, given, matched, part, nodes
options:
  state:
    description: What shall become of them.
    type: str
    choices: [drained, undrained]
    required: true
  given:
    description:
      - The variables C(lvs_hosts), C(lvs_destinations), C(lvs_drain_services), C(lvs_drain_wait), C(lvs_drain_timeout),
        C(lvs_drain_on_timeout), C(lvs_drain_connections), C(lvs_drain_idle), C(lvs_drain_persistent) and
        C(lvs_min_ready). Those that are left out or empty are as by default.
    type: dict
    required: true
  matched:
    description: The hosts that the pattern C(lvs_hosts) matches.
    type: list
    elements: str
    required: true
  part:
    description: The hosts that are part of the run, all of them together.
    type: list
    elements: str
    required: true
  nodes:
    description:
      - What is known of each director by its name, as P(lvs.cluster.nodes#filter) returns it.
      - Where it is empty, only what can be told from the inventory is refused.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Find what is meant
  ansible.builtin.set_fact:
    plan: "{{ site.clusters | lvs.cluster.drains('drained', {'lvs_hosts': 'web1'}, ['web1'], ['lb1'], nodes) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    state:
      description: What was asked for.
      type: str
    directors:
      description:
        - For each director that has something to do, C(address) and, where services were chosen, C(services), as
          P(lvs.cluster.ipvs_destination#module) takes them. C(places) are all services and destinations that are meant.
      type: dict
    waiting:
      description: The parameters of P(lvs.cluster.ipvs_destination#module) about waiting.
      type: dict
    notes:
      description: Sentences about what may be meant so, such as a real server that serves nothing.
      type: list
      elements: str
    faults:
      description: Sentences about what cannot be.
      type: list
      elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.drain import drains
from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"drains": reporting(drains)}
