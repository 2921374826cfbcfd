#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change real servers in the IPVS table of a host, drain them, give them back."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ipvs_destination
short_description: Change, drain or remove real servers of a director
version_added: 0.9.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Works on one real server, or on several at once, in all services that hold it, or in the named ones, and on nothing
    else.
  - A drain is recorded on the host before the weight falls, with the weight to be given back. M(lvs.cluster.ipvs)
    respects it, and a run that was interrupted goes on when it is run again.
  - While it waits, the controller says every ten seconds how many connections are left.
  - A drain outlives a reboot. Where M(lvs.cluster.ipvs) has persisted the service, the table is restored with the
    weight 0, or without the evicted real server, until it is undrained.
extends_documentation_fragment:
  - lvs.cluster.attributes
options:
  address:
    description:
      - The real server's own address, or a list of them, which are changed and waited for together.
      - One with a port, such as V(10.0.0.11:80) or V([2001:db8::11]:80), is meant on that port alone.
    type: list
    elements: str
    required: true
  port:
    description:
      - The port of those whose address has none. By default every port that it serves, and for a new one that of the
        service.
    type: int
  services:
    description:
      - The services, as O(lvs.cluster.ipvs#module:services) names them. Other keys than those below are passed over.
      - By default all that hold the real server. To add it, the services must be named.
      - What is named has to hold one of the real servers at least, or gets them all with O(state=present).
    type: list
    elements: dict
    suboptions:
      address:
        description: The virtual IP.
        type: str
      port:
        description: The port.
        type: int
      protocol:
        description: The protocol of a service with an address, by default V(tcp).
        type: str
        choices: [tcp, udp, sctp]
      fwmark:
        description: The firewall mark, instead of address, port and protocol.
        type: int
      family:
        description: The address family of a firewall mark, by default V(ipv4).
        type: str
        choices: [ipv4, ipv6]
  state:
    description:
      - V(present) gives it what is given here, and adds it to the named services that have it not.
      - V(absent) removes it, and its drain from the record.
      - V(drained) gives it the weight 0, so that it gets no new connections, and waits until it has few enough left.
      - V(evicted) is for an emergency. It removes the real server at once and remembers it. With the sysctl
        C(net.ipv4.vs.expire_nodest_conn=1) its connections are reset and persistent clients go elsewhere at once.
      - V(undrained) gives a drained one its weight back and puts an evicted one back into the table.
    type: str
    choices: [present, absent, drained, undrained, evicted]
    default: present
  weight:
    description:
      - The weight, from 0 to 65535. For a new one by default 1.
      - A drained one keeps its weight 0, and gets this when it is undrained.
    type: int
  forwarding:
    description: The forwarding method. For a new one by default V(direct).
    type: str
    choices: [direct, masquerade, tunnel]
  upper_threshold:
    description: The number of connections from which on it gets no new ones, 0 for none.
    type: int
  lower_threshold:
    description: The number of connections below which it gets new ones again, 0 for the kernel's choice.
    type: int
  wait:
    description: Whether O(state=drained) waits.
    type: bool
    default: true
  wait_timeout:
    description: How long it waits at most, in seconds.
    type: int
    default: 300
  wait_connections:
    description:
      - How many connections it may have left in each service to be drained.
      - Of TCP and SCTP the active ones count, of UDP and of firewall marks the inactive ones, too.
    type: int
    default: 0
  wait_persistent:
    description:
      - Whether persistent clients count that might come back, though they have no connection.
      - Note that they keep coming to a drained real server unless C(net.ipv4.vs.expire_quiescent_template=1).
    type: bool
    default: false
  wait_idle:
    description:
      - Connections count no more once their client has sent nothing for this many seconds, at least 5, of the waiting.
      - A reset by the real server passes the director by, whose kernel then believes in the connection for 900 seconds
        more. So wait until the real server itself has none left, for example with M(ansible.builtin.wait_for) and
        C(state=drained) there, and then drain with a short time here.
      - By default every connection counts until the kernel forgets it.
    type: int
    default: 0
  on_timeout:
    description:
      - What happens when connections are left after O(wait_timeout).
      - V(fail) fails and leaves it drained, V(restore) gives the weight back and fails, V(remove) evicts it.
      - Of several only those that have connections left get their weight back, or are evicted.
    type: str
    choices: [fail, remove, restore]
    default: fail
  take_over:
    description: Whether the table is changed also when another program drives it.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Take a real server out of service
  lvs.cluster.ipvs_destination:
    address: 10.0.0.11
    state: drained
    wait_timeout: 600

- name: Give it back
  lvs.cluster.ipvs_destination:
    address: 10.0.0.11
    state: undrained

- name: Two at once, and ten minutes for both together
  lvs.cluster.ipvs_destination:
    address: [10.0.0.11, 10.0.0.12]
    state: drained
    wait_timeout: 600

- name: Half the load for one service
  lvs.cluster.ipvs_destination:
    address: 10.0.0.11
    weight: 1
    services:
      - address: 203.0.113.10
        port: 443
"""

RETURN = r"""
operations:
  description: What was done, in this order, as RV(lvs.cluster.ipvs#module:operations) has it.
  returned: success
  type: list
  elements: dict
operation_count:
  description: How many operations there are, also where RV(operations) is cut.
  returned: success
  type: int
drained:
  description: In which services the real server is drained or evicted now.
  returned: success
  type: list
  elements: dict
  sample: [{service: "tcp 203.0.113.10:80", destination: "10.0.0.11:80", state: drained, weight: 2,
            since: "2026-05-04T03:02:01Z"}]
remaining:
  description: The connections that were left when the time was up, empty when it is drained or nothing waited.
  returned: always, once the change was made
  type: list
  elements: dict
  sample: [{service: "tcp 203.0.113.10:80", destination: "10.0.0.11:80", connections: 3}]
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host.boot import Boot
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import destination
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.waiting import patience_from_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import LvsError
from ansible_collections.lvs.cluster.plugins.module_utils._model.realserver import request_from_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import IDENTITY_ARGUMENTS

ARGUMENTS = {
    "address": {"type": "list", "elements": "str", "required": True},
    "port": {"type": "int"},
    "services": {"type": "list", "elements": "dict", "options": IDENTITY_ARGUMENTS},
    "state": {
        "type": "str",
        "choices": ["present", "absent", "drained", "undrained", "evicted"],
        "default": "present",
    },
    "weight": {"type": "int"},
    "forwarding": {"type": "str", "choices": ["direct", "masquerade", "tunnel"]},
    "upper_threshold": {"type": "int"},
    "lower_threshold": {"type": "int"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 300},
    "wait_connections": {"type": "int", "default": 0},
    "wait_persistent": {"type": "bool", "default": False},
    "wait_idle": {"type": "int", "default": 0},
    "on_timeout": {"type": "str", "choices": ["fail", "remove", "restore"], "default": "fail"},
    "take_over": {"type": "bool", "default": False},
}


def main() -> None:
    """Wire the parameters to the run."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    given = module.params
    host = destination.Host(Record("ipvs"), Boot(), given["take_over"])
    end = module.exit_json
    try:
        request, patience = request_from_params(given), patience_from_params(given)
        if module.check_mode:
            result = destination.preview(request, host)
        else:
            result = destination.apply(request, host, patience, given["on_timeout"])
    except destination.NotDrainedError as error:
        result, end = {**error.result, "msg": str(error)}, module.fail_json
    except (LvsError, OSError) as error:
        module.fail_json(msg=str(error))
    for warning in result.pop("warnings"):
        module.warn(warning)
    end(**result)


if __name__ == "__main__":
    main()
