#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell all of a host that decides on direct routing."""

from __future__ import annotations

DOCUMENTATION = r"""
module: node_info
short_description: Read all of a host that decides on direct routing
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Reads what there is to know of a director, a real server or a client, as one plain document, and judges nothing.
  - What a host has not, such as IPVS, IPv6 or a packet filter, is simply not there. A part that cannot be read is null,
    and RV(node.gaps) has a sentence about it. It fails only for a parameter that is no address.
  - Nothing is changed or loaded. An C(ip_vs) that is not loaded is an empty table, and the tools of a packet filter run
    only where the kernel has one.
  - Asks the host's segments who has O(vips) and O(peers), which takes a second for any number of them, and one more
    where one of O(peers), or a gateway, does not answer. Who hears it learns the address that the host has there.
extends_documentation_fragment:
  - lvs.cluster.attributes.info
options:
  vips: {description: The virtual IPs of the cluster., type: list, elements: str, default: []}
  peers:
    description: Addresses of other hosts, to which the way is looked up, and which are asked for on the segment.
    type: list
    elements: str
    default: []
  clients:
    description:
      - Addresses or networks of clients. The way to each of them, of a network to its first host, is looked up from
        each of O(vips) that the host holds. It is the way of answers. Default routes are listed in any case.
    type: list
    elements: str
    default: []
  probe:
    description:
      - Whether the segments are asked who has those of O(vips) and O(peers) that are in a network of the host, and who
        the gateways of RV(node.ways) are. A virtual IP in no network of the host is asked for wherever O(peers) are.
    type: bool
    default: true
  firewall: {description: "Whether the packet filter's own tools are asked for its rules.", type: bool, default: true}
  hiding: {description: "Parameters of P(lvs.cluster.vip#module), to be told what C(arp=hidden) would do.", type: dict}
  announcing: {description: "The same for C(arp=announced).", type: dict}
seealso:
  - module: lvs.cluster.ipvs_info
"""

EXAMPLES = r"""
- name: Look at a real server
  lvs.cluster.node_info:
    vips: [203.0.113.10]
    peers: [203.0.113.2]
    clients: [198.51.100.0/24]
  register: web1

- name: Its answers to clients go out by its own router
  ansible.builtin.debug:
    msg: "{{ web1.node.ways | selectattr('source', 'equalto', '203.0.113.10') }}"
"""

