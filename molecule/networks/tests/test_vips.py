# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A VIP comes and goes, and at last all of them go from the real servers."""

from __future__ import annotations

import json
from ipaddress import ip_address

import pytest

from lab.cluster.nodes import until


@pytest.fixture(scope="module")
def another(vips):
    return str(ip_address(vips[0]) + 1)


@pytest.fixture(scope="module")
def with_another(hostvars, cluster, another):
    """lvs_services with one VIP more, as extra variables."""
    (service,) = hostvars[cluster.layout.director]["lvs_services"]
    return json.dumps({"lvs_services": [service, {**service, "name": "more", "vips": [another]}]})


def test_a_vip_comes_and_no_client_of_the_others_notices(watch, play, vips, another, with_another):
    watching = watch(another)
    with watching.during():
        play("--extra-vars", with_another)
        seen = watching.outcome()
    assert watching.complaints(seen) == {}
    assert [seen.unanswered[vip] for vip in vips] == [0] * len(vips)


def test_it_goes_and_no_client_of_the_others_notices(cluster, watch, play, vips, another):
    watching = watch(another)
    with watching.during():
        assert until(lambda: "control" not in watching.complaints(watching.seen()), pause=0.5)
        play("--extra-vars", "lvs_max_removals=100%")
        seen = watching.outcome()
    assert watching.complaints(seen) == {}
    assert [seen.unanswered[vip] for vip in vips] == [0] * len(vips)
    for name in cluster.layout.nodes:
        assert another not in cluster[name].run("ip", "-o", "address")


def test_all_vips_leave_the_real_servers_and_the_sysctls_follow(cluster, watch, play, vips, held):
    watching = watch()
    with watching.during():
        play("--tags", "realserver", "--extra-vars", "realserver_state=absent")
        seen = watching.outcome()
    assert watching.complaints(seen) == {}
    gone = {**dict.fromkeys(vips), "arp_ignore": 0, "arp_announce": 0}
    assert cluster.each(cluster.layout.realservers, held) == dict.fromkeys(cluster.layout.realservers, gone)
