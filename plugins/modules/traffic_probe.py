#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask services as a client does."""

from __future__ import annotations

DOCUMENTATION = r"""
module: traffic_probe
short_description: Ask the services of a cluster as a client does
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Sends requests to services, one after another, each on a new connection, and returns what became of them.
  - To be run on a client of the cluster, which is neither a director nor a real server.
  - A service that does not answer is a result and no failure of the module.
extends_documentation_fragment:
  - lvs.cluster.attributes.client
options:
  services:
    description: The services to ask, in this order.
    type: list
    elements: dict
    required: true
    suboptions:
      address:
        description: The virtual IP, IPv4 or IPv6.
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
      send:
        description:
          - What is sent, as UTF-8. Write it in double quotes where it has line ends, as C("GET / HTTP/1.0\r\n\r\n").
          - By default a TCP connection is made and closed. Of UDP an empty datagram is sent, which few services answer.
          - With TCP the answer is read until the service ends the connection. Ask HTTP for that, as with C(HTTP/1.0).
        type: str
      count:
        description: How many requests are sent, from 1 to 10000.
        type: int
        default: 1
  timeout:
    description: The longest time for one request in seconds, from its connection to the end of its answer.
    type: float
    default: 3
  deadline:
    description: The longest time for all of them in seconds. What there was no time for is not sent.
    type: float
    default: 60
seealso:
  - module: lvs.cluster.traffic_watch
"""

EXAMPLES = r"""
- name: Every port of the VIP takes connections
  lvs.cluster.traffic_probe:
    services:
      - {address: 203.0.113.10, port: 80, count: 10}
      - {address: 203.0.113.10, port: 443, count: 10}
  register: probe
  failed_when: probe.requests | selectattr('error') | length > 0

- name: Pages come whole, and names are resolved
  lvs.cluster.traffic_probe:
    services:
      - address: 2001:db8::10
        port: 80
        send: "GET / HTTP/1.0\r\nHost: www.example.com\r\n\r\n"
      - {address: 203.0.113.53, port: 53, protocol: udp, send: "{{ dns_question }}"}
    timeout: 1
"""

RETURN = r"""
requests:
  description: What became of the requests, one entry for each of O(services).
  returned: success
  type: list
  elements: dict
  contains:
    address:
      description: The virtual IP.
      type: str
      sample: 203.0.113.10
    port:
      description: The port.
      type: int
      sample: 80
    protocol:
      description: The protocol.
      type: str
      sample: tcp
    sent:
      description: How many requests were sent. Fewer than O(services[].count) where the deadline has come.
      type: int
      sample: 10
    answered:
      description:
        - How many were answered. With TCP, the connection was made, and where something was sent, an answer came that
          is not empty and ended. With UDP, a datagram came back.
      type: int
      sample: 8
    refused:
      description: How many were refused, so nobody listens on the port where they went.
      type: int
      sample: 1
    timed_out:
      description: How many got nothing, or no end, within O(timeout).
      type: int
      sample: 1
    reset:
      description: How many connections were broken off after they were made.
      type: int
      sample: 0
    bytes:
      description: How many bytes came in all answers, also in those that had no end.
      type: int
      sample: 4096
    error:
      description:
        - What went wrong first, empty if nothing did. Also what is counted nowhere else, such as that there is no way.
      type: str
      sample: Connection refused
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host.requests import run
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import LvsError
from ansible_collections.lvs.cluster.plugins.module_utils._model.traffic import PROTOCOLS, requests

ARGUMENTS = {
    "services": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "address": {"type": "str", "required": True},
            "port": {"type": "int", "required": True},
            "protocol": {"type": "str", "choices": list(PROTOCOLS), "default": "tcp"},
            "send": {"type": "str"},
            "count": {"type": "int", "default": 1},
        },
    },
    "timeout": {"type": "float", "default": 3},
    "deadline": {"type": "float", "default": 60},
}


def main() -> None:
    """Wire the parameters to the requests."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    try:
        found = run(requests(module.params))
    except (LvsError, OSError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, requests=found)


if __name__ == "__main__":
    main()
