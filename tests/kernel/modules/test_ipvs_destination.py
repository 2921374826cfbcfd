# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``ipvs_destination`` on a real kernel, without traffic; what is in the table, ipvsadm says."""

import pytest
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.conftest import run

VIP = "203.0.113.10"
WEB, TLS = ({"address": VIP, "port": port} for port in (80, 443))


def service(weights, port=80):
    destinations = [{"address": f"10.0.0.{number}", "weight": weight} for number, weight in enumerate(weights, 11)]
    return {"address": VIP, "port": port, "destinations": destinations}


@pytest.fixture
def table(module):
    """Two services with three real servers of weight 5."""

    def declare(**more):
        declared = [service([5, 5, 5]), service([5, 5, 5], 443)]
        return module(ipvs.main, **{"services": declared, "timeouts": {"tcp": 900, "tcp_fin": 120, "udp": 300}, **more})

    declare()
    return declare


@pytest.fixture
def change(module, table):  # noqa: ARG001 - a change needs something to be changed
    def call(state="present", address="10.0.0.11", **more):
        return module(ipvs_destination.main, address=address, state=state, **more)

    return call


@pytest.fixture
def weights(ipvsadm):
    """The weights of 10.0.0.11 by port, as ipvsadm lists them; a port where it is not there is not in it."""

    def read(number=11):
        words = [line.split() for line in ipvsadm.save() if f"-r 10.0.0.{number}:" in line]
        return {int(line[2].rpartition(":")[2]): int(line[line.index("-w") + 1]) for line in words}

    return read


def names(result):
    return [operation["operation"] for operation in result["operations"] if operation["service"]]


def test_a_weight_is_changed_in_every_service_that_holds_it(change, weights):
    assert names(change(weight=0)) == ["edit_destination", "edit_destination"]
    assert weights() == {80: 0, 443: 0}
    assert change(weight=0)["changed"] is False
    assert weights(12) == {80: 5, 443: 5}


def test_a_weight_is_changed_in_the_named_service_alone(change, weights):
    change(weight=7, services=[WEB])
    assert weights() == {80: 7, 443: 5}


def test_what_is_not_given_stays(change, ipvsadm):
    change(weight=7, services=[WEB], upper_threshold=10, lower_threshold=5)
    change(weight=8, services=[WEB])
    assert f"-a -t {VIP}:80 -r 10.0.0.11:80 -g -w 8" in ipvsadm.save()
    result = change(weight=9, services=[WEB], check_mode=True)
    assert result["operations"][0]["after"].endswith("-w 9 -x 10 -y 5")


def test_a_new_one_is_added_to_the_named_services(change, weights):
    result = change(address="10.0.0.19", services=[WEB, TLS], weight=0)
    assert names(result) == ["add_destination", "add_destination"]
    assert weights(19) == {80: 0, 443: 0}


def test_a_removed_one_is_gone_and_a_second_time_is_nothing(change, weights):
    assert names(change("absent", services=[WEB])) == ["delete_destination"]
    assert weights() == {443: 5}
    change("absent")
    assert weights() == {}
    assert change("absent")["changed"] is False


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"address": "10.0.0.99"}, "address: '10.0.0.99' is a real server of no service on this host"),
        ({"address": "10.0.0.99", "state": "drained"}, "address: '10.0.0.99' is a real server of no service"),
        ({"services": [{"address": VIP, "port": 22}]}, "services: 'tcp 203.0.113.10:22' is no service of this host"),
        ({"address": "10.0.0.99", "state": "evicted", "services": [WEB]}, "is no real server of it"),
        ({"weight": 70000}, "tcp 203.0.113.10:80: weight: 70000 is not between 0 and 65535"),
        ({"lower_threshold": 9}, "tcp 203.0.113.10:80: lower_threshold: 9 is above the upper threshold 0"),
        ({"state": "drained", "weight": 3}, "weight: 3 goes with state present, not drained"),
        ({"state": "drained", "wait_idle": 2}, "wait_idle: 2 is not between 5 and"),
        ({"address": "web1"}, "address: 'web1' is not an IP address"),
    ],
)
def test_wrong_input_is_named_and_touches_nothing(change, ipvsadm, given, message):
    before = ipvsadm.save()
    result = change(**given)
    assert result["failed"] is True
    assert message in result["msg"]
    assert ipvsadm.save() == before


def test_a_drained_one_keeps_weight_0_until_its_weight_is_given_back(table, change, weights):
    result = change("drained")
    assert names(result) == ["edit_destination", "edit_destination"]
    assert [(entry["service"], entry["weight"]) for entry in result["drained"]] == [
        (f"tcp {VIP}:80", 5),
        (f"tcp {VIP}:443", 5),
    ]
    assert (weights(), result["remaining"]) == ({80: 0, 443: 0}, [])
    kept = table()
    assert kept["changed"] is False
    assert [entry["state"] for entry in kept["drained"]] == ["drained", "drained"]
    assert change("drained")["changed"] is False
    assert names(change("undrained")) == ["edit_destination", "edit_destination"]
    assert weights() == {80: 5, 443: 5}
    assert change("undrained")["changed"] is False
    assert table()["drained"] == []


