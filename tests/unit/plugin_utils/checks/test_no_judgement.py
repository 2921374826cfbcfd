# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What could not be judged is said to be so, and never well; what an operator wants for now is said, and no failure."""

import time

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks import judging
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.registry import CHECKS

from tests.unit.plugin_utils.checks import broken, healthy
from tests.unit.plugin_utils.checks.broken import Documents

OF_TRAFFIC = {"F3", "F4", "F8", "source_check", "responses"}


def by_name(documents):
    found = judging.findings(documents.clusters, documents.nodes, documents.traffic, healthy.NOW)
    return {f"{one['id']} {one['host']}": one for one in found}


def of_status(found, status):
    return {name for name, one in found.items() if one["status"] == status}


def test_without_traffic_what_needs_it_is_not_measured():
    documents = Documents()
    documents.traffic = None
    found = by_name(documents)
    missing = of_status(found, "not_measured")
    assert {name.split()[0] for name in missing} == OF_TRAFFIC | {"reachable"}
    assert found["F3 lb1"]["remedy"].endswith("--tags traffic")
    assert of_status(found, "ok") == set(found) - missing


@pytest.mark.parametrize("traffic", [None, healthy.traffic()], ids=["passive", "with traffic"])
def test_without_a_client_nothing_that_needs_one_is_well(traffic):
    documents = Documents()
    documents.cluster["clients"], documents.traffic = {}, traffic
    found = by_name(documents)
    assert {name.split()[0] for name in of_status(found, "not_measured")} == OF_TRAFFIC
    assert found["responses lb1"]["found"] == "no host is in the group lvs_clients"


def test_of_an_unreachable_host_all_but_that_is_blocked():
    documents = Documents()
    broken.unreachable(documents)
    found = by_name(documents)
    of_web3 = {name for name in found if name.endswith(" web3")}
    assert of_status(found, "blocked") == of_web3 - {"reachable web3"}
    assert found["F6 web3"]["cause"] == "follows from reachable on web3"
    said = found["table lb1"]["found"]
    assert "web3 (10.0.0.13) is unreachable, and kept" in said
    assert found["table lb1"]["status"] == "ok"


def test_of_an_unreachable_director_what_needs_it_is_blocked():
    documents = Documents()
    broken.unreachable(documents, "lb1")
    found = by_name(documents)
    assert of_status(found, "failed") == {"reachable lb1"}
    for name in ("F1", "F3", "F4", "F5", "F7", "mtu"):
        assert found[f"{name} web1"]["status"] == "blocked", name
        assert found[f"{name} web1"]["cause"] == "follows from reachable on lb1"
    assert found["F6 web1"]["status"] == "ok"


def test_a_host_that_answers_wrongly_is_known_without_the_director():
    documents = Documents()
    broken.arp_ignore_0(documents)
    broken.unreachable(documents, "lb1")
    found = by_name(documents)
    assert of_status(found, "failed") == {"reachable lb1", "arp_ignore web1", "F7 web1"}
    assert found["F7 web2"]["status"] == "blocked"


def test_a_missing_destination_of_an_unreachable_host_follows_from_that():
    documents = Documents()
    broken.missing_destination(documents)
    broken.unreachable(documents, "web1")
    found = by_name(documents)
    assert found["table lb1"]["cause"] == "follows from reachable on web1"


def test_a_host_that_this_run_leaves_out_is_not_measured():
    documents = Documents()
    del documents.nodes["web3"]
    found = by_name(documents)
    assert of_status(found, "not_measured") == {name for name in found if name.endswith(" web3")}
    assert of_status(found, "failed") == set()


@pytest.mark.parametrize(
    ("host", "part", "checks"),
    [
        ("web1", "sysctls", {"arp_ignore web1", "arp_announce web1", "proxy_arp web1", "rp_filter web1"}),
        ("web1", "firewall", {"firewall web1"}),
        ("lb1", "firewall", {"firewall lb1", "stateful_firewall lb1"}),
        ("web1", "answers", {"F7 web1"}),
        ("web1", "listening", {"listener web1"}),
        ("lb1", "ipvs", {"F9 lb1", "table lb1", "vs_sysctls lb1", "owner lb1", "boot lb1"}),
        ("lb1", "ways", {"F1 web1", "F1 web2", "F1 web3", "mtu web1", "mtu web2", "mtu web3", "mtu lb1"}),
        ("lb1", "boot", {"boot lb1"}),
    ],
)
def test_a_part_that_a_host_could_not_tell_is_not_measured(host, part, checks):
    documents = Documents()
    documents.nodes[host][part] = None
    documents.nodes[host]["gaps"] = ["nobody may read it"]
    found = by_name(documents)
    assert of_status(found, "not_measured") == checks
    assert {found[name]["found"] for name in checks} == {f"{host} could not tell its {part}: nobody may read it"}


