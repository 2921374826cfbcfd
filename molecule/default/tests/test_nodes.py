# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the nodes themselves say."""

from __future__ import annotations

import pytest
import testinfra


@pytest.fixture(scope="module")
def on(request):
    """Testinfra's view of a node by its name."""
    inventory = request.config.getoption("ansible_inventory")
    return lambda name: testinfra.get_host(f"ansible://{name}", ansible_inventory=inventory)


def test_realservers_hold_the_vip_on_loopback_alone(cluster, on):
    for name in cluster.layout.realservers:
        assert cluster.layout.vip in on(name).interface("lo").addresses
        assert cluster.layout.vip not in on(name).interface("eth0").addresses


def test_realservers_are_silent_before_they_hold_the_vip(cluster, on):
    for name in cluster.layout.realservers:
        assert on(name).sysctl("net.ipv4.conf.all.arp_ignore") == 1
        assert on(name).sysctl("net.ipv4.conf.all.arp_announce") == 2


def test_director_holds_the_vip_on_its_interface(cluster, on):
    assert cluster.layout.vip in on(cluster.layout.director).interface("eth0").addresses


def test_services_of_the_nodes_run(cluster, on):
    for name in cluster.layout.realservers:
        assert on(name).service("nginx").is_running
    # The distribution's service would flush the table when it stops.
    assert not on(cluster.layout.director).service("ipvsadm").is_enabled
