#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare the IPVS table of a host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ipvs
short_description: Declare the IPVS table of a director
version_added: 0.1.0
author: The lvs.cluster authors (@lvs-cluster)
description:
  - Makes the table of virtual servers in the kernel (Linux Virtual Server, IPVS) equal to what is declared.
  - Talks to the kernel itself over generic netlink. Neither C(ipvsadm) nor any library is needed on the host.
  - What can be changed in place is changed in place, and deletions come last, so that established connections live on
    and no service is empty in between.
  - When the kernel refuses an operation, those before it are undone and the error names the operation, the errno and
    its likely cause. Only when something was deleted already, the rest is left as it is and said.
extends_documentation_fragment:
  - lvs.cluster.attributes
  - lvs.cluster.services
options:
  purge_services:
    description:
      - What happens to services that are not listed.
      - V(own) deletes those that this module applied last, V(all) deletes every one, V(none) deletes none.
    type: str
    choices: [none, own, all]
    default: own
  purge_destinations:
    description: Whether destinations of a listed service that are not listed are deleted.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Two real servers behind one VIP
  lvs.cluster.ipvs:
    services:
      - address: 203.0.113.10
        port: 80
        scheduler: wlc
        destinations:
          - address: 10.0.0.11
          - address: 10.0.0.12
            weight: 2
"""

RETURN = r"""
operations:
  description:
    - What was done, in this order; in check mode what would be done. At most 1000 are listed.
  returned: success
  type: list
  elements: dict
  contains:
    operation:
      description: What is done to what, for example V(add_service) or V(edit_destination).
      type: str
    service:
      description: The service.
      type: str
      sample: tcp 203.0.113.10:80
    destination:
      description: The destination, empty for an operation on a service.
      type: str
      sample: 10.0.0.11:80
    before:
      description: The line of C(ipvsadm-save -n) before, empty where there was none.
      type: str
    after:
      description: The line of C(ipvsadm-save -n) afterwards, empty where there is none.
      type: str
      sample: "-a -t 203.0.113.10:80 -r 10.0.0.11:80 -g -w 1"
operation_count:
  description: How many operations there are, also where RV(operations) is cut.
  returned: success
  type: int
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record, RecordError
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import reconcile, report
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import NoIpvsError
from ansible_collections.lvs.cluster.plugins.module_utils._model.declared import services_from_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError

TUNNEL = {
    "type": {"type": "str", "choices": ["ipip", "gue", "gre"], "default": "ipip"},
    "port": {"type": "int"},
    "flags": {"type": "list", "elements": "str", "choices": ["csum", "remcsum"], "default": []},
}
DESTINATION = {
    "address": {"type": "str", "required": True},
    "port": {"type": "int"},
    "weight": {"type": "int", "default": 1},
    "forwarding": {"type": "str", "choices": ["direct", "masquerade", "tunnel"], "default": "direct"},
    "upper_threshold": {"type": "int", "default": 0},
    "lower_threshold": {"type": "int", "default": 0},
    "tunnel": {"type": "dict", "options": TUNNEL},
}
PERSISTENCE = {
    "timeout": {"type": "int", "default": 300},
    "netmask": {"type": "str"},
    "engine": {"type": "str"},
}
SERVICE = {
    "address": {"type": "str"},
    "port": {"type": "int"},
    "protocol": {"type": "str", "choices": ["tcp", "udp", "sctp"]},
    "fwmark": {"type": "int"},
    "family": {"type": "str", "choices": ["ipv4", "ipv6"]},
    "scheduler": {"type": "str", "default": "wlc"},
    "scheduler_flags": {"type": "list", "elements": "str", "default": []},
    "persistence": {"type": "dict", "options": PERSISTENCE},
    "one_packet": {"type": "bool", "default": False},
    "destinations": {"type": "list", "elements": "dict", "options": DESTINATION},
}
ARGUMENTS = {
    "services": {"type": "list", "elements": "dict", "required": True, "options": SERVICE},
    "purge_services": {"type": "str", "choices": ["none", "own", "all"], "default": "own"},
    "purge_destinations": {"type": "bool", "default": True},
}


def main() -> None:
    """Wire the parameters to the reconciliation."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run = reconcile.preview if module.check_mode else reconcile.apply
    try:
        declared = reconcile.Declaration(
            services_from_params(module.params["services"]),
            module.params["purge_services"],
            module.params["purge_destinations"],
        )
        result = run(declared, Record("ipvs"))
    except (ModelError, NoIpvsError, RecordError, reconcile.ApplyError, OSError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(**result, **report.invocation(module.params))


if __name__ == "__main__":
    main()
