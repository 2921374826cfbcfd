#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watch what a host sends and receives for VIPs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: traffic_watch
short_description: Watch which frames a host sends and receives for virtual IPs
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Captures on a host, while traffic flows, every frame that has a virtual IP as one of its addresses, and counts them
    by MACs, kind and addresses. On a director it counts what IPVS has scheduled meanwhile, too.
  - This tells what no configuration does. Whether a real server asks with a virtual IP as sender, so that its router
    learns a wrong MAC, whether answers enter the director, and whether all requests pass it.
  - Two runs make a watch, with the traffic between them. The first one returns once the capture runs. It goes on in a
    process of its own, which ends when it is collected, or after O(timeout).
  - A host has one watch. Another one that is started ends it.
extends_documentation_fragment:
  - lvs.cluster.attributes.watch
options:
  state:
    description:
      - V(started) starts a watch, V(collected) ends it and returns what was seen.
      - V(absent) ends one that nobody is going to collect.
    type: str
    choices: [started, collected, absent]
    default: started
  vips:
    description:
      - The virtual IPs, IPv4 or IPv6; O(state=started) needs one at least. What follows is for that state, too, but for
        O(name).
    type: list
    elements: str
    default: []
  clients:
    description:
      - Addresses of clients. A network stands for its first host.
      - The host forgets the MACs of its next hops towards them, at first and then twice a second, so that it has to ask
        for them with whatever has to be sent, and a leak can be seen. The kernel forgets them in the course of time.
      - They are named in the result, however many other clients there are.
    type: list
    elements: str
    default: []
  interfaces:
    description: The interfaces, by default all that have an address, a MAC and a carrier.
    type: list
    elements: str
    default: []
  timeout:
    description: How long the watch waits to be collected, in seconds, from 1 to 3600.
    type: float
    default: 60
  name:
    description:
      - What RV(name) was of the watch to be collected. The module fails if another one was started meanwhile.
      - By default the one that runs is collected.
    type: str
    default: ""
notes:
  - Frames are seen as the host's kernel has them. It may have put several segments of TCP together, which count once.
  - What bears a VLAN's tag is seen on the VLAN's own interface, what goes to another host's MAC nowhere.
seealso:
  - module: lvs.cluster.traffic_probe
  - module: lvs.cluster.arp_probe
"""

EXAMPLES = r"""
- name: Directors and real servers watch
  lvs.cluster.traffic_watch:
    state: started
    vips: [203.0.113.10]
    clients: [198.51.100.7]

- name: Meanwhile the client asks
  lvs.cluster.traffic_probe:
    services: [{address: 203.0.113.10, port: 80, count: 10}]
  delegate_to: client1
  run_once: true

- name: What was there to be seen?
  lvs.cluster.traffic_watch:
    state: collected
  register: seen

- name: No real server has asked with the VIP as sender, nor answered for it
  ansible.builtin.assert:
    that:
      - seen.watch.control
      - seen.watch.dropped == 0
      - leaks | length == 0
  vars:
    leaks: >-
      {{ seen.watch.frames | selectattr('direction', 'eq', 'out') | selectattr('kind', 'ne', 'ip')
         | selectattr('sender', 'eq', '203.0.113.10') }}
"""

RETURN = r"""
name:
  description: The name of the watch.
  returned: when O(state=started)
  type: str
  sample: 4f1d0c9be2a70358
interfaces:
  description: The interfaces that are watched.
  returned: when O(state=started)
  type: list
  elements: str
  sample: [eth0]
watch:
  description: What was seen.
  returned: when O(state=collected)
  type: dict
  contains:
    seconds:
      description: How long the capture ran.
      type: float
      sample: 3.2
    control:
      description:
        - Whether the capture is to be believed. Before its end the host asks, on each interface and in each family of
          O(vips), for an address that nobody has. This says whether each of these questions was captured.
      type: bool
    interfaces:
      description: The interfaces that were watched.
      type: list
      elements: str
      sample: [eth0]
    frames:
      description:
        - The frames with a virtual IP as one of their addresses, each row for all that are alike.
        - There are at most 4000 rows. Once there are 1000, those to come name no client but O(clients).
      type: list
      elements: dict
      contains:
        interface:
          description: The interface.
          type: str
          sample: eth0
        direction:
          description: Whether the host has received or sent it, V(in) or V(out).
          type: str
          sample: out
        source:
          description: The MAC that it came from.
          type: str
          sample: 02:00:00:00:00:11
        target:
          description: The MAC that it went to.
          type: str
          sample: 02:00:00:00:00:01
        kind:
          description:
            - One of V(ip), V(arp_request), V(arp_reply), V(neighbour_solicitation), V(neighbour_advertisement).
          type: str
          sample: ip
        sender:
          description:
            - The address that it came from. Of all kinds but V(ip), the one that the segment learns a MAC for.
            - Empty where too many clients were seen.
          type: str
          sample: 203.0.113.10
        receiver:
          description:
            - The address that it went to, or that it asks for.
            - Empty where too many clients were seen.
          type: str
          sample: 198.51.100.7
        count:
          description: How many there were.
          type: int
          sample: 60
    dropped:
      description: How many frames came faster than they were counted. Those are missing.
      type: int
      sample: 0
    counters:
      description:
        - What IPVS has counted meanwhile, by service, for those of O(vips) and of firewall marks. Empty where it is not
          loaded.
        - Its counters are two seconds late. They are read when they have come to rest, or after eight seconds.
      type: dict
      sample: {"tcp 203.0.113.10:80": {"connections": 10, "inpkts": 60, "outpkts": 0}}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host.watch import Watches
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import growth
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import LvsError
from ansible_collections.lvs.cluster.plugins.module_utils._model.traffic import watch

ARGUMENTS = {
    "state": {"type": "str", "choices": ["started", "collected", "absent"], "default": "started"},
    "vips": {"type": "list", "elements": "str", "default": []},
    "clients": {"type": "list", "elements": "str", "default": []},
    "interfaces": {"type": "list", "elements": "str", "default": []},
    "timeout": {"type": "float", "default": 60},
    "name": {"type": "str", "default": ""},
}


def main() -> None:
    """Wire the parameters to the watch."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    try:
        result = {"started": _start, "collected": _collect, "absent": _end}[module.params["state"]](module)
    except (LvsError, OSError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, **result)


def _start(module: AnsibleModule) -> dict:
    wanted = watch(module.params)
    memo = {"vips": wanted.vips, "counters": growth.settled(wanted.vips)}
    started, replaced = Watches().start(wanted, memo)
    if replaced:
        module.warn("another watch ran on this host, which nobody had collected; it was ended")
    return started


def _collect(module: AnsibleModule) -> dict:
    seen, memo = Watches().collect(module.params["name"])
    seen["counters"] = growth.grown(memo["counters"], growth.settled(memo["vips"]))
    return {"watch": seen}


def _end(_module: AnsibleModule) -> dict:
    Watches().end()
    return {}


if __name__ == "__main__":
    main()
