# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many destinations a run may delete: a run that would delete more changes nothing, ipvsadm says."""

import pytest
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.boots import Host

VIP = "203.0.113.10"


def web(*numbers, port=80, **states):
    listed = {**dict.fromkeys(numbers, "present"), **{int(name[1:]): state for name, state in states.items()}}
    destinations = [{"address": f"10.0.0.{number}", "state": state} for number, state in listed.items()]
    return {"address": VIP, "port": port, "destinations": destinations}


def lines(*numbers, port=80):
    real = [f"-a -t {VIP}:{port} -r 10.0.0.{number}:{port} -g -w 1" for number in numbers]
    return [f"-A -t {VIP}:{port} -s wlc", *real]


def exceeded(bound, going, present, allowed, where=f"services[0] (tcp {VIP}:80)"):
    return (
        f"{where}: max_removals: '{bound}' is exceeded: {going} of {present} destinations would be deleted, at most "
        f"{allowed} may be; nothing was changed"
    )


@pytest.fixture
def host(module, tmp_path):
    """A host whose table, files and record a run of ours has made: four real servers of port 80, two of port 443."""
    module(ipvs.main, services=[web(11, 12, 13, 14), web(11, 12, port=443)])
    return Host(tmp_path)


@pytest.mark.parametrize(
    ("bound", "services", "message"),
    [
        ("1", [web(11, 12, 15), web(11, 12, port=443)], exceeded("1", 2, 4, 1)),
        ("50%", [web(11), web(11, 12, port=443)], exceeded("50%", 3, 4, 2)),
        ("0", [web(11, 12, 13, d14="absent"), web(11, 12, port=443)], exceeded("0", 1, 4, 0)),
        ("3", [], exceeded("3", 4, 4, 3, f"tcp {VIP}:80")),
        ("1", [web(11, 12, 13)], exceeded("1", 2, 2, 1, f"tcp {VIP}:443")),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_more_is_refused_and_nothing_is_changed(module, ipvsadm, host, bound, services, message, check_mode):
    before = ipvsadm.save(), host.files()
    settings = {"timeouts": {"tcp": 800}}
    refused = module(ipvs.main, check_mode, services=services, max_removals=bound, **settings)
    assert refused["msg"] == message
    assert (ipvsadm.save(), host.files()) == before
    assert module(ipvs.main, check_mode, services=services, max_removals="100%", **settings)["changed"] is True


def test_as_many_as_may_go_do(declare, ipvsadm):
    ipvsadm.restore(*lines(11, 12, 13))
    assert declare(services=[web(11)], max_removals="50%")["operation_count"] == 2
    assert ipvsadm.save() == lines(11)
    assert declare(services=[web(11)], max_removals="0")["operations"] == []


@pytest.mark.usefixtures("host")
def test_absent_services_lose_all_of_theirs(module, ipvsadm):
    before = ipvsadm.save()
    gone = {"services": [{"address": VIP, "port": 443}], "state": "absent"}
    assert module(ipvs.main, max_removals=1, **gone)["msg"] == exceeded(1, 2, 2, 1, f"services[0] (tcp {VIP}:443)")
    assert ipvsadm.save() == before
    assert "failed" not in module(ipvs.main, max_removals=2, **gone)
    assert ipvsadm.save() == lines(11, 12, 13, 14)


@pytest.mark.usefixtures("host")
def test_of_those_out_of_service_the_drained_ones_count_and_the_evicted_ones_are_gone_already(module, ipvsadm):
    module(ipvs_destination.main, address="10.0.0.11", state="drained", wait=False)
    module(ipvs_destination.main, address="10.0.0.12", state="evicted")
    declared = {"services": [web(13, 14, d11="absent", d12="absent")], "purge_services": "none"}
    assert module(ipvs.main, max_removals="0", **declared)["msg"] == exceeded("0", 1, 3, 0)
    left = module(ipvs.main, max_removals="1", **declared)["drained"]
    assert [(drain["service"], drain["state"]) for drain in left] == [
        (f"tcp {VIP}:443", state) for state in ("drained", "evicted")
    ]
    assert f"-a -t {VIP}:80 -r 10.0.0.11:80 -g -w 0" not in ipvsadm.save()


@pytest.mark.usefixtures("host")
def test_a_bound_that_is_none_is_named(module):
    assert module(ipvs.main, max_removals="half", services=[])["msg"] == (
        "max_removals: 'half' is neither a number, such as 2, nor a percentage, such as 50%"
    )
