# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.hiding``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: hiding
short_description: How a real server holds its VIPs
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Returns the parameters with which the role C(realserver) calls P(lvs.cluster.vip#module) on a host, for
    P(lvs.cluster.node_info#module) to tell what that would do.
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.host
  - lvs.cluster.clusters.hostvars
positional: host, hostvars
"""

EXAMPLES = r"""
- name: Look whether the real server is as the role would have it
  lvs.cluster.node_info:
    vip: "{{ site.clusters | lvs.cluster.hiding(inventory_hostname, hostvars) }}"
  register: look
"""

RETURN = r"""
_value:
  description: The parameters. Empty for a host that has no VIPs to hide.
  type: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import hiding


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"hiding": reporting(hiding)}
