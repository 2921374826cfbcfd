# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter ``lvs.cluster.findings``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: findings
short_description: What is wrong with a cluster
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Compares what is declared with what the hosts are, and with what was seen of real traffic.
  - What cannot be judged is said to be so, and never well. What follows from another failure names it.
positional: nodes, traffic
extends_documentation_fragment:
  - lvs.cluster.clusters
  - lvs.cluster.clusters.nodes
options:
  traffic:
    description:
      - What was captured and answered meanwhile, as P(lvs.cluster.traffic#filter) returns it.
      - Without it, the checks that need traffic are V(not_measured).
    type: dict
"""

EXAMPLES = r"""
- name: Judge the cluster
  ansible.builtin.set_fact:
    lvs_findings: "{{ site.clusters | lvs.cluster.findings(hostvars | lvs.cluster.nodes('node')) }}"

- name: Nothing has failed
  ansible.builtin.assert:
    that: lvs_findings | selectattr('status', 'eq', 'failed') | length == 0
    fail_msg: "{{ lvs_findings | lvs.cluster.summary }}"
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

from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.judging import findings


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"findings": findings}
