# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.stale``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: stale
short_description: Hosts that have to be looked at before they are judged
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the directors and real servers of which nobody knows how they are at the end of a run.
  - They are all of them, but in a run that began with a look at its hosts, as C(site.yml) does. Where that has changed
    nothing, they are none. Else they are the directors, a real server for each virtual IP that asks who answers for it
    now, and whoever was changed and not looked at since. Who was not changed is known from the look that the run began
    with, and a real server that was changed from that of P(lvs.cluster.vip#module) (O(lvs.cluster.vip#module:look)).
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.hostvars
positional: hostvars
"""

EXAMPLES = r"""
- name: Say who is to be looked at
  ansible.builtin.debug:
    msg: "{{ site.clusters | lvs.cluster.stale(hostvars) }}"
"""

RETURN = r"""
_value:
  description: The names of the hosts.
  type: list
  elements: str
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.looks import stale


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"stale": reporting(stale)}