RETURN = r"""
node:
  description: The host.
  returned: success
  type: dict
  contains:
    kernel: {description: The release of the kernel., type: str, sample: 6.1.0-18-amd64}
    python: {description: The version of the Python that ran this., type: str, sample: 3.11.2}
    vendor: {description: "Who made the machine, a hypervisor or cloud, too. May be empty.", type: str, sample: QEMU}
    interfaces:
      description: The network interfaces.
      type: list
      elements: dict
      contains:
        name: {description: The name., type: str, sample: eth0}
        mac: {description: "The hardware address, empty where it has none.", type: str, sample: "02:42:0a:4d:01:02"}
        mtu: {description: The MTU in bytes., type: int, sample: 1500}
        is_up: {description: Whether it was set up. It may have no carrier all the same., type: bool}
        lro: {description: "Whether it merges received packets (LRO), null where it does not tell.", type: bool}
    addresses:
      description: The IPv4 and IPv6 addresses.
      type: list
      elements: dict
      contains:
        address: {description: The address., type: str, sample: 203.0.113.10}
        prefix: {description: The length of its prefix., type: int, sample: 32}
        interface: {description: The interface that holds it., type: str, sample: lo}
        label: {description: Its label. IPv6 has none., type: str, sample: "lo:0"}
        flags: {description: "Its flags by the names of C(ip), such as V(dadfailed).", type: list, elements: str}
    ways:
      description: The ways to O(peers), those of answers to O(clients) by each VIP that is held, and default routes.
      type: list
      elements: dict
      contains:
        destination:
          description: The address, the network of O(clients), or V(default) and V(default6) for default routes. Of
            several default routes of a family the first one is used.
          type: str
        source:
          description: The virtual IP that packets come from, empty where the way is that of any packet. A default route
            has one where a policy rule leads there.
          type: str
        interface: {description: Where packets leave. Empty where there is no way., type: str, sample: eth0}
        gateway: {description: "The gateway, empty for a destination on the link.", type: str, sample: 203.0.113.1}
        mac:
          description: The MAC of the gateway, or of the destination on the link. It is the one in the host's own table,
            else that of the one who alone answered. Empty where it is not known.
          type: str
        mtu:
          description: The MTU of the route, or of the path as far as the kernel has learned it. V(0) where there is
            none, so that the interface's holds.
          type: int
    answers:
      description: Who answered on the segments. Empty when O(probe=false).
      type: list
      elements: dict
      contains:
        address: {description: The address that was asked for., type: str, sample: 203.0.113.10}
        interface: {description: The interface that was asked on., type: str, sample: eth0}
        macs: {description: "Who answered, empty where nobody did.", type: list, elements: str}
    neighbours:
      description: The tables of ARP and neighbour discovery, as they were before anybody was asked.
      type: list
      elements: dict
      contains:
        address: {description: The address., type: str, sample: 203.0.113.1}
        interface: {description: The interface., type: str, sample: eth0}
        mac: {description: "The MAC, empty where it is not known.", type: str, sample: "02:42:0a:4d:01:01"}
        state: {description: "The state by the names of C(ip), such as V(stale).", type: str, sample: reachable}
    sysctls:
      description: C(arp_ignore), C(arp_announce), C(rp_filter) and C(proxy_arp) of C(all) and each interface,
        C(net/ipv4/ip_forward), and all of C(net/ipv4/vs), by their names with slashes.
      type: dict
      sample: {net/ipv4/conf/all/arp_ignore: "1", net/ipv4/ip_forward: "0"}
    sysctl_files:
      description: Lines of files that are read after our own at boot and undo what P(lvs.cluster.vip#module) has set.
      type: list
      elements: dict
      contains:
        path: {description: The file., type: str, sample: /etc/sysctl.d/99-site.conf}
        line: {description: The number of the line., type: int, sample: 3}
        name: {description: The sysctl., type: str, sample: net/ipv4/conf/all/arp_ignore}
        value: {description: What the line sets it to., type: str, sample: "0"}
        ours: {description: What P(lvs.cluster.vip#module) has set it to., type: str, sample: "1"}
    listening:
      description: What waits for clients. A socket on V(::) mostly serves IPv4, too.
      type: list
      elements: dict
      contains:
        protocol: {description: V(tcp) or V(udp)., type: str, sample: tcp}
        address: {description: "The address, V(0.0.0.0) or V(::) for any.", type: str, sample: 0.0.0.0}
        port: {description: The port., type: int, sample: 80}
    firewall:
      description: The rules of the packet filter. Null when O(firewall=false).
      type: dict
      contains:
        iptables:
          description: What C(iptables-legacy-save) and C(iptables-nft-save) print, without comments, by
            V(iptables-legacy) and V(iptables-nft), on a host with one tool alone by V(iptables). Only what has tables.
          type: dict
        ip6tables: {description: The same for IPv6., type: dict, sample: {}}
        nft: {description: What C(nft --json list ruleset) prints. Null where there is no table., type: dict}
    owner:
      description: Who else drives the IPVS table. Null where nobody is seen to.
      type: dict
      contains:
        name: {description: "V(keepalived), V(ldirectord) or V(kube-proxy).", type: str, sample: keepalived}
        evidence: {description: By what that can be seen., type: str}
    ipvs: {description: What P(lvs.cluster.ipvs_info#module) returns., type: dict}
    modules: {description: The loaded kernel modules of IPVS., type: list, elements: str, sample: [ip_vs, ip_vs_wlc]}
    boot:
      description: What the next boot would bring back.
      type: dict
      contains:
        units:
          description: V(enabled), V(disabled) or empty, for there is none, for each unit of the collection and for
            C(ipvsadm.service). Debian's script of that name is disabled until it is told to restore (C(AUTO="true")).
          type: dict
        rules: {description: "The text of C(director.rules), empty where there is none.", type: str}
        modules_load: {description: IPVS modules in C(modules-load.d)., type: list, elements: str, sample: [ip_vs]}
        vips: {description: "Those that our units add, V(hidden) and V(announced), each a list.", type: dict}
    record:
      description: What earlier runs of our modules have left. A key is null where its record cannot be read.
      type: dict
      contains:
        drained:
          description: The real servers that are out of service.
          type: list
          elements: dict
          contains:
            service: {description: The service., type: str, sample: "tcp 203.0.113.10:80"}
            destination: {description: The real server., type: str, sample: "10.0.0.11:80"}
            state: {description: V(drained) or V(evicted)., type: str, sample: drained}
            weight: {description: The weight that it gets back., type: int, sample: 1}
            since: {description: "Since when, in UTC.", type: str, sample: "2026-03-01T12:00:00Z"}
        services: {description: The services that are ours., type: list, elements: str, sample: ["tcp 203.0.113.10:80"]}
        hidden: {description: The virtual IPs on C(lo)., type: list, elements: str, sample: [203.0.113.10]}
        announced: {description: The virtual IPs that are announced., type: list, elements: str, sample: []}
        sysctls: {description: What sysctls were set to., type: dict, sample: {net/ipv4/conf/all/arp_ignore: "1"}}
    gaps:
      description: A sentence for each part that could not be read.
      type: list
      elements: str
hiding:
  description: What P(lvs.cluster.vip#module) returns in check mode, without C(diff). May be C(failed), with a C(msg).
  returned: when O(hiding) is given
  type: dict
announcing: {description: "The same of O(announcing).", returned: when O(announcing) is given, type: dict}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host.node.document import look
from ansible_collections.lvs.cluster.plugins.module_utils._model import node
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError

_PREVIEWS = ("hiding", "announcing")
ARGUMENTS = {
    **node.PLACES,
    "probe": {"type": "bool", "default": True},
    "firewall": {"type": "bool", "default": True},
    **{how: {"type": "dict"} for how in _PREVIEWS},
}


def main() -> None:
    """Wire the parameters to the reading."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    try:
        wanted = node.asked(module.params)
    except ModelError as error:
        module.fail_json(msg=str(error))
    found, told = look(wanted, {how: module.params[how] for how in _PREVIEWS if module.params[how] is not None})
    for one in told.values():
        for warning in one.pop("warnings", ()):
            module.warn(warning)
    module.exit_json(changed=False, node=found, **told)


if __name__ == "__main__":
    main()
