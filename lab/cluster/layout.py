# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is who in the cluster, from the very inventory that the playbooks use."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from .nodes import Node, at_once
from .tables import endpoint

DEFAULT = "default"


@dataclass(frozen=True)
class Layout:
    """The roles of the nodes, and the service that is looked at, at one VIP and port of it."""

    director: str
    router: str
    client: str
    rips: dict  # real server → its own address of the VIP's family
    vip: str
    port: int
    scheduler: str
    vip6: str = ""  # the service's IPv6 VIP, whichever is looked at
    protocol: str = "tcp"
    is_persistent: bool = False
    bystanders: tuple = ()  # nodes of the segment without a part in this service

    @property
    def realservers(self):
        return list(self.rips)

    @property
    def remote(self):
        """The real servers but for the director, which may be one, too."""
        return {name: rip for name, rip in self.rips.items() if name != self.director}

    @property
    def family(self):
        return ip_address(self.vip).version

    @property
    def service(self):
        return endpoint(self.vip, self.port)

    @property
    def segment(self):
        """The nodes of the segment that director and real servers share."""
        return [self.director, *self.remote, *self.bystanders, self.router]

    @property
    def nodes(self):
        return [*self.segment, self.client]

    def __str__(self):
        return f"{self.protocol}-{self.vip}-{self.port}"


def from_inventory(dump):
    """The layout in what `ansible-inventory --list` says, of its first service."""
    return layouts(dump)[0]


def layouts(dump):
    """The layouts of all services, one for each VIP and port. A cluster has the services that its director declares."""
    return [
        _layout(dump, director, service, vip, port)
        for director in _hosts(dump, "lvs_directors")
        for service in _variables(dump, director)["lvs_services"]
        if service.get("cluster", _clusters(dump, director)[0]) in _clusters(dump, director)
        for vip, port in itertools.product(service["vips"], service["ports"])
    ]


def _layout(dump, director, service, vip, port):
    (cluster,) = _clusters(dump, director)
    group = _hosts(dump, service.get("realservers", "lvs_realservers"))
    rips = {
        name: of_family(_variables(dump, name)["lvs_rips"], vip) for name in group if cluster in _clusters(dump, name)
    }
    everyone = {*_hosts(dump, "lvs_directors"), *_hosts(dump, "lvs_realservers")}
    return Layout(
        director=director,
        router=_only(dump, "routers"),
        client=_only(dump, "lvs_clients"),
        rips=rips,
        vip=vip,
        port=port,
        scheduler=service["scheduler"],
        vip6=next((each for each in service["vips"] if ":" in each), ""),
        protocol=service.get("protocol", "tcp"),
        is_persistent="persistence" in service,
        bystanders=tuple(sorted(everyone - {director, *rips})),
    )


def _variables(dump, name):
    return dump["_meta"]["hostvars"].get(name, {})


def _clusters(dump, name):
    given = _variables(dump, name).get("lvs_cluster", DEFAULT)
    return [given] if isinstance(given, str) else given


def _hosts(dump, group):
    """The hosts of a group and of its children, each once, by name."""
    entry = dump.get(group, {})
    below = [name for child in entry.get("children", ()) for name in _hosts(dump, child)]
    return sorted({*entry.get("hosts", ()), *below})


def _only(dump, group):
    (name,) = _hosts(dump, group)
    return name


def of_family(addresses, vip):
    """The one of a host's own addresses that is of the VIP's family."""
    return next(each for each in addresses if ip_address(each).version == ip_address(vip).version)


@dataclass
class Cluster:
    """The layout and a line to each node."""

    layout: Layout
    nodes: dict = field(default_factory=dict)

    def __post_init__(self):
        self.nodes = self.nodes or {name: Node(name) for name in self.layout.nodes}

    def at(self, layout):
        """The same nodes, and another service that is looked at."""
        return Cluster(layout, self.nodes)

    def __getitem__(self, name):
        return self.nodes[name]

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for node in self.nodes.values():
            node.close()

    def each(self, names, work):
        """work(node) on several nodes at a time: {name: its result}."""
        return dict(zip(names, at_once(lambda name: work(self[name]), names)))


def scenario_inventory():
    """The inventory of the scenario that molecule runs: a folder, for a scenario may add hosts to groups in a file."""
    return Path(os.environ["MOLECULE_INVENTORY_FILE"]).parent


def dump_inventory(path):
    """What `ansible-inventory --list` says about an inventory on disk."""
    command = [sys.executable, "-m", "ansible", "inventory", "--inventory", str(path), "--list"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def read_inventory(path):
    """The layout of an inventory on disk."""
    return from_inventory(dump_inventory(path))
