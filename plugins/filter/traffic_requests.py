# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.traffic_requests``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: traffic_requests
short_description: What a client asks for
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Lists every virtual server of the clusters as P(lvs.cluster.traffic_probe#module) takes it.
  - A UDP service is in it only when C(lvs_services) says by C(probe) what has to be sent to get an answer.
extends_documentation_fragment:
  - lvs.cluster.clusters
"""

EXAMPLES = r"""
- name: Ask for every service
  lvs.cluster.traffic_probe:
    services: "{{ site.clusters | lvs.cluster.traffic_requests }}"
"""

RETURN = r"""
_value:
  description: The services.
  type: list
  elements: dict
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.filters import reporting
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import traffic_requests


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"traffic_requests": reporting(traffic_requests)}
