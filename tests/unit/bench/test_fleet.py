# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What make bench-fleet makes of its figures, the inventories that it plays on, and which runs it takes for good."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.site import site

from bench.fleet import inventory, page, plays

WORKS = ("first", "nothing", "weight")


def played(seconds, started=2, runs=1):
    counts = {"director": 5, "web1": started, "web2": started + 1}
    return {work: {"seconds": seconds, "changed": 0, "started": counts, "runs": runs} for work in WORKS}


RESULTS = {
    "20": {"peer": played(40.0, 6, runs=3), "site": played(10.0, runs=3), "roles": played(5.0, runs=3)},
    "200": {"peer": played(400.0), "site": played(100.0), "roles": played(50.0)},
}
DESCRIBED = {"kernel of the director": "a guest's", "processor": "one of many"}
RECAP = "director : ok=9 changed=1 unreachable=0 failed=0 skipped=0\nweb1 : ok=3 changed={} unreachable={} failed={} \n"


def test_the_page_has_seconds_those_for_each_host_and_times_of_ours():
    text = page.page(RESULTS, DESCRIBED)
    assert "| the peer | 40.0 (2.00) | 400.0 (2.00) |" in text
    assert "| `site.yml` | 10.0 (0.50), **4.0 x** | 100.0 (0.50), **4.0 x** |" in text
    assert "| the roles alone | 5.0 (0.25), **8.0 x** | 50.0 (0.25), **8.0 x** |" in text
    assert "20 real servers: medians of 3; above, single runs." in text
    assert "| `site.yml` | 2 to 3, 5 |" in text


def test_the_picture_has_a_line_for_each_side_in_a_first_run_and_in_one_with_nothing_to_do():
    picture = ElementTree.fromstring(page.picture(RESULTS))  # noqa: S314 - our own text
    names = [element.tag.rpartition("}")[2] for element in picture]
    assert (names.count("polyline"), names.count("circle")) == (6, 12)


def test_the_collections_inventory_is_right_and_every_address_another():
    made = inventory.of_collection(600, Path("/folder"), {"web1": 2})["all"]
    groups = {name: list(group["hosts"]) for name, group in made["children"].items()}
    hosts = {host: found for group in made["children"].values() for host, found in group["hosts"].items()}
    found = site(groups, {host: {**made["vars"], **more} for host, more in hosts.items()})
    assert found["faults"] == []
    destinations = found["clusters"]["default"]["services"][0]["destinations"]
    assert len({one["address"] for one in destinations}) == 600
    assert [one["weight"] for one in destinations[:2]] == [2, 1]


def test_peer_and_roles_have_the_same_hosts():
    sides = (inventory.of_collection, inventory.of_roles, inventory.of_peer)
    made = [side(20, Path("/folder"), {})["all"]["children"] for side in sides]
    assert made[0]["lvs_realservers"]["hosts"].keys() == made[1]["lvs_realservers"]["hosts"].keys()
    peers = made[2]["lvs_realservers"]["hosts"]
    assert {host: one["rip"] for host, one in peers.items()} == {
        host: one["ansible_host"] for host, one in peers.items()
    }


def test_what_changed_is_counted_over_all_hosts():
    assert plays.changed("peer", 0, RECAP.format(2, 0, 0), 1) == 3


@pytest.mark.parametrize(
    ("status", "output", "size"),
    [
        (2, RECAP.format(0, 0, 0), 1),
        (0, RECAP.format(0, 1, 0), 1),
        (0, RECAP.format(0, 0, 1), 1),
        (0, RECAP.format(0, 0, 0), 2),
    ],
)
def test_a_run_that_failed_or_lost_a_host_is_none(status, output, size):
    with pytest.raises(RuntimeError, match="failed with status"):
        plays.changed("peer", status, output, size)
