# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.outcomes import nodes, traffic
from ansible_collections.lvs.cluster.plugins.plugin_utils.report import report, unfit
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import (
    director,
    realserver,
    traffic_requests,
)

from .inventories import ANYWHERE, GROUPS, clusters, seen, variables

DONE = {"_lvs_node": {"node": {}}, "_director_table": {"changed": False, "drained": []}, "_lvs_changing": True}


def holding(*vips, kind="hidden"):
    return {"_lvs_node": {"node": {"record": {kind: list(vips)}}}}


def test_a_real_server_knows_what_it_holds_and_whom_it_must_not_have_as_gateway():
    share = realserver(clusters(), "web3", variables())
    assert share["vips"] == ["203.0.113.10", "203.0.113.53"]
    assert share["directors"] == ["10.0.0.2"]
    assert [one["port"] for one in share["listeners"]] == [80, 53]
    assert (share["state"], share["held"], share["leaving"], share["blocked"]) == ("present", [], [], "")


def test_a_director_that_is_a_real_server_is_not_its_own_gateway():
    share = realserver(clusters({"lvs_realservers": ["lb1", "web3"]}), "lb1", variables())
    assert (share["vips"], share["directors"], share["listeners"]) == ([], [], [])


def test_a_real_server_lets_go_what_is_declared_no_more_once_the_director_is_done():
    held = {"web1": holding("203.0.113.10", "203.0.113.99")}
    share = realserver(clusters(), "web1", variables(**held, lb1=DONE))
    assert (share["leaving"], share["blocked"]) == (["203.0.113.99"], "")
    out = clusters(web1={"lvs_realserver_state": "absent"})
    share = realserver(out, "web1", variables(**held, lb1=DONE))
    assert (share["leaving"], share["blocked"]) == (["203.0.113.10", "203.0.113.99"], "")


def test_it_keeps_them_while_a_director_may_still_send_requests():
    out = clusters(web1={"lvs_realserver_state": "absent"})
    hosts = variables(web1=holding("203.0.113.10"))
    for lb1, why in (
        ({}, "the table of lb1 may still have it: that host was not part of this run"),
        ({**DONE, "_director_table": {"failed": True, "msg": "EPERM"}}, "the table of lb1 may still have it: EPERM"),
        ({**DONE, "_lvs_unfit": "too few"}, "the table of lb1 may still have it: too few"),
    ):
        assert realserver(out, "web1", {**hosts, "lb1": {**hosts["lb1"], **lb1}})["blocked"] == why
    none = clusters({"lvs_directors": []}, web1={"lvs_services": hosts["lb1"]["lvs_services"]})
    assert realserver(none, "web1", variables(web1=holding("203.0.113.99")))["blocked"]


def test_a_director_withdraws_what_it_announces_and_shall_no_more():
    share = director(clusters(), "lb1", variables(lb1=holding("203.0.113.10", "203.0.113.99", kind="announced")))
    assert share["withdrawing"] == ["203.0.113.99"]
    assert share["vips"] == ["203.0.113.10", "203.0.113.53"]
    assert [one["address"] for one in share["services"]] == share["vips"]


def test_the_report_tells_failed_kept_and_new_apart():
    serving = {"protocol": "tcp", "address": "203.0.113.10", "port": 80, "destinations": [{"address": "10.0.0.11"}]}
    drain = {"service": "tcp 203.0.113.10:80", "destination": "10.0.0.13:80", "state": "drained", "since": "T"}
    hosts = variables(
        lb1={**DONE, "_lvs_node": {"node": {"ipvs": {"services": [serving]}}}, "_director_table": {"drained": [drain]}},
        web1=seen(),
        web2={"_lvs_node": {"unreachable": True, "msg": "timed out"}},
    )
    told = report(clusters(), hosts)
    assert told["failed"] == {"web2": "is unreachable: timed out"}
    assert told["lines"] == [
        "Hosts: 0 changed, 2 unchanged, 1 failed, 0 not reached.",
        "unchanged: lb1, web1",
        "failed: web2: is unreachable: timed out",
        "web1 stays as it was in web: nothing listens on tcp port 80 of 203.0.113.10",
        "web2 was not added to web: is unreachable: timed out",
        "cluster default: not part of this run, and left as they are: web3",
        "lb1: web3 is drained in tcp 203.0.113.10:80 since T",
    ]


def test_a_director_that_was_left_as_it_is_has_failed():
    short = {"_lvs_node": {"node": {}}, "_lvs_unfit": "lvs_min_ready: web: 2 of 3 real servers are ready"}
    told = report(clusters(), variables(lb1=short))
    assert told["failed"] == {"lb1": "lvs_min_ready: web: 2 of 3 real servers are ready"}
    assert told["lines"][1] == "failed: lb1: lvs_min_ready: web: 2 of 3 real servers are ready"


def test_where_the_director_is_not_part_of_the_run_nothing_is_said_of_its_table():
    told = report(clusters(), variables(web1={"_lvs_node": {"failed": True, "msg": "no python"}}))
    assert told["lines"][1] == "failed: web1: no python"
    assert not [line for line in told["lines"] if "was not added" in line or "stays as it was" in line]


def test_a_run_that_only_looks_says_nothing_of_who_was_part_of_it():
    assert report(clusters(), variables())["lines"] == []