@pytest.mark.parametrize(
    ("host", "key", "checks"),
    [("web1", "hidden", {"leaving web1"}), ("lb1", "drained", {"table lb1"}), ("lb1", "services", {"table lb1"})],
)
def test_a_record_that_could_not_be_read_is_no_empty_one(host, key, checks):
    documents = Documents()
    documents.nodes[host]["record"][key] = None
    found = by_name(documents)
    assert of_status(found, "not_measured") == checks
    assert {found[name]["found"] for name in checks} == {f"{host} could not tell its record.{key}"}


@pytest.mark.parametrize(
    ("gap", "checks"),
    [
        ("rules of nft could not be read: nft is too old", {"firewall lb1", "stateful_firewall lb1"}),
        ("owner could not be told: only root sees that", {"owner lb1"}),
    ],
)
def test_a_gap_beside_what_was_read_is_not_measured(gap, checks):
    documents = Documents()
    documents.lb1["gaps"].append(gap)
    found = by_name(documents)
    assert of_status(found, "not_measured") == checks
    assert {found[name]["found"] for name in checks} == {gap}


def test_without_a_director_in_the_inventory_nothing_that_needs_one_is_well():
    documents = Documents()
    documents.cluster.update(directors=[], dips={})
    del documents.nodes["lb1"]
    found = by_name(documents)
    assert of_status(found, "failed") == set()
    assert {name for name in of_status(found, "not_measured") if name.endswith("web1")} == {
        f"{name} web1" for name in ("F1", "F3", "F4", "F5", "F7", "mtu")
    }


def frames_missed(documents):
    documents.traffic["watch"]["web1"]["dropped"] = 7
    return {"F3 web1", "F4 web1", "F8 web1"}


def without_control(documents):
    documents.traffic["watch"]["web1"]["control"] = False
    return {"F3 web1", "F4 web1", "F8 web1", "source_check web1"}


def nothing_captured(documents):
    del documents.traffic["watch"]["web1"]
    return {"F3 web1", "F4 web1", "F8 web1", "source_check web1"}


def no_request_reaches_it(documents):
    documents.frames("web1").clear()
    return {"F3 web1", "F4 web1", "source_check web1"}


def vip_not_asked_for(documents):
    documents.web1["answers"] = []
    return {"F7 web1"}


def gateway_without_mac(documents):
    documents.web1["neighbours"] = []
    for way in documents.web1["ways"]:
        way["mac"] = ""
    return {"F5 web1"}


def director_knows_no_mac(documents):
    documents.lb1["answers"] = [one for one in documents.lb1["answers"] if one["address"] in healthy.VIPS]
    for way in documents.lb1["ways"]:
        way["mac"] = ""
    return {"F1 web1", "F1 web2", "F1 web3"}


def driver_does_not_tell(documents):
    documents.lb1["interfaces"][1]["lro"] = None
    return {"lro lb1"}


def client_has_not_asked_all(documents):
    documents.traffic["requests"]["client1"].pop()
    return {"responses client1", "source_check web1", "source_check web2", "source_check web3"}


def counters_not_read(documents):
    documents.traffic["watch"]["lb1"]["counters"] = None
    return {"F4 lb1"}


@pytest.mark.parametrize(
    "hiding",
    [
        frames_missed,
        without_control,
        nothing_captured,
        no_request_reaches_it,
        vip_not_asked_for,
        gateway_without_mac,
        director_knows_no_mac,
        driver_does_not_tell,
        client_has_not_asked_all,
        counters_not_read,
    ],
    ids=lambda value: value.__name__,
)
def test_what_nobody_saw_is_not_measured(hiding):
    documents = Documents()
    expected = hiding(documents)
    found = by_name(documents)
    assert of_status(found, "not_measured") == expected
    assert of_status(found, "failed") == set()


