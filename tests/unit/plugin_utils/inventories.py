# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One small inventory as Ansible hands it to filters, and the site that it makes."""

from ansible_collections.lvs.cluster.plugins.plugin_utils.site import site

#: Where a server listens that was told no address.
ANYWHERE = "0.0.0.0"  # noqa: S104 - compared, not bound
WEB = {"name": "web", "vips": ["203.0.113.10"], "ports": [80]}
DNS = {"name": "dns", "vips": ["203.0.113.53"], "ports": [53], "protocol": "udp", "realservers": "dns_servers"}
GROUPS = {
    "lvs_directors": ["lb1"],
    "lvs_realservers": ["web1", "web2", "web3"],
    "dns_servers": ["web3"],
    "elsewhere": ["db1"],
}
HOSTVARS = {
    "lb1": {"ansible_host": "10.0.0.2", "lvs_services": [WEB, DNS]},
    "web1": {"ansible_host": "10.0.0.11"},
    "web2": {"ansible_host": "web2.example.org", "lvs_rips": ["10.0.0.12"], "lvs_weight": "2"},
    "web3": {"ansible_host": "10.0.0.13", "lvs_weight": {"web": "5"}},
}


def variables(**hosts):
    """Return the host variables with changes: web1={...}; lb1=... replaces those of the director."""
    changed = {host: {**HOSTVARS.get(host, {}), **more} for host, more in hosts.items()}
    return {**HOSTVARS, **changed}


def clusters(groups=None, **hosts):
    """Return the clusters of the inventory with changes."""
    found = site({**GROUPS, **(groups or {})}, variables(**hosts))
    assert found["faults"] == []
    return found["clusters"]


def seen(*listening, **results):
    """Return what a host has that a run has made ready; (protocol, address, port) are what listens there."""
    node = {"listening": [dict(zip(("protocol", "address", "port"), one)) for one in listening], "record": {}}
    return {"_lvs_node": {"node": node}, "_realserver_held": {"changed": False}, **results}
