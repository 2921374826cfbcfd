#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold virtual IPs on a host, hidden from ARP or announced."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vip
short_description: Hold virtual IPs on a real server or a director
version_added: 0.1.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - On a real server (O(arp=hidden)) sets C(net.ipv4.conf.all.arp_ignore=1) and C(net.ipv4.conf.all.arp_announce=2) and
    then puts the virtual IPs on C(lo), label C(lo:0), as C(/32), so that no ARP packet ever betrays them.
  - On a director (O(arp=announced)) puts them on the interface towards the network and sends gratuitous ARP.
  - With O(state=absent) an address goes first. With the last hidden one the sysctls get the values back that they had
    before the collection came, where their present values are still the collection's.
  - A virtual IP that the host holds elsewhere, or with a wider prefix, is refused, and nothing is changed.
  - This version handles IPv4, and the state that is live now. After a reboot it has to run again.
extends_documentation_fragment:
  - lvs.cluster.attributes
options:
  addresses:
    description: The virtual IPs.
    type: list
    elements: str
    required: true
  arp:
    description: Whether the VIPs are hidden from ARP (real server) or announced (director).
    type: str
    choices: [hidden, announced]
    required: true
  interface:
    description:
      - The interface that holds an announced VIP, by default the one in whose subnet it is.
      - A hidden one is always on C(lo).
    type: str
  announcements:
    description: How often a VIP is announced once it has been added.
    type: int
    default: 3
  announcement_interval:
    description: The time between two frames of an announcement, in seconds.
    type: float
    default: 0.2
  state:
    description: Whether the VIPs shall be there.
    type: str
    choices: [present, absent]
    default: present
"""

EXAMPLES = r"""
- name: A real server holds the VIP in silence
  lvs.cluster.vip:
    addresses: [203.0.113.10]
    arp: hidden

- name: The director tells the segment that the VIP is here
  lvs.cluster.vip:
    addresses: [203.0.113.10]
    arp: announced
    interface: eth0
"""

RETURN = r"""
operations:
  description: What was done, in this order; in check mode what would be done.
  returned: success
  type: list
  elements: dict
  contains:
    operation:
      description: One of V(set_sysctl), V(add_address), V(delete_address), V(announce).
      type: str
    target:
      description: The sysctl, or the address with its interface and label.
      type: str
      sample: 203.0.113.10/32 dev lo label lo:0
    before:
      description: The value of a sysctl before.
      type: int
    after:
      description: The value of a sysctl afterwards.
      type: int
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host import vips
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record
from ansible_collections.lvs.cluster.plugins.module_utils._model import vip
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import LvsError

ARGUMENTS = {
    "addresses": {"type": "list", "elements": "str", "required": True},
    "arp": {"type": "str", "choices": ["hidden", "announced"], "required": True},
    "interface": {"type": "str"},
    "announcements": {"type": "int", "default": 3},
    "announcement_interval": {"type": "float", "default": 0.2},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}


def main() -> None:
    """Wire the parameters to the run."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    given = module.params
    run = vips.preview if module.check_mode else vips.apply
    try:
        declared = vip.declaration(given["addresses"], given["arp"], given["interface"], given["state"] == "present")
        announcement = vips.Announcement(given["announcements"], given["announcement_interval"])
        result = run(declared, Record("vip"), announcement)
    except (LvsError, OSError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(**result)


if __name__ == "__main__":
    main()