def test_where_clients_miss_answers_not_every_way_of_one_was_seen():
    documents = Documents()
    documents.request().update(answered=5, timed_out=5)
    found = by_name(documents)
    assert of_status(found, "failed") == {"responses client1"}
    assert found["responses client1"]["found"] == "tcp 10.0.0.100:80: 5 of 10 answered, 5 timed out"
    assert found["F3 lb1"]["status"] == "blocked"
    assert found["F3 lb1"]["cause"] == "follows from responses on client1"


def test_the_remedy_of_a_source_check_is_that_of_the_cloud():
    documents = Documents()
    documents.traffic, documents.web1["vendor"] = None, "Amazon EC2"
    found = by_name(documents)
    assert found["source_check web1"]["remedy"].startswith("Amazon EC2: aws ec2 modify-instance-attribute")
    assert "Amazon" not in found["source_check web2"]["remedy"]


def drained(documents):
    drain = {"service": healthy.WEB, "destination": "10.0.0.11:80", "state": "drained", "weight": 1}
    documents.lb1["record"]["drained"].append({**drain, "since": "2026-01-02T09:00:00Z"})
    documents.kernel["destinations"][0]["weight"] = 0
    documents.lb1["boot"]["rules"] = documents.lb1["boot"]["rules"].replace("11:80 -g -w 1", "11:80 -g -w 0", 1)
    return "web1 (10.0.0.11) is drained since 2026-01-02T09:00:00Z (3 h)"


def evicted(documents):
    broken.missing_destination(documents)
    drain = {"service": healthy.WEB, "destination": "10.0.0.11:80", "state": "evicted", "weight": 1}
    documents.lb1["record"]["drained"].append({**drain, "since": "2025-12-31T12:00:00Z"})
    return "web1 (10.0.0.11) is evicted since 2025-12-31T12:00:00Z (2 days)"


def stranger(documents):
    documents.kernel["destinations"].append({**documents.kernel["destinations"][0], "address": "10.0.0.99"})
    documents.lb1["boot"]["rules"] += "-a -t 10.0.0.100:80 -r 10.0.0.99:80 -g -w 1\n"
    return "10.0.0.99 is no host of this inventory's, and kept"


def foreign_service(documents):
    documents.lb1["ipvs"]["services"].append({**documents.kernel, "address": "10.0.0.101"})
    return "tcp 10.0.0.101:80 is not of ours, and left alone"


def firewall_mark(documents):
    marked = {"fwmark": 7, "family": "ipv4", "scheduler": "rr", "destinations": []}
    documents.lb1["ipvs"]["services"].append(marked)
    return "fwmark 7 is not of ours, and left alone"


@pytest.mark.parametrize(
    "change", [drained, evicted, stranger, foreign_service, firewall_mark], ids=lambda value: value.__name__
)
def test_what_is_out_of_the_ordinary_and_wanted_is_said(change):
    documents = Documents()
    said = change(documents)
    found = by_name(documents)
    assert of_status(found, "ok") == set(found)
    assert said in found["table lb1"]["found"]


def test_a_director_that_is_a_real_server_holds_the_vip_as_director():
    documents = Documents()
    rips = healthy.addresses("lb1")
    member = {"rips": rips, "state": "present", "vips": [], "is_director": True, "listeners": []}
    documents.cluster["realservers"]["lb1"] = member
    for index, service in enumerate(documents.cluster["services"]):
        service["destinations"].append({"host": "lb1", "address": rips[index], "weight": 1, "state": "present"})
    broken_before = by_name(documents)
    assert of_status(broken_before, "failed") == {"table lb1"}
    assert {name for name in broken_before if name.startswith(("F1 ", "F6 ", "F5 "))} == {
        f"{fact} {web}" for fact in ("F1", "F5", "F6") for web in healthy.WEBS
    }
    assert "listener lb1" in broken_before


def test_of_two_directors_one_holds_the_vip():
    documents = Documents()
    documents.cluster["directors"].append("lb2")
    documents.nodes["lb2"] = standby = healthy.director()
    standby["interfaces"][1]["mac"] = "02:00:00:00:00:03"
    standby["addresses"] = [one for one in standby["addresses"] if one["address"] not in healthy.VIPS]
    for answer in standby["answers"]:
        answer["macs"] = answer["macs"] or [healthy.mac("lb1")]
    found = by_name(documents)
    assert of_status(found, "failed") == set()
    documents.lb1["addresses"] = [one for one in documents.lb1["addresses"] if one["address"] != healthy.VIP]
    assert of_status(by_name(documents), "failed") == {"vip_announced lb1", "vip_announced lb2"}


