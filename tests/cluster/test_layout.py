# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is who, from what ansible-inventory says."""

from __future__ import annotations

import copy

import pytest

from lab.cluster.layout import Layout, from_inventory, layouts

VIP, VIP6 = "10.0.1.100", "2001:db8::100"
INVENTORY = {
    "_meta": {"hostvars": {
        "d": {"lvs_services": [{"name": "web", "vips": [VIP, VIP6], "ports": [80, 81], "scheduler": "rr"}]},
        "w2": {"lvs_rips": ["10.0.1.12", "2001:db8::12"]},
        "w1": {"lvs_rips": ["2001:db8::11", "10.0.1.11"]},
    }},
    "lvs_directors": {"hosts": ["d"]},
    "lvs_realservers": {"children": ["old"], "hosts": ["w2"]},
    "old": {"hosts": ["w1"]},
    "lvs_clients": {"hosts": ["c"]},
    "routers": {"hosts": ["r"]},
}  # fmt: skip
RIPS = {"w1": "10.0.1.11", "w2": "10.0.1.12"}


@pytest.fixture
def inventory():
    return copy.deepcopy(INVENTORY)


def test_roles_and_service_come_from_the_inventory(inventory):
    layout = from_inventory(inventory)
    assert layout == Layout("d", "r", "c", RIPS, VIP, 80, "rr", VIP6)
    assert layout.nodes == ["d", "w1", "w2", "r", "c"]
    assert (layout.family, layout.service) == (4, f"{VIP}:80")


def test_every_vip_and_port_is_looked_at_with_addresses_of_its_family(inventory):
    seen = layouts(inventory)
    assert [each.service for each in seen] == [f"{VIP}:80", f"{VIP}:81", f"[{VIP6}]:80", f"[{VIP6}]:81"]
    assert seen[2].rips == {"w1": "2001:db8::11", "w2": "2001:db8::12"}


def test_a_service_belongs_to_the_hosts_of_its_group_in_its_cluster(inventory):
    variables = inventory["_meta"]["hostvars"]
    inventory["lvs_directors"]["hosts"].append("d2")
    variables["d2"] = {"lvs_cluster": "shop", **variables["d"]}
    variables["w1"]["lvs_cluster"] = ["default", "shop"]
    shop = {"name": "shop", "vips": ["10.0.1.101"], "ports": [90], "scheduler": "rr", "cluster": "shop"}
    old = {"name": "old", "vips": ["10.0.1.102"], "ports": [70], "scheduler": "rr", "realservers": "old"}
    variables["d"]["lvs_services"][0]["cluster"] = old["cluster"] = "default"
    variables["d"]["lvs_services"] += [{**shop, "protocol": "udp", "persistence": {"timeout": 9}}, old]
    *_, of_old, of_shop = layouts(inventory)
    assert (of_shop.director, of_shop.rips, of_shop.bystanders) == ("d2", {"w1": "10.0.1.11"}, ("d", "w2"))
    assert (of_shop.protocol, of_shop.is_persistent) == ("udp", True)
    assert (of_old.director, of_old.rips, of_old.bystanders) == ("d", {"w1": "10.0.1.11"}, ("d2", "w2"))


def test_each_director_declares_its_own_services(inventory):
    variables = inventory["_meta"]["hostvars"]
    inventory["lvs_directors"]["hosts"].append("d2")
    shop = {"name": "shop", "vips": ["10.0.1.101"], "ports": [90], "scheduler": "rr"}
    variables["d2"] = {"lvs_cluster": "shop", "lvs_services": [shop]}
    assert [(each.director, each.port, each.realservers) for each in layouts(inventory) if each.family == 4] == [
        ("d", 80, ["w1", "w2"]), ("d", 81, ["w1", "w2"]), ("d2", 90, []),
    ]  # fmt: skip


def test_a_director_may_be_a_real_server_of_its_own(inventory):
    inventory["lvs_realservers"]["hosts"].append("d")
    inventory["_meta"]["hostvars"]["d"]["lvs_rips"] = ["10.0.1.10", "2001:db8::10"]
    layout = from_inventory(inventory)
    assert layout.rips == {"d": "10.0.1.10", **RIPS}
    assert layout.remote == RIPS
    assert layout.nodes == ["d", "w1", "w2", "r", "c"]
