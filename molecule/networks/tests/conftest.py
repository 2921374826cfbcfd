# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cluster under watch, from before the first run of site.yml on."""

from __future__ import annotations

import json
from ipaddress import ip_address

import pytest

from lab.cluster.layout import dump_inventory
from lab.cluster.observe import legs_of, read_addresses
from lab.cluster.watch import Watch
from lab.cluster.wire import wire


@pytest.fixture(scope="session")
def hostvars(inventory):
    return dump_inventory(inventory)["_meta"]["hostvars"]


@pytest.fixture(scope="session")
def vips(hostvars, cluster):
    return tuple(hostvars[cluster.layout.director]["lvs_services"][0]["vips"])


@pytest.fixture(scope="session")
def legs(cluster):
    return legs_of(cluster.layout, read_addresses(cluster))


@pytest.fixture(scope="session")
def watch(cluster, legs, vips):
    """A new Watch, on more VIPs than the declared ones where they are given."""
    with wire(cluster.layout.director) as place:
        yield lambda *more: Watch(cluster, place, legs, (*vips, *more))


@pytest.fixture(scope="session")
def first_run(watch, play):
    """What was wrong, and what was seen, while site.yml made the cluster."""
    watching = watch()
    with watching.during():
        play()
        seen = watching.outcome()
    return watching.complaints(seen), seen


@pytest.fixture(scope="session", autouse=True)
def _built(first_run):
    """Every test finds a cluster."""


@pytest.fixture
def of_service(cluster, hostvars):
    """The node whose network a service owns."""
    return lambda service: next(
        cluster[name] for name in cluster.layout.realservers if hostvars[name]["network_service"] == service
    )


@pytest.fixture(scope="session")
def present(vips):
    """What a real server has to have; see held."""
    places = {4: (32, "lo:0", "host"), 6: (128, None, "global")}
    return {**{vip: places[ip_address(vip).version] for vip in vips}, "arp_ignore": 1, "arp_announce": 2}


@pytest.fixture(scope="session")
def held(present):
    """Prefix, label and scope of each VIP that a node has on lo, and the sysctls that keep it quiet."""

    def look(node):
        (loopback,) = json.loads(node.run("ip", "-j", "address", "show", "dev", "lo"))
        found = {
            entry["local"]: (entry["prefixlen"], entry.get("label"), entry["scope"]) for entry in loopback["addr_info"]
        }
        for name in ("arp_ignore", "arp_announce"):
            found[name] = int(node.run("cat", f"/proc/sys/net/ipv4/conf/all/{name}"))
        return {name: found.get(name) for name in present}

    return look


@pytest.fixture
def astray(hostvars, cluster, legs, vips):
    """Ways of a real server's answers that lead to another gateway than they shall."""
    anywhere = {4: cluster[cluster.layout.client].run("hostname", "-I").split()[0], 6: "2001:db8::1"}

    def look(node):
        gateways = hostvars[node.name].get("realserver_reply_gateway", [legs[cluster.layout.router].address])
        due = {ip_address(gateway).version: gateway for gateway in gateways}
        ways = {vip: ip_address(vip).version for vip in vips if ip_address(vip).version in due}
        found = {vip: node.attempt("ip", "route", "get", anywhere[way], "from", vip)[1] for vip, way in ways.items()}
        return [route for vip, route in found.items() if f"via {due[ways[vip]]} " not in route]

    return look
