#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask a segment who answers for an address."""

from __future__ import annotations

DOCUMENTATION = r"""
module: arp_probe
short_description: Ask the segment who answers for an address
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Sends ARP requests (IPv4) or neighbour solicitations (IPv6) for an address and returns every MAC that answers.
  - In an LVS-DR cluster one MAC has to answer for a virtual IP, the director's. Any other is a real server that leaks,
    and it takes clients away from the director.
  - A host does not hear its own question. Asked on the host that holds the address, nobody answers.
  - A MAC that answers may be a proxy's. The module does not tell.
extends_documentation_fragment:
  - lvs.cluster.attributes.question
options:
  address:
    description: The address that is asked for, IPv4 or IPv6.
    type: str
    required: true
  interface:
    description:
      - The interface on whose segment is asked, by default the one in whose subnet O(address) is.
      - Needed where the address is in no subnet of the host. It has to be up and to have a MAC.
    type: str
  source:
    description:
      - The address of O(interface) to ask with. Who hears the question learns it.
      - By default one in the subnet of O(address), else another one, never one with the prefix C(/32) or C(/128), which
        might be a virtual IP. Where there is none, none is used.
      - V(0.0.0.0) and V(::) ask without an address, so that nobody learns anything. A host that is just about to take
        O(address) may take this for a rival and give up. For IPv6, an announcement in that time is taken for an answer.
    type: str
  count:
    description: How often is asked, from 1 to 100.
    type: int
    default: 2
  interval:
    description: The time between two questions in seconds, at most 10.
    type: float
    default: 0.2
  timeout:
    description: How long answers are waited for after the last question, in seconds, from 0.01 to 60.
    type: float
    default: 1
  expect:
    description:
      - Who should answer. V(any) does not judge. V(none) is nobody, V(one) one MAC, V(at_most_one) one or nobody.
      - A MAC address means that this one answers and no other. Quote it, for YAML reads some as numbers.
      - If it is otherwise, the module fails, and returns RV(responders) all the same.
    type: str
    default: any
  hosts:
    description:
      - The MACs of hosts by their names, each a MAC or a list of them, so that answers bear names.
      - P(lvs.cluster.macs#filter) makes it of the hosts' facts.
    type: dict
    default: {}
seealso:
  - plugin: lvs.cluster.macs
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Only one answers for the VIP
  lvs.cluster.arp_probe:
    address: 203.0.113.10
    expect: one

- name: It is the director, and who else it is has a name
  lvs.cluster.arp_probe:
    address: 203.0.113.10
    expect: "{{ hostvars['lb1'].ansible_facts.default_ipv4.macaddress }}"
    hosts: "{{ hostvars | lvs.cluster.macs }}"

- name: The address is free
  lvs.cluster.arp_probe:
    address: 2001:db8::10
    interface: eth0
    expect: none
"""

RETURN = r"""
responders:
  description: Who answered, the first one first. Also when the module fails because of O(expect).
  returned: always, once it was asked
  type: list
  elements: dict
  contains:
    mac:
      description: The MAC.
      type: str
      sample: 02:42:0a:4d:01:02
    replies:
      description: How often it answered.
      type: int
      sample: 2
    first_ms:
      description: The time from the first question to its first answer, in milliseconds.
      type: float
      sample: 0.4
    host:
      description: The name that O(hosts) has for the MAC, several separated by commas. Null where it has none.
      type: str
      sample: web1
interface:
  description: The interface that was asked on.
  returned: always, once it was asked
  type: str
  sample: eth0
source:
  description: The address that was asked with, empty if none was.
  returned: always, once it was asked
  type: str
  sample: 203.0.113.2
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host import probe
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import LvsError
from ansible_collections.lvs.cluster.plugins.module_utils._model.probe import question

ARGUMENTS = {
    "address": {"type": "str", "required": True},
    "interface": {"type": "str"},
    "source": {"type": "str"},
    "count": {"type": "int", "default": 2},
    "interval": {"type": "float", "default": 0.2},
    "timeout": {"type": "float", "default": 1},
    "expect": {"type": "str", "default": "any"},
    "hosts": {"type": "dict", "default": {}},
}


def main() -> None:
    """Wire the parameters to the question."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    try:
        report, fault = probe.run(question(module.params))
    except (LvsError, OSError) as error:
        module.fail_json(msg=str(error))
    if fault:
        module.fail_json(msg=fault, changed=False, **report)
    module.exit_json(changed=False, **report)


if __name__ == "__main__":
    main()
