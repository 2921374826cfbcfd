# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role ``realserver`` against a real kernel."""

import pytest

from tests.kernel.conftest import run

VIP = "203.0.113.10"


@pytest.fixture
def play(play_role):
    return lambda **variables: play_role(
        "lvs.cluster.realserver", "lvs_realservers", realserver_vips=[VIP], **variables
    )


@pytest.fixture
def network():
    commands = ["link add eth0 type dummy", "link set eth0 up", "address add 10.0.0.11/24 dev eth0"]
    run("ip", "-batch", "-", stdin="\n".join([*commands, "route add default via 10.0.0.1", ""]))


@pytest.mark.usefixtures("network")
def test_a_run_is_one_execution_on_the_host_and_the_next_finds_nothing_to_do(play):
    given = {
        "realserver_reply_gateway": "10.0.0.254",
        "realserver_directors": ["10.0.0.2"],
        "realserver_client_networks": ["198.51.100.0/24"],
        "realserver_listeners": [{"address": VIP, "port": 80}],
        "realserver_rp_filter": 2,
    }
    first = play(**given)
    assert (first.changed, first.executions) == (1, 1)
    assert f"nothing listens on tcp port 80 of {VIP}" in first.warnings
    assert f"{VIP}/32 scope host lo:0" in run("ip", "address", "show", "lo")
    assert f"from {VIP} lookup 7100" in run("ip", "rule")
    assert play(**given)[:2] == (0, 1)
    assert play(realserver_state="absent")[:2] == (1, 1)
    assert VIP not in run("ip", "address", "show", "lo") + run("ip", "rule")
