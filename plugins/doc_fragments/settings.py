# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of what IPVS has besides virtual servers."""

from __future__ import annotations


class ModuleDocFragment:
    """The options ``timeouts``, ``sync``, ``sysctls``, ``default_sysctls`` and ``connection_table_bits``."""

    DOCUMENTATION = r"""
options:
  timeouts:
    description: How long a connection without packets is remembered, in seconds. What is left out stays as it is.
    type: dict
    suboptions:
      tcp:
        description: An established TCP connection.
        type: int
      tcp_fin:
        description: A TCP connection after a FIN.
        type: int
      udp:
        description: A UDP flow.
        type: int
  sync:
    description:
      - The sync daemons that run, at most one of each state. An empty list stops them, no list leaves them alone.
      - A daemon cannot be edited. One that shall be otherwise is stopped and started.
      - The kernel has none beside a destination of another family than its service. As settings come first, such a
        destination has to go in an earlier run.
    type: list
    elements: dict
    suboptions:
      state:
        description: Whether it sends or receives.
        type: str
        choices: [master, backup]
        required: true
      interface:
        description: The interface for its multicast messages.
        type: str
        required: true
      id:
        description: The sync id, from 0 to 255. Only daemons of one id understand each other.
        type: int
        default: 0
      group:
        description: The multicast address, IPv4 or IPv6.
        type: str
        default: 224.0.0.81
      port:
        description: The UDP port.
        type: int
        default: 8848
      ttl:
        description: The time to live of its messages, in hops.
        type: int
        default: 1
      maxlen:
        description: The longest message in bytes, by default what the kernel has chosen.
        type: int
  sysctls:
    description:
      - Values of C(net.ipv4.vs) by their last name, such as C(expire_nodest_conn).
      - One that the kernel has not is refused before anything is changed. What is left out stays as it is.
      - Of C(drop_entry), C(drop_packet) and C(secure_tcp) the kernel itself makes V(2) of V(1) and back, so V(1) and
        V(2) are as good as the same.
    type: dict
  default_sysctls:
    description:
      - As O(sysctls), for names that O(sysctls) does not give. One that the kernel has not is passed over, such as
        C(conntrack) where IPVS was built without C(CONFIG_IP_VS_NFCT), or C(conn_reuse_mode) before 4.1.
      - Where ip_vs is not loaded, nobody can tell what it has, and check mode lists all of them.
    type: dict
  connection_table_bits:
    description:
      - The size of the table of connections, as a power of two, from 8 (256 rows) to 20, on kernels from 6.5 on to 27.
        Most kernels have 12. It is an option of the module ip_vs, written to C(/etc/modprobe.d/lvs.cluster.conf).
      - It counts when ip_vs is loaded. Where this run loads it, that is at once, else mostly at the next boot, and a
        warning says so. Where ip_vs is built in, C(ip_vs.conn_tab_bits) belongs on the kernel's command line instead.
      - When left out, the file is left alone. It goes when nothing is left for the next boot to restore.
      - Needs O(persist=true).
    type: int
"""
