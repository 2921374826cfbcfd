#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read back the IPVS state of a host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ipvs_info
short_description: Read the IPVS table of a host, with its counters
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Reads services, destinations, counters, rates, time-outs, sync daemons and sizes of IPVS from the kernel.
  - An C(ip_vs) that is not loaded is an empty table. It is not loaded for that.
extends_documentation_fragment:
  - lvs.cluster.attributes.info
options:
  connections:
    description: Whether the connection entries are listed, too.
    type: bool
    default: false
  connection_filter:
    description:
      - Lists only connections for which all of this is so.
      - An endpoint is an address with its port, or an address alone for all of its ports.
    type: dict
    default: {}
    suboptions:
      protocol:
        description: The protocol, such as V(tcp).
        type: str
      client:
        description: The client's endpoint.
        type: str
      service:
        description: The virtual IP's endpoint.
        type: str
      destination:
        description: The real server's endpoint.
        type: str
      state:
        description: The state, such as V(ESTABLISHED).
        type: str
  connection_limit:
    description: The largest number of connections that is listed.
    type: int
    default: 1000
"""

EXAMPLES = r"""
- name: Look at the table
  lvs.cluster.ipvs_info:
  register: director

- name: Carry it over to another director
  lvs.cluster.ipvs:
    services: "{{ director.services }}"
  delegate_to: lb2

- name: Who is still on this real server?
  lvs.cluster.ipvs_info:
    connections: true
    connection_filter: {destination: 10.0.0.11, state: ESTABLISHED}
"""

RETURN = r"""
loaded:
  description: Whether IPVS is loaded.
  returned: success
  type: bool
services:
  description: The services, just as P(lvs.cluster.ipvs#module) takes them.
  returned: success
  type: list
  elements: dict
statistics:
  description:
    - Beside each service its counters since it was made or zeroed, and its rates per second, with the names of ipvsadm.
  returned: success
  type: list
  elements: dict
  contains:
    service:
      description: The service.
      type: str
      sample: tcp 203.0.113.10:80
    conns:
      description: Connections. Likewise C(inpkts), C(outpkts), C(inbytes), C(outbytes).
      type: int
    cps:
      description: Connections per second. Likewise C(inpps), C(outpps), C(inbps) and C(outbps), the last two in bytes.
      type: int
    destinations:
      description:
        - The same of each destination, and its connections now as C(active_connections), C(inactive_connections) and
          C(persistent_connections).
      type: list
      elements: dict
timeouts:
  description: The time-outs C(tcp), C(tcp_fin) and C(udp) in seconds.
  returned: success
  type: dict
sync:
  description: The sync daemons that run.
  returned: success
  type: list
  elements: dict
sysctls:
  description: The values of C(net.ipv4.vs).
  returned: success
  type: dict
version:
  description: The version of IPVS.
  returned: success
  type: str
  sample: 1.2.1
table_size:
  description: The number of buckets of the connection table.
  returned: success
  type: int
connections:
  description: The connection entries.
  returned: when O(connections=true)
  type: list
  elements: dict
  sample: [{protocol: tcp, client: "192.0.2.7:40000", service: "203.0.113.10:80", destination: "10.0.0.11:80",
            state: ESTABLISHED, expires: 899}]
connection_count:
  description: How many entries there are, also where RV(connections) is cut.
  returned: when O(connections=true)
  type: int
"""

import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host import connections
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import presence

ARGUMENTS = {
    "connections": {"type": "bool", "default": False},
    "connection_filter": {
        "type": "dict",
        "default": {},
        "options": {key: {"type": "str"} for key in connections.FILTERS},
    },
    "connection_limit": {"type": "int", "default": 1000},
}


def main() -> None:
    """Wire the parameters to the reading."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    try:
        result = presence.seen()
        if module.params["connections"]:
            result.update(_connections(module.params, result["loaded"]))
    except OSError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, **result)


def _connections(params: dict, loaded: bool) -> dict:
    with open(connections.TABLE if loaded else os.devnull, encoding="ascii") as lines:
        found = connections.entries(lines)
        kept, count = connections.chosen(found, params["connection_filter"], params["connection_limit"])
    return {"connections": kept, "connection_count": count}


if __name__ == "__main__":
    main()
