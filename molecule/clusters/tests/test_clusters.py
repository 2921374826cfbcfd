# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two clusters that have a real server in common, and nothing else."""

from __future__ import annotations

from lab.cluster.tables import parse_destinations


def test_a_real_server_is_in_both(services):
    web, shop = services
    assert web.director != shop.director
    assert len(set(web.rips) & set(shop.rips)) == 1


def test_each_director_has_the_table_of_its_own_cluster(cluster, services):
    for layout in services:
        held = parse_destinations(cluster[layout.director].run("ipvsadm", "-Sn"))
        assert {(each.service, each.address) for each in held} == {
            (layout.service, rip) for rip in layout.rips.values()
        }
