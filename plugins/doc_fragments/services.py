# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of a declared virtual server."""

from __future__ import annotations


class ModuleDocFragment:
    """The option ``services``."""

    DOCUMENTATION = r"""
options:
  services:
    description:
      - The virtual servers. No two may have the same protocol, address and port, or the same family and firewall mark.
      - When left out, no service is touched. An empty list declares that there is none.
    type: list
    elements: dict
    suboptions:
      address:
        description: The virtual IP, IPv4 or IPv6. Needs O(services[].port).
        type: str
      port:
        description: The port, from 1 to 65535. With O(services[].persistence) it may be 0, which is every port.
        type: int
      protocol:
        description: The protocol of a service with an address, by default V(tcp).
        type: str
        choices: [tcp, udp, sctp]
      fwmark:
        description: The firewall mark, from 1 to 4294967295, instead of address, port and protocol.
        type: int
      family:
        description: The address family of a firewall mark, by default V(ipv4).
        type: str
        choices: [ipv4, ipv6]
      scheduler:
        description:
          - The scheduler, any that the host's kernel has, such as V(rr), V(wrr), V(lc), V(wlc), V(sh) or V(mh).
          - One that the kernel has not is refused before anything is changed.
        type: str
        default: wlc
      scheduler_flags:
        description:
          - Flags of the scheduler. V(sh-port) and V(sh-fallback) for V(sh), V(mh-port) and V(mh-fallback) for V(mh),
            V(flag-1), V(flag-2) and V(flag-3) for any.
        type: list
        elements: str
        default: []
      persistence:
        description: Makes a client stay with its real server.
        type: dict
        suboptions:
          timeout:
            description: How long after its last connection, in seconds.
            type: int
            default: 300
          netmask:
            description:
              - Clients of one network are one client. A dotted netmask for IPv4, a prefix length for IPv6.
              - By default each client is one.
            type: str
          engine:
            description: The persistence engine, such as V(sip).
            type: str
      one_packet:
        description: Whether each packet is scheduled by itself. For UDP and firewall marks.
        type: bool
        default: false
      destinations:
        description:
          - The real servers. When left out, those of the service are not touched.
        type: list
        elements: dict
        suboptions:
          address:
            description: The real server's own address. Only a tunnel may have another family than the service.
            type: str
            required: true
          state:
            description:
              - Whether it shall be there. V(absent) deletes it, also where nothing else is purged. It needs but
                address and port.
              - V(kept) leaves that to the kernel. Where it is there it becomes as declared, in place. Where it is not,
                it is not added. It is never deleted for not being listed.
            type: str
            choices: [present, kept, absent]
            default: present
          port:
            description:
              - The port, by default the service's.
              - Only O(services[].destinations[].forwarding=masquerade) can remap it.
            type: int
          weight:
            description: The weight, from 0 (no new connections) to 65535.
            type: int
            default: 1
          forwarding:
            description: The forwarding method.
            type: str
            choices: [direct, masquerade, tunnel]
            default: direct
          upper_threshold:
            description: The number of connections from which on it gets no new ones, 0 for none.
            type: int
            default: 0
          lower_threshold:
            description: The number of connections below which it gets new ones again, 0 for the kernel's choice.
            type: int
            default: 0
          tunnel:
            description: The encapsulation of O(services[].destinations[].forwarding=tunnel).
            type: dict
            suboptions:
              type:
                description: The kind.
                type: str
                choices: [ipip, gue, gre]
                default: ipip
              port:
                description: The UDP port of V(gue).
                type: int
              flags:
                description: V(csum) for V(gue) and V(gre), V(remcsum) for V(gue).
                type: list
                elements: str
                choices: [csum, remcsum]
                default: []
"""
