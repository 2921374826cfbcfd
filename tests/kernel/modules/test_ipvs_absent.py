# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What shall be absent, and what is not spoken of, through the module ``ipvs``; what is in the table, ipvsadm says."""

import json

import pytest
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.directors import timeouts

VIP = "203.0.113.10"
WEB, TLS = ({"address": VIP, "port": port} for port in (80, 443))
FOREIGN = [f"-A -t {VIP}:22 -s rr", f"-a -t {VIP}:22 -r 10.0.0.9:22 -m -w 7"]


def service(*numbers, port=80, **more):
    return {"address": VIP, "port": port, "destinations": [{"address": f"10.0.0.{n}"} for n in numbers], **more}


def gone(number, **more):
    return {"address": f"10.0.0.{number}", "state": "absent", **more}


def lines(*numbers, port=80):
    real = [f"-a -t {VIP}:{port} -r 10.0.0.{number}:{port} -g -w 1" for number in numbers]
    return [f"-A -t {VIP}:{port} -s wlc", *real]


def names(result):
    return [operation["operation"] for operation in result["operations"]]


@pytest.fixture
def owned(tmp_path):
    """The ports of the services that are ours by the record."""

    def read():
        return [key[3] for key in json.loads((tmp_path / "record/ipvs.json").read_text())["services"]]

    return read


def test_only_the_listed_services_go_foreign_ones_too_and_are_ours_no_more(module, declare, ipvsadm, owned):
    ipvsadm.restore(*FOREIGN)
    module(ipvs.main, services=[service(11), service(11, port=443)], persist=False)
    assert names(declare(services=[WEB], state="absent")) == ["delete_service"]
    assert ipvsadm.save() == sorted([*lines(11, port=443), *FOREIGN])
    assert owned() == [443]
    declare(services=[{"address": VIP, "port": 22}], state="absent")
    assert ipvsadm.save() == sorted(lines(11, port=443))
    ipvsadm.restore(*lines(11))
    module(ipvs.main, services=[], persist=False)
    assert ipvsadm.save() == sorted(lines(11))


def test_a_service_that_shall_be_absent_needs_but_its_identity(declare, ipvsadm):
    ipvsadm.restore(f"-A -t {VIP}:0 -s rr -p 300", "-A -f 7 -s rr", "-A -f 7 -6 -s rr", *FOREIGN)
    every_port, mark, mark6 = {"address": VIP, "port": 0}, {"fwmark": 7}, {"fwmark": 7, "family": "ipv6"}
    declare(services=[mark6], state="absent")
    assert ipvsadm.save() == sorted([f"-A -t {VIP}:0 -s rr -p 300", "-A -f 7 -s rr", *FOREIGN])
    assert names(declare(services=[mark, every_port], state="absent")) == ["delete_service", "delete_service"]
    assert ipvsadm.save() == sorted(FOREIGN)


def test_what_does_not_go_with_absent_services_is_named_and_nothing_goes(module, ipvsadm):
    ipvsadm.restore(*FOREIGN)
    for params, message in (
        ({"timeouts": {"tcp": 60}}, "timeouts: {'tcp': 60, 'tcp_fin': None, 'udp': None} goes with state present only"),
        ({"sync": []}, "sync: [] goes with state present only"),
        ({"sysctls": {"drop_entry": 1}}, "sysctls: {'drop_entry': 1} goes with state present only"),
        ({"purge_services": "all"}, "purge_services: 'all' goes with state present only"),
        ({"services": None}, "services: None is missing: state absent is of the services that are listed"),
        ({"services": [WEB, WEB]}, f"services[1]: port: 80 is tcp {VIP}:80, which services[0] has already"),
        ({"services": [{"address": VIP}]}, "services[0]: port: None is not a whole number between 0 and 65535"),
    ):
        given = {"services": [{"address": VIP, "port": 22}], **params}
        assert module(ipvs.main, state="absent", persist=False, **given)["msg"] == message
    assert ipvsadm.save() == sorted(FOREIGN)


def test_drains_of_a_service_that_goes_end(module, declare):
    module(ipvs.main, services=[service(11), service(11, port=443)], persist=False)
    module(ipvs_destination.main, address="10.0.0.11", state="drained")
    left = declare(services=[WEB], state="absent")["drained"]
    assert [drain["service"] for drain in left] == [f"tcp {VIP}:443"]


def test_an_absent_destination_goes_and_what_is_not_listed_stays_without_purging(declare, ipvsadm):
    ipvsadm.restore(*lines(11, 12, 13))
    declared = {**WEB, "destinations": [{"address": "10.0.0.14"}, gone(12), gone(99)]}
    assert names(declare(services=[declared], purge_destinations=False)) == ["add_destination", "delete_destination"]
    assert ipvsadm.save() == sorted(lines(11, 13, 14))
    assert names(declare(services=[{**declared, "destinations": [{"address": "10.0.0.14"}, gone(13)]}])) == [
        "delete_destination",
        "delete_destination",
    ]
    assert ipvsadm.save() == lines(14)
    assert names(declare(services=[{**WEB, "destinations": [gone(14)]}], purge_destinations=False)) == [
        "delete_destination"
    ]
    assert ipvsadm.save() == lines()


def test_an_absent_destination_needs_but_address_and_port(declare, ipvsadm):
    remapped, other_family = "-r 10.0.0.11:8080 -m -w 1", "-r [2001:db8::1]:80 -i -w 1"
    ipvsadm.restore(*lines(12), f"-a -t {VIP}:80 {remapped}", f"-a -t {VIP}:80 {other_family}")
    destinations = [gone(11, port=8080), {"address": "2001:db8::1", "state": "absent"}]
    declare(services=[{**WEB, "destinations": destinations}], purge_destinations=False)
    assert ipvsadm.save() == sorted(lines(12))


def test_a_destination_that_is_listed_twice_is_refused_also_once_absent(declare, ipvsadm):
    ipvsadm.restore(*lines(11))
    for first, purge in ((gone(11), False), ({"address": "10.0.0.11"}, True)):
        declared = {**WEB, "destinations": [first, gone(11, port=80)]}
        assert declare(services=[declared], purge_destinations=purge)["msg"] == (
            f"services[0] (tcp {VIP}:80): destinations[1]: address: '10.0.0.11' is listed twice"
        )


def test_without_services_nothing_of_the_table_is_touched_and_settings_are_applied(module, declare, ipvsadm, owned):
    module(ipvs.main, services=[service(11)], persist=False)
    ipvsadm.restore(*FOREIGN)
    for purge in ("own", "all", "none"):
        declare(timeouts={"tcp": 60 + len(purge)}, purge_services=purge)
    assert timeouts()[0] == 64
    assert ipvsadm.save() == sorted([*lines(11), *FOREIGN])
    assert owned() == [80]


def test_an_empty_list_of_services_removes_our_own(module, declare, ipvsadm, owned):
    module(ipvs.main, services=[service(11)], persist=False)
    ipvsadm.restore(*FOREIGN)
    assert names(declare(services=[])) == ["delete_service"]
    assert ipvsadm.save() == sorted(FOREIGN)
    assert owned() == []
