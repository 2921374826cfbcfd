# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is who in the cluster, from the very inventory that the playbooks use."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field

from .nodes import Node, at_once


@dataclass(frozen=True)
class Layout:
    """The roles of the nodes, and the service that is looked at: its first VIPs and first port."""

    director: str
    router: str
    client: str
    rips: dict  # real server → its own address
    vip: str
    port: int
    scheduler: str
    vip6: str = ""

    @property
    def realservers(self):
        return list(self.rips)

    @property
    def service(self):
        return f"{self.vip}:{self.port}"

    @property
    def nodes(self):
        return [self.director, *self.realservers, self.router, self.client]


def from_inventory(dump):
    """The layout in what `ansible-inventory --list` says."""

    def host(group):
        (name,) = dump[group]["hosts"]
        return name

    variables = dump["_meta"]["hostvars"]
    director = host("lvs_directors")
    service = variables[director]["lvs_services"][0]
    return Layout(
        director=director,
        router=host("routers"),
        client=host("lvs_clients"),
        rips={name: variables[name]["lvs_rips"][0] for name in sorted(dump["lvs_realservers"]["hosts"])},
        vip=service["vips"][0],
        port=service["ports"][0],
        scheduler=service["scheduler"],
        vip6=next((vip for vip in service["vips"] if ":" in vip), ""),
    )


@dataclass
class Cluster:
    """The layout and a line to each node."""

    layout: Layout
    nodes: dict = field(init=False)

    def __post_init__(self):
        self.nodes = {name: Node(name) for name in self.layout.nodes}

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


def dump_inventory(path):
    """What `ansible-inventory --list` says about an inventory on disk."""
    command = [sys.executable, "-m", "ansible", "inventory", "--inventory", str(path), "--list"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def read_inventory(path):
    """The layout of an inventory on disk."""
    return from_inventory(dump_inventory(path))
