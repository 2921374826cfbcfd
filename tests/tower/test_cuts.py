# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever part of the project's inventory Tower gives to a job, none of the others leaves a table for that."""

import itertools

import pytest
import yaml
from ansible_collections.lvs.cluster.plugins.plugin_utils import views
from ansible_collections.lvs.cluster.plugins.plugin_utils.site import site

from tests.tower.inventories import as_tower_writes, slices
from tests.tower.project import PROJECT

GROUPS = yaml.safe_load((PROJECT / "inventory" / "hosts.yml").read_text())["all"]["children"]
EVERYWHERE = yaml.safe_load((PROJECT / "inventory" / "group_vars" / "all.yml").read_text())
HOSTS = {name: said for group in GROUPS.values() for name, said in group["hosts"].items() if said}
CUTS = [set(cut) for size in range(len(HOSTS) + 1) for cut in itertools.combinations(HOSTS, size)]


def seen_by_a_job(cut, **more):
    """Return Ansible's groups and hostvars of an inventory with these hosts alone."""
    groups = {name: [host for host in group["hosts"] if host in cut] for name, group in GROUPS.items()}
    return groups, {host: {**EVERYWHERE, **HOSTS[host], **more} for host in cut}


def leaving(cut, **more):
    """Return the addresses that the director of such an inventory would take out of a service."""
    groups, hostvars = seen_by_a_job(cut, **more)
    found = site(groups, hostvars)
    assert found["faults"] == []
    tables = [views.director(found["clusters"], "lb1", hostvars)["services"]] if "lb1" in cut else []
    destinations = [one for table in tables for service in table for one in service["destinations"]]
    return {one["address"] for one in destinations if one["state"] == "absent"}


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: "+".join(sorted(cut)) or "nobody")
def test_no_cut_is_refused_and_none_takes_anybody_out(cut):
    assert leaving(cut) == set()


def test_control_who_is_declared_absent_is_taken_out():
    assert leaving({"lb1", "web1"}, lvs_realserver_state="absent") == {"10.0.0.11"}


EXPORTED = {
    "_meta": {"hostvars": {"a": {"x": 1}, "b": {}, "c": {}}},
    "all": {"children": ["ungrouped", "one", "two"]},
    "one": {"hosts": ["a", "c"]},
    "two": {"hosts": ["b"], "vars": {"y": 2}},
}


def test_an_inventory_is_cut_as_tower_does_it():
    assert slices("cab", 2) == [["a", "c"], ["b"]]
    assert as_tower_writes(EXPORTED) == EXPORTED
    assert as_tower_writes(EXPORTED, ["a"]) == {
        "_meta": {"hostvars": {"a": {"x": 1}}},
        "all": EXPORTED["all"],
        "one": {"hosts": ["a"]},
        "two": {"vars": {"y": 2}},
    }
    assert "one" not in as_tower_writes(EXPORTED, ["b"])