def test_several_that_were_not_admitted_for_one_reason_are_one_line():
    away = {"_lvs_node": {"unreachable": True, "msg": "timed out"}}
    told = report(clusters(), variables(lb1=DONE, web1=away, web2=away))["lines"]
    assert "web1, web2 were not added to web: is unreachable: timed out" in told
    assert "failed: web1, web2: is unreachable: timed out" in told


def test_where_all_is_well_the_hosts_are_counted():
    listening = [("tcp", ANYWHERE, 80), ("udp", ANYWHERE, 53)]
    hosts = variables(lb1=DONE, **{host: seen(*listening) for host in GROUPS["lvs_realservers"]})
    told = report(clusters(), hosts)
    assert told["lines"] == [
        "Hosts: 0 changed, 4 unchanged, 0 failed, 0 not reached.",
        "unchanged: lb1, web1, web2, web3",
    ]
    assert told["failed"] == {}
    assert {(row["id"], row["status"]) for row in told["rows"]} == {("run", "unchanged")}


def test_a_client_asks_for_what_answers():
    udp = {"name": "dns", "vips": ["203.0.113.53"], "ports": [53], "protocol": "udp", "realservers": "dns_servers"}
    web = {"name": "web", "vips": ["203.0.113.10"], "ports": [80]}
    silent = clusters(lb1={"lvs_services": [web, udp]})
    assert [one["address"] for one in traffic_requests(silent)] == ["203.0.113.10"]
    asked = traffic_requests(clusters(lb1={"lvs_services": [web, {**udp, "probe": "who"}]}))
    assert asked == [
        {"address": "203.0.113.10", "port": 80, "protocol": "tcp", "send": "", "count": 6},
        {"address": "203.0.113.53", "port": 53, "protocol": "udp", "send": "who", "count": 4},
    ]


def test_what_was_seen_of_traffic_is_collected_by_host():
    hosts = variables(web1={"_lvs_watched": {"watch": {"control": True}}}, web2={"_lvs_watched": {"failed": True}})
    assert traffic(hosts) == {"watch": {"web1": {"control": True}}, "requests": {}}
    assert traffic(variables()) is None


def test_a_host_that_could_not_be_looked_at_is_among_the_nodes_with_the_reason():
    hosts = variables(web1=seen(), web2={"_lvs_node": {"unreachable": True, "msg": "timed out"}})
    hosts["web3"] = {**hosts["web3"], "_lvs_node": {"skipped": True}}
    assert set(nodes(hosts, "_lvs_node")) == {"web1", "web2"}
    assert nodes(hosts, "_lvs_node")["web2"] == {"unreachable": "is unreachable: timed out"}


def test_what_was_found_fails_its_hosts_and_is_summed_up():
    words = {"expected": "e", "cause": "c", "remedy": "r"}
    findings = [
        {"id": "mtu", "host": "web1", "status": "failed", "found": "1400", **words},
        {"id": "F6", "host": "web1", "status": "failed", "found": "nowhere", **words},
        {"id": "F6", "host": "web2", "status": "ok", "found": "as expected", **words},
    ]
    told = report(clusters(), variables(), findings, ["a note"])
    assert told["failed"] == {"web1": "failed checks: mtu, F6"}
    assert told["lines"][0] == "a note"
    assert "2 of 3 checks FAILED on 1 host; 1 ok, 0 blocked, 0 not measured." in told["lines"]


@pytest.mark.parametrize(("waiting", "failed"), [(True, {"web1": "EPERM"}), (None, {"lb1": "failed checks: table"})])
def test_a_table_that_a_stopped_rollout_has_not_completed_is_no_failure_of_its_director(waiting, failed):
    finding = {
        "id": "table",
        "host": "lb1",
        "status": "failed",
        "expected": "e",
        "found": "f",
        "cause": "c",
        "remedy": "",
    }
    hosts = {"lb1": DONE}
    if waiting:
        hosts["web1"] = seen(("tcp", ANYWHERE, 80), _lvs_waiting=False, _lvs_unfit="EPERM")
        hosts["web2"] = {"_lvs_node": {"node": {}}, "_lvs_waiting": True}
    told = report(clusters(), variables(**hosts), [finding])
    assert told["failed"] == failed
    assert "  table FAILED" in told["lines"]


def test_a_host_is_held_back_by_what_no_role_could_mend():
    failed = [
        {"id": check, "host": host, "status": "failed", "found": check.upper()}
        for host in ("lb1", "web1")
        for check in ("reachable", "mtu", "F5")
    ]
    well = [{"id": "mtu", "host": "web2", "status": "ok", "found": "as expected"}]
    stranger = {"id": "vip_free", "host": "lb1", "status": "failed", "found": "X"}
    assert unfit([stranger], ["lb1"]) == {"lb1": "vip_free: X"}
    assert unfit([*failed, *well], ["lb1"]) == {"lb1": "reachable: REACHABLE", "web1": "reachable: REACHABLE; mtu: MTU"}


def test_a_vip_that_could_not_be_let_go_fails_its_host():
    hosts = variables(lb1=DONE, web1=seen(("tcp", ANYWHERE, 80), _lvs_left={"failed": True, "msg": "EPERM"}))
    assert report(clusters(), hosts)["failed"] == {"web1": "EPERM"}
