# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.preflight``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: preflight
short_description: Whether hosts are fit for a cluster, before anything is changed
version_added: 0.1.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Makes those findings of P(lvs.cluster.findings#filter) that do not depend on what the collection has set up, such as
    one segment, gateways, MTU, offloads, firewalls and other owners of the table.
positional: nodes
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.nodes
"""

EXAMPLES = r"""
- name: Refuse a host that cannot do its part
  ansible.builtin.assert:
    that: site.clusters | lvs.cluster.preflight(nodes) | selectattr('status', 'eq', 'failed') | length == 0
    fail_msg: "{{ site.clusters | lvs.cluster.preflight(nodes) | lvs.cluster.summary }}"
"""

RETURN = r"""
_value:
  description:
    - The findings, one for each check and each host that it is about. Each check has a page in C(docs/checks).
  type: list
  elements: dict
  contains:
    id:
      description: The check, such as V(F7) or V(mtu).
      type: str
    host:
      description: The inventory's name of the host.
      type: str
    status:
      description:
        - V(ok), V(failed), V(blocked) where what the check needs has failed, or V(not_measured) where nobody was there
          to see it. The last two are no proof of anything.
      type: str
    expected:
      description: What should be so.
      type: str
    found:
      description: What is so.
      type: str
    cause:
      description: Why it matters, or C(follows from ID on HOST). Empty where all is well.
      type: str
    remedy:
      description: What to do. Empty where all is well.
      type: str
  sample:
    - id: arp_ignore
      host: web1
      status: failed
      expected: arp_ignore, the maximum of all and the interface, is 1 (or 2, or 8) on every interface
      found: arp_ignore of eth0 is effectively 0 (all 0, eth0 0)
      cause: the kernel answers ARP for a VIP on lo by every interface, unless it is told not to
      remedy: sysctl -w net.ipv4.conf.all.arp_ignore=1, and 0 on an interface whose own value is above 2
"""

from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.judging import preflight


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"preflight": preflight}
