# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Destinations that are kept: in the table where they were in it, and not where they were not; ipvsadm says it."""

import pytest
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.boots import Host

VIP = "203.0.113.10"
purging = pytest.mark.parametrize("purge", [True, False])


def real(number, weight=1, state="present"):
    return {"address": f"10.0.0.{number}", "weight": weight, "state": state}


def kept(number, weight=1):
    return real(number, weight, "kept")


def web(*destinations, port=80):
    return {"address": VIP, "port": port, "destinations": list(destinations)}


def lines(**weights):
    """``lines(d11=5)``: the service with this destination of this weight."""
    rules = [f"-a -t {VIP}:80 -r 10.0.0.{name[1:]}:80 -g -w {weight}" for name, weight in weights.items()]
    return [f"-A -t {VIP}:80 -s wlc", *sorted(rules)]


def steps(result):
    return [(operation["operation"], operation["destination"]) for operation in result["operations"]]


@purging
def test_it_is_neither_added_nor_deleted(declare, ipvsadm, purge):
    ipvsadm.restore(*lines(d11=1, d12=2))
    assert steps(declare(services=[web(real(11), kept(12, 2), kept(13))], purge_destinations=purge)) == []
    assert ipvsadm.save() == lines(d11=1, d12=2)
    declare(services=[web(real(11), real(12, 2), real(13))], purge_destinations=purge)
    assert ipvsadm.save() == lines(d11=1, d12=2, d13=1)


@purging
def test_where_it_differs_it_is_edited_in_place_and_others_come_and_go_meanwhile(declare, ipvsadm, purge):
    ipvsadm.restore(*lines(d11=1, d12=2, d15=1))
    services = [web(real(14), kept(11, 9), kept(12, 0), kept(13, 9), real(15, state="absent"))]
    assert steps(declare(services=services, purge_destinations=purge)) == [
        ("add_destination", "10.0.0.14:80"),
        ("edit_destination", "10.0.0.11:80"),
        ("edit_destination", "10.0.0.12:80"),
        ("delete_destination", "10.0.0.15:80"),
    ]
    assert ipvsadm.save() == lines(d11=9, d12=0, d14=1)


def test_without_purging_what_is_not_listed_stays_beside_it(declare, ipvsadm):
    ipvsadm.restore(*lines(d11=1, d12=1))
    services = [web(kept(11), kept(13))]
    assert steps(declare(services=services, purge_destinations=False)) == []
    assert steps(declare(services=services)) == [("delete_destination", "10.0.0.12:80")]


def test_a_service_that_is_new_has_none_of_what_it_keeps(declare, ipvsadm):
    declare(services=[web(real(11), kept(12)), web(kept(11), port=443)])
    assert ipvsadm.save() == sorted([*lines(d11=1), f"-A -t {VIP}:443 -s wlc"])


@purging
@pytest.mark.parametrize(("state", "out"), [("drained", {"d11": 0, "d12": 1}), ("evicted", {"d12": 1})])
def test_one_that_is_out_stays_out_and_gets_back_what_is_declared(module, declare, ipvsadm, purge, state, out):
    declare(services=[web(real(11, 5), real(12))])
    module(ipvs_destination.main, address="10.0.0.11", state=state, wait=False)
    result = declare(services=[web(kept(11, 7), kept(12))], purge_destinations=purge)
    assert (steps(result), [(one["state"], one["weight"]) for one in result["drained"]]) == ([], [(state, 7)])
    assert ipvsadm.save() == lines(**out)
    module(ipvs_destination.main, address="10.0.0.11", state="undrained")
    assert ipvsadm.save() == lines(d11=7, d12=1)


def test_an_end_of_drains_gives_a_kept_one_its_weight_and_adds_none(module, declare, ipvsadm):
    declare(services=[web(real(11, 5), real(12, 6))])
    for number, state in ((11, "drained"), (12, "evicted")):
        module(ipvs_destination.main, address=f"10.0.0.{number}", state=state, wait=False)
    assert ipvsadm.save() == lines(d11=0)
    assert declare(services=[web(kept(11, 5), kept(12, 6))], respect_drained=False)["drained"] == []
    assert ipvsadm.save() == lines(d11=5)


def test_the_next_boot_has_it_where_the_kernel_has_it(module, ipvsadm, tmp_path):
    host = Host(tmp_path)
    ipvsadm.restore(*lines(d11=1, d12=2, d14=1))
    module(ipvs.main, services=[web(real(11), kept(12, 3), kept(13))], purge_destinations=False)
    before = ipvsadm.save()
    assert before == lines(d11=1, d12=3, d14=1)
    assert [line for line in host.rules.read_text().splitlines() if "-t" in line.split()] == before
    host.reboot()
    assert ipvsadm.save() == before
    assert module(ipvs.main, services=[web(real(11), kept(12, 3), kept(13), kept(14))])["changed"] is False
