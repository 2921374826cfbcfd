#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold virtual IPs on a host, hidden from ARP or announced."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vip
short_description: Hold virtual IPs on a real server or a director
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - On a real server (O(arp=hidden)) sets C(net.ipv4.conf.all.arp_ignore=1) and C(net.ipv4.conf.all.arp_announce=2) and
    then puts the virtual IPs on C(lo), label C(lo:0), as C(/32) of C(scope host), so that no ARP packet ever betrays
    them. Values that are as quiet already stay, and so does an address of another scope or label, with a warning. An
    IPv6 address becomes C(/128), C(nodad), C(preferred_lft 0), and needs no sysctl.
  - On a director (O(arp=announced)) puts them on the interface towards the network and sends gratuitous ARP or, for
    IPv6, unsolicited neighbour advertisements.
  - With O(state=absent) an address goes first. With the last hidden one the sysctls get the values back that they had
    before the collection came, where their present values are still the collection's.
  - A virtual IP that the host holds elsewhere, or with another prefix, is refused, and nothing is changed. Addresses
    that are not listed are never touched. So a VIP with which the kernel would delete others, as the first one of its
    network on the interface, is not withdrawn unless C(promote_secondaries) is set.
  - The next boot brings all of it back, in the same order, by units of systemd that are done before the network begins
    (real server) or once the table is there (director).
  - Warns of what would break direct routing and is not changed unasked, such as a strict C(rp_filter), C(proxy_arp),
    and files of sysctl.d that are read later and say otherwise.
extends_documentation_fragment:
  - lvs.cluster.attributes
options:
  addresses:
    description:
      - The virtual IPs, IPv4 and IPv6.
      - An announced one may have the prefix length of its network (C(203.0.113.10/24)) instead of that of a host.
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
    description: How often a VIP is announced once it has been added, and at boot.
    type: int
    default: 3
  announcement_interval:
    description: The time between two announcements, in seconds.
    type: float
    default: 0.2
  duplicates:
    description:
      - What happens when somebody on the segment answers for a VIP that is to be announced. The segment is asked
        before the VIP is added, in check mode, too. A real server that holds it in silence does not answer.
    type: str
    choices: [refuse, ignore]
    default: refuse
  rp_filter:
    description:
      - Sets C(rp_filter) of the interfaces by which requests for hidden VIPs come in. When left out it is left alone.
      - V(2) (loose) lets requests in by an interface that is not the way back to the client.
      - The kernel uses the maximum of the interface and C(all), so that a value below that of C(all) is refused.
    type: int
    choices: [1, 2]
  reply_gateway:
    description:
      - Gateways for answers from hidden VIPs, one for each family at most. Such an answer then follows a policy rule
        into O(reply_table), whose default route leads there, whatever the host's own default route is.
      - This is for public VIPs on servers with private addresses.
      - When empty, what an earlier call has made of it for these VIPs goes.
    type: list
    elements: str
    default: []
  reply_table:
    description: The routing table for these answers. Its number is the priority of the rules as well.
    type: int
    default: 7100
  client_networks:
    description: Networks of clients; the route to each is guarded as the default route is, see O(directors).
    type: list
    elements: str
    default: []
  directors:
    description:
      - Addresses of directors. A default route or a route to one of O(client_networks) that leads through one of them,
        or through a VIP, is refused. Answers would pass the director, which drops them.
    type: list
    elements: str
    default: []
  listeners:
    description: What has to listen on a real server. A warning says which does not, on its address or on any.
    type: list
    elements: dict
    default: []
    suboptions:
      address:
        description: The VIP.
        type: str
        required: true
      port:
        description: The port.
        type: int
        required: true
      protocol:
        description: The protocol.
        type: str
        choices: [tcp, udp]
        default: tcp
  persist:
    description:
      - Whether the next boot brings the VIPs back. V(false) leaves what an earlier call has said of that.
      - With O(state=absent) it never does.
    type: bool
    default: true
  state:
    description: Whether the VIPs shall be there.
    type: str
    choices: [present, absent]
    default: present
  look:
    description:
      - Parameters of P(lvs.cluster.node_info#module), to be told in RV(node) what has become of the host. Nobody is
        asked on the segments.
      - In check mode nobody looks, for nothing has been changed.
    type: dict
    suboptions:
      vips: {description: The virtual IPs of the cluster., type: list, elements: str, default: []}
      peers: {description: Addresses of other hosts., type: list, elements: str, default: []}
      clients: {description: Addresses or networks of clients., type: list, elements: str, default: []}
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

- name: A public VIP on a server with private addresses
  lvs.cluster.vip:
    addresses: [203.0.113.10]
    arp: hidden
    reply_gateway: [10.0.0.254]
    directors: [10.0.0.2]
    listeners: [{address: 203.0.113.10, port: 80}]
    look: {vips: [203.0.113.10], peers: [10.0.0.2]}
"""

RETURN = r"""
operations:
  description: What was done, in this order; in check mode what would be done.
  returned: success
  type: list
  elements: dict
  contains:
    operation:
      description:
        - What is done, for example V(set_sysctl), V(add_address), V(announce), V(set_route), V(add_rule),
          V(write_file) or V(enable_unit).
      type: str
    target:
      description: The sysctl, the file, the unit, or the address, rule or route as C(ip) takes it.
      type: str
      sample: 203.0.113.10/32 dev lo label lo:0 scope host
    before:
      description: The value of a sysctl before.
      type: int
    after:
      description: The value of a sysctl afterwards.
      type: int
hidden:
  description: The hidden VIPs that this module holds on the host afterwards, those of earlier calls too.
  returned: success
  type: list
  elements: str
  sample: [203.0.113.10]
announced:
  description: The announced VIPs that it holds.
  returned: success
  type: list
  elements: str
  sample: []
missing_listeners:
  description: Those of O(listeners) that nothing listens for. With O(state=absent) nobody looks.
  returned: success
  type: list
  elements: dict
  sample: [{protocol: tcp, address: 203.0.113.10, port: 80}]
node:
  description: Those parts of RV(lvs.cluster.node_info#module:node) that this module may have changed, and the network.
  returned: when O(look) is given, and not in check mode
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host import vips
from ansible_collections.lvs.cluster.plugins.module_utils._host.boot import Boot
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record
from ansible_collections.lvs.cluster.plugins.module_utils._model import node, vip_declaration
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import LvsError

ARGUMENTS = {**vip_declaration.ARGUMENTS, "look": {"type": "dict", "options": node.PLACES}}


def main() -> None:
    """Wire the parameters to the run."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run = vips.preview if module.check_mode else vips.apply
    try:
        declared = vip_declaration.declaration_from_params(module.params)
        wanted = node.asked(module.params["look"]) if module.params["look"] else None
        result = run(declared, Record("vip"), Boot())
    except (LvsError, OSError) as error:
        module.fail_json(msg=str(error))
    for warning in result.pop("warnings"):
        module.warn(warning)
    if wanted and not module.check_mode:
        result["node"] = _seen(wanted)
    module.exit_json(**result)


def _seen(wanted: node.Asked) -> dict:
    """Only a call that asks for it imports what it takes."""
    from ansible_collections.lvs.cluster.plugins.module_utils._host.node.of_vip import look

    return look(wanted)


if __name__ == "__main__":
    main()
