# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What could not be judged is said to be so, and never well."""

import pytest

from tests.unit.plugin_utils.checks import broken, healthy
from tests.unit.plugin_utils.checks.broken import Documents
from tests.unit.plugin_utils.checks.findings import by_name, of_status

OF_TRAFFIC = {"F3", "F4", "F8", "source_check", "responses"}


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


def test_answers_sent_once_more_to_a_client_that_has_gone_are_no_fault_of_the_network():
    documents = Documents()
    broken.nobody_gets_an_answer(documents)
    for web in healthy.WEBS:
        documents.frames(web)[:] = [one for one in documents.frames(web) if one["direction"] == "out"]
    found = by_name(documents)
    assert of_status(found, "failed") == {"responses client1"}
    assert found["source_check web1"]["status"] == "not_measured"


def outdated(node):
    """As a look of before the directors' turn is judged: who answers for a VIP is told by others."""
    node["answers"] = [one for one in node["answers"] if one["address"] not in healthy.VIPS]
    node["outdated"] = list(healthy.VIPS)


def test_who_answers_for_a_vip_is_told_by_a_real_server_that_was_looked_at_since():
    documents = Documents()
    outdated(documents.nodes["web1"])
    outdated(documents.nodes["web2"])
    assert of_status(by_name(documents), "not_measured") == set()
    documents.answers("web3").clear()
    assert of_status(by_name(documents), "failed") == {"F7 web3"}


def test_control_without_such_a_one_it_is_not_measured():
    documents = Documents()
    for host in healthy.WEBS:
        outdated(documents.nodes[host])
    assert of_status(by_name(documents), "not_measured") == {f"F7 {host}" for host in healthy.WEBS}


def test_control_who_never_asked_is_not_told_by_others():
    documents = Documents()
    outdated(documents.nodes["web1"])
    del documents.nodes["web1"]["outdated"]
    assert of_status(by_name(documents), "not_measured") == {"F7 web1"}