def test_a_weight_for_a_drained_one_is_what_it_gets_back(change, weights):
    change("drained")
    assert names(change(weight=9)) == []
    assert weights() == {80: 0, 443: 0}
    change("undrained")
    assert weights() == {80: 9, 443: 9}


def test_a_weight_of_0_that_was_declared_is_given_back_as_0(change, weights):
    change(weight=0)
    change("drained")
    change("undrained")
    assert weights() == {80: 0, 443: 0}


def test_a_weight_raised_by_hand_during_a_drain_falls_again(change, weights, ipvsadm):
    change("drained")
    ipvsadm.restore(f"-e -t {VIP}:80 -r 10.0.0.11:80 -g -w 3")
    change("drained")
    assert weights() == {80: 0, 443: 0}
    change("undrained")
    assert weights() == {80: 5, 443: 5}


def test_an_evicted_one_stays_out_until_it_is_given_back(table, change, weights):
    assert names(change("evicted")) == ["delete_destination", "delete_destination"]
    assert weights() == {}
    assert change("evicted")["changed"] is False
    assert table()["changed"] is False
    assert names(change("undrained")) == ["add_destination", "add_destination"]
    assert weights() == {80: 5, 443: 5}


def test_a_drained_one_that_is_evicted_gets_its_weight_back(change, weights):
    change("drained")
    change("evicted")
    change("undrained")
    assert weights() == {80: 5, 443: 5}


def test_a_removed_one_is_drained_no_more(table, change, weights):
    change("drained")
    change("absent")
    assert table()["drained"] == []
    assert weights() == {80: 5, 443: 5}


def test_the_declaration_can_end_a_drain(table, change, weights):
    change("drained")
    ended = table(respect_drained=False)
    assert (weights(), ended["drained"]) == ({80: 5, 443: 5}, [])
    assert change("undrained")["changed"] is False


@pytest.mark.parametrize("state", ["absent", "drained", "evicted"])
def test_check_mode_lists_exactly_what_the_run_does_and_writes_nothing(change, ipvsadm, tmp_path, state):
    def written():
        return {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()}

    before = ipvsadm.save(), written()
    foreseen = change(state, check_mode=True)
    assert (ipvsadm.save(), written()) == before
    done = change(state)
    assert (foreseen["operations"], foreseen["diff"]) == (done["operations"], done["diff"])
    assert names(done)


def test_the_next_boot_keeps_a_drain(change, tmp_path):
    rules = tmp_path / "root/etc/lvs.cluster/director.rules"
    change("drained", services=[WEB])
    assert f"-a -t {VIP}:80 -r 10.0.0.11:80 -g -w 0" in rules.read_text()
    change("evicted", services=[TLS])
    assert f"-a -t {VIP}:443 -r 10.0.0.11:443" not in rules.read_text()
    change("undrained")
    assert rules.read_text().count(" -w 5\n") == 6
    assert "--set 900 120 300\n" in rules.read_text()


def test_a_service_that_is_not_persisted_is_not_written_either(change, tmp_path, ipvsadm):
    ipvsadm.restore(f"-A -t {VIP}:22 -s rr", f"-a -t {VIP}:22 -r 10.0.0.11:22 -g -w 5")
    change("drained")
    assert f"{VIP}:22" not in (tmp_path / "root/etc/lvs.cluster/director.rules").read_text()


def test_what_the_kernel_refuses_leaves_table_and_record_as_they_were(change, ipvsadm, tmp_path):
    """Which addresses are broadcast, only the kernel knows."""
    run("ip", "link", "add", "seg0", "type", "dummy")
    run("ip", "link", "set", "seg0", "up")
    run("ip", "address", "add", "10.0.0.2/24", "broadcast", "10.0.0.255", "dev", "seg0")
    record = tmp_path / "record/ipvs.json"
    before = ipvsadm.save(), record.read_text()
    result = change(address="10.0.0.255", services=[WEB, TLS])
    assert f"add destination tcp {VIP}:80, destination 10.0.0.255:80: the kernel refused with EINVAL" in result["msg"]
    assert (ipvsadm.save(), record.read_text()) == before


def test_giving_back_ends_the_drain_of_a_service_that_is_gone_meanwhile(table, change, weights, ipvsadm):
    change("drained")
    ipvsadm.restore(f"-D -t {VIP}:443")
    change("undrained")
    table()
    assert weights() == {80: 5, 443: 5}


def test_purging_a_service_ends_its_drains(table, change, module, weights):
    change("drained")
    module(ipvs.main, services=[service([5, 5, 5])])
    assert [entry["service"] for entry in table()["drained"]] == [f"tcp {VIP}:80"]
    assert weights() == {80: 0, 443: 5}
