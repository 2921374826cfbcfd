#!/usr/bin/python
# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare the IPVS table of a host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ipvs
short_description: Declare the IPVS table of a director
version_added: 0.9.0
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
  - lvs.cluster.settings
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
  max_removals:
    description:
      - How many of its destinations a service may lose in one run, a number (V(2)) or a percentage of those that it has
        in the kernel (V(50%), rounded up). V(0) lets none go. By default as many go as will.
      - A run that would delete more of any service changes nothing and fails, in check mode, too. A service that goes
        as a whole loses all.
    type: str
  respect_drained:
    description:
      - Whether a real server that M(lvs.cluster.ipvs_destination) has drained or evicted stays so. The weight that is
        declared for it is what it gets back later.
      - V(false) ends that for all destinations that are listed.
    type: bool
    default: true
  persist:
    description:
      - Whether the next boot restores this. It is written to C(/etc/lvs.cluster/director.rules) and
        C(/etc/lvs.cluster/director.sysctls), which the unit C(lvs-cluster-director.service) reads with C(ipvsadm).
      - The modules ip_vs and ip_vs_SCHEDULER that the rules need are in C(/etc/modules-load.d/lvs.cluster.conf).
      - After several calls the rules hold each service that is ours as the last call that listed it left it, and each
        setting as the last call that gave it.
      - The unit only adds to the table. Nothing flushes it, and nothing saves what is live when the host stops.
      - Say V(false) in a network namespace that is not the host's own.
    type: bool
    default: true
  take_over:
    description:
      - Whether the table is changed also when another program drives it, such as C(keepalived) with virtual servers,
        C(kube-proxy) or C(ldirectord). Otherwise it is refused.
    type: bool
    default: false
  state:
    description:
      - V(absent) deletes the listed services, whoever made them. It goes with O(services) only, of which it needs but
        what identifies them.
      - V(reset) takes back all that this module has made here. Its services go, drains are forgotten, settings become
        what they were before its first run, and what the next boot would restore goes. A setting that somebody else
        has changed since stays, with a warning. It takes neither services nor settings.
    type: str
    choices: [present, absent, reset]
    default: present
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
    timeouts: {tcp: 900, tcp_fin: 60, udp: 300}
    sysctls: {expire_nodest_conn: 1}

- name: One real server goes, the others are not listed
  lvs.cluster.ipvs:
    services:
      - address: 203.0.113.10
        port: 80
        scheduler: wlc
        destinations:
          - address: 10.0.0.12
            state: absent
    purge_services: none
    purge_destinations: false

- name: Of one real server nobody knows whether it is ready, so it stays in or out as it is
  lvs.cluster.ipvs:
    services:
      - address: 203.0.113.10
        port: 80
        scheduler: wlc
        destinations:
          - address: 10.0.0.11
          - address: 10.0.0.12
            weight: 2
            state: kept

- name: The service goes
  lvs.cluster.ipvs:
    services:
      - address: 203.0.113.10
        port: 80
    state: absent
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
      description: What is done to what, for example V(add_service), V(edit_destination) or V(set_sysctl).
      type: str
    service:
      description: The service, empty for an operation on a setting or a file.
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
drained:
  description: The real servers that are drained or evicted, also those of services that are not listed.
  returned: success
  type: list
  elements: dict
  sample: [{service: "tcp 203.0.113.10:80", destination: "10.0.0.11:80", state: drained, weight: 2,
            since: "2026-05-04T03:02:01Z"}]
ipvsadm:
  description: Whether the host has C(/sbin/ipvsadm), which restores the table at boot.
  returned: success
  type: bool
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.lvs.cluster.plugins.module_utils._host.boot import Boot
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import reconcile
from ansible_collections.lvs.cluster.plugins.module_utils._model.declaration import declaration_from_params, invocation
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import LvsError
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import IDENTITY_ARGUMENTS

TUNNEL = {
    "type": {"type": "str", "choices": ["ipip", "gue", "gre"], "default": "ipip"},
    "port": {"type": "int"},
    "flags": {"type": "list", "elements": "str", "choices": ["csum", "remcsum"], "default": []},
}
DESTINATION = {
    "address": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "kept", "absent"], "default": "present"},
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
    **IDENTITY_ARGUMENTS,
    "scheduler": {"type": "str", "default": "wlc"},
    "scheduler_flags": {"type": "list", "elements": "str", "default": []},
    "persistence": {"type": "dict", "options": PERSISTENCE},
    "one_packet": {"type": "bool", "default": False},
    "destinations": {"type": "list", "elements": "dict", "options": DESTINATION},
}
TIMEOUTS = {"tcp": {"type": "int"}, "tcp_fin": {"type": "int"}, "udp": {"type": "int"}}
DAEMON = {
    "state": {"type": "str", "choices": ["master", "backup"], "required": True},
    "interface": {"type": "str", "required": True},
    "id": {"type": "int", "default": 0},
    "group": {"type": "str", "default": "224.0.0.81"},
    "port": {"type": "int", "default": 8848},
    "ttl": {"type": "int", "default": 1},
    "maxlen": {"type": "int"},
}
ARGUMENTS = {
    "services": {"type": "list", "elements": "dict", "options": SERVICE},
    "purge_services": {"type": "str", "choices": ["none", "own", "all"], "default": "own"},
    "purge_destinations": {"type": "bool", "default": True},
    "max_removals": {"type": "str"},
    "respect_drained": {"type": "bool", "default": True},
    "timeouts": {"type": "dict", "options": TIMEOUTS},
    "sync": {"type": "list", "elements": "dict", "options": DAEMON},
    "sysctls": {"type": "dict"},
    "default_sysctls": {"type": "dict"},
    "connection_table_bits": {"type": "int"},
    "persist": {"type": "bool", "default": True},
    "take_over": {"type": "bool", "default": False},
    "state": {"type": "str", "choices": ["present", "absent", "reset"], "default": "present"},
}


def main() -> None:
    """Wire the parameters to the reconciliation."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    work = reconcile
    if module.params["state"] == "reset":  # few runs need it
        from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import reset as work
    run = work.preview if module.check_mode else work.apply
    try:
        result = run(declaration_from_params(module.params), Record("ipvs"), Boot())
    except (LvsError, OSError) as error:
        module.fail_json(msg=str(error))
    for warning in result.pop("warnings"):
        module.warn(warning)
    module.exit_json(**result, **invocation(module.params))


if __name__ == "__main__":
    main()