def test_a_rule_that_leads_answers_elsewhere_makes_the_default_route_indifferent():
    documents = Documents()
    default = broken.way(documents.web1, "default")
    of_the_rule = {**default, "source": healthy.VIP}
    default.update(gateway="10.0.0.2", mac=healthy.mac("lb1"))
    assert of_status(by_name(documents), "failed") == {"F5 web1"}
    documents.web1["ways"].append(of_the_rule)
    assert of_status(by_name(documents), "failed") == set()


def test_a_real_server_is_asked_for_the_vips_of_its_own_services():
    documents = Documents()
    documents.member["vips"] = [healthy.VIP]
    documents.web1["answers"].pop()
    found = by_name(documents)
    assert found["F7 web1"]["status"] == "ok"


def test_preflight_tells_what_can_be_told_before_anything_is_set_up():
    documents = Documents()
    documents.lb1.update(healthy.director(), boot=None, record=None)
    documents.lb1["ipvs"].update(loaded=False, services=[], sysctls={})
    for vip in healthy.VIPS:
        documents.lb1["addresses"].remove(broken.held(documents.lb1, vip))
        documents.web1["addresses"].remove(broken.held(documents.web1, vip))
    found = judging.preflight(documents.clusters, documents.nodes)
    assert {one["status"] for one in found if one["host"] != "client1"} == {"ok"}
    assert {one["id"] for one in found} == {one.id for one in CHECKS if one.fitness}
    broken.director_as_gateway(documents)
    broken.small_realserver(documents)
    failed = [one for one in judging.preflight(documents.clusters, documents.nodes) if one["status"] == "failed"]
    assert [(one["id"], one["host"]) for one in failed] == [("F5", "web1"), ("mtu", "web1")]


def vip_free(*changes):
    """Return what the preflight finds where the director has yet to take the VIP, its answers and the rest changed."""
    documents = Documents()
    documents.lb1["addresses"].remove(broken.held(documents.lb1, healthy.VIP))
    for change in changes:
        change(documents)
    found = judging.preflight(documents.clusters, documents.nodes)
    return next(one for one in found if one["id"] == "vip_free")


def answered_by(address):
    return lambda documents: documents.answers("lb1").append(address)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ([], "ok"),
        ([answered_by(healthy.mac("web1"))], "ok"),
        ([answered_by("02:00:00:00:00:99")], "failed"),
        ([answered_by("02:00:00:00:00:99"), broken.unreachable], "not_measured"),
        ([answered_by("02:00:00:00:00:99"), lambda documents: documents.nodes.pop("web2")], "not_measured"),
    ],
)
def test_a_vip_is_free_unless_a_stranger_answers_for_it(changes, status):
    assert vip_free(*changes)["status"] == status


def measured(count):
    """Seconds that the findings of so many real servers take, one of which answers for the VIP."""
    webs = [f"web{number}" for number in range(count)]
    healthy.NUMBERS.update({web: 20 + number for number, web in enumerate(webs)})
    clusters, nodes = healthy.clusters(webs), healthy.nodes(webs)
    for web in webs[1:]:
        nodes[web]["answers"][0]["macs"].append(healthy.mac("web0"))
    start = time.process_time()
    found = judging.findings(clusters, nodes, healthy.traffic(webs), healthy.NOW)
    assert sum(one["host"] == "web0" and one["id"] == "F7" and "more" in one["found"] for one in found) == 1
    return time.process_time() - start


def test_time_grows_with_the_number_of_real_servers_and_no_faster(monkeypatch):
    monkeypatch.setattr(healthy, "NUMBERS", dict(healthy.NUMBERS))
    few = min(measured(250) for _ in range(3))
    assert measured(2000) < few * 8 * 3


def test_answers_sent_once_more_to_a_client_that_has_gone_are_no_fault_of_the_network():
    documents = Documents()
    broken.nobody_gets_an_answer(documents)
    for web in healthy.WEBS:
        documents.frames(web)[:] = [one for one in documents.frames(web) if one["direction"] == "out"]
    found = by_name(documents)
    assert of_status(found, "failed") == {"responses client1"}
    assert found["source_check web1"]["status"] == "not_measured"
