# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role ``director`` against a real kernel."""

import pytest

from tests.kernel.conftest import run

VIP, OTHER = "203.0.113.10", "203.0.113.20"
#: That of the role, for a run with nothing to do, facts included.
MOST_EXECUTIONS = 3


def service(vip, *destinations):
    return {"address": vip, "port": 80, "scheduler": "rr", "destinations": list(destinations)}


@pytest.fixture
def play(play_role):
    return lambda **variables: play_role("lvs.cluster.director", "lvs_directors", **variables)


@pytest.mark.usefixtures("segment")
def test_table_sysctls_and_vips_come_and_a_run_with_nothing_to_do_is_cheap(play, ipvsadm):
    given = {
        "director_services": [service(VIP, {"address": "10.0.0.11"}), service(OTHER)],
        "director_vips": [VIP, OTHER],
        "director_sysctls": {"sloppy_tcp": 1},
        "director_timeouts": {"tcp": 600},
    }
    assert play(**given).changed == 2
    services = [f"-A -t {vip}:80 -s rr" for vip in (VIP, OTHER)]
    assert ipvsadm.save() == [*services, f"-a -t {VIP}:80 -r 10.0.0.11:80 -g -w 1"]
    expected = {"expire_nodest_conn": "1", "conn_reuse_mode": "3", "expire_quiescent_template": "1", "sloppy_tcp": "1"}
    assert {name: run("sysctl", "-n", f"net.ipv4.vs.{name}").strip() for name in expected} == expected
    assert f"{VIP}/32" in run("ip", "address", "show", "seg0")
    again = play(**given)
    assert again.changed == 0
    assert 0 < again.executions <= MOST_EXECUTIONS


@pytest.mark.usefixtures("segment")
def test_a_vip_that_leaves_is_withdrawn_before_its_service_goes(play, ipvsadm):
    services = [service(VIP), service(OTHER)]
    play(director_services=services, director_vips=[VIP, OTHER])
    play(director_services=services[:1], director_vips=[VIP], director_vips_leaving=[OTHER])
    assert ipvsadm.save() == [f"-A -t {VIP}:80 -s rr"]
    held = run("ip", "address", "show", "seg0")
    assert (f"{VIP}/32" in held, f"{OTHER}/32" in held) == (True, False)
