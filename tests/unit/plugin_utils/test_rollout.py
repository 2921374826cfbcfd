# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.rollout import (
    admissions,
    batch_faults,
    rollout,
    withdrawals,
)

from .checks import healthy
from .inventories import ANYWHERE, WEB, clusters, seen, variables

VIP = "203.0.113.10"
SHOP = {"name": "shop", "vips": ["203.0.113.20"], "ports": [80], "cluster": "west"}
LISTENS = ("tcp", ANYWHERE, 80)
READY = seen(LISTENS)
#: lb1 leads the cluster default, lb2 the cluster west; web2 is in both.
TWO = {
    "lb1": {"lvs_services": [{**WEB, "cluster": "default"}]},
    "lb2": {"ansible_host": "10.0.0.3", "lvs_cluster": "west", "lvs_services": [SHOP]},
    "web2": {"lvs_cluster": ["default", "west"]},
}
BOTH_DIRECTORS = {"lvs_directors": ["lb1", "lb2"]}


def table(*rips, address=VIP, port=80):
    """What node_info tells of a director with these real servers."""
    destinations = [{"address": rip, "port": port, "weight": 1} for rip in rips]
    services = [{"protocol": "tcp", "address": address, "port": port, "destinations": destinations}]
    return {"node": {"ipvs": {"services": services}}}


def destinations(admission, address=VIP):
    (service,) = [one for one in admission["services"] if one["address"] == address]
    return [(one["address"], one["state"]) for one in service["destinations"]]


def results(asked, **result):
    """What a loop over the admissions registers."""
    return [{"item": one, "operations": [], "changed": True, **result} for one in asked]


def admitted(hosts, known, min_ready=1):
    return admissions(clusters(), hosts, known, min_ready)


def test_it_is_about_those_that_serve_and_are_fit_in_their_order():
    out = clusters(web3={"lvs_realserver_state": "absent"})
    found = rollout(out, ["lb1", "web2", "web3", "web1"], variables(web1={"_lvs_unfit": "mtu"}))
    assert found == {"hosts": ["web2"], "directors": []}


def test_directors_that_a_limit_leaves_out_are_needed_all_the_same():
    found = clusters(BOTH_DIRECTORS, **TWO)
    hosts = variables(**TWO)
    assert rollout(found, ["web1"], hosts) == {"hosts": ["web1"], "directors": ["lb1"]}
    assert rollout(found, ["web2"], hosts)["directors"] == ["lb1", "lb2"]
    assert rollout(found, ["web2", "lb2"], hosts)["directors"] == ["lb1"]
    assert rollout(found, ["lb1"], hosts) == {"hosts": [], "directors": []}


def test_a_batch_is_given_to_its_directors_and_nobody_else_is_in_it():
    (asked,) = admitted(["web1", "web2"], variables(web1=READY, web2=READY, web3=READY))
    assert asked["director"] == "lb1"
    assert destinations(asked) == [("10.0.0.11", "present"), ("10.0.0.12", "present")]
    assert destinations(asked, "203.0.113.53") == []
    assert asked["vips"] == [VIP]


def test_each_director_of_a_real_server_in_two_clusters_gets_it():
    asked = admissions(
        clusters(BOTH_DIRECTORS, **TWO), ["web2"], variables(**{**TWO, "web2": {**TWO["web2"], **READY}})
    )
    assert [(one["director"], one["vips"]) for one in asked] == [("lb1", [VIP]), ("lb2", ["203.0.113.20"])]
    asked = admissions(clusters(BOTH_DIRECTORS, **TWO), ["web1"], variables(**TWO, web1=READY))
    assert [one["director"] for one in asked] == ["lb1"]


@pytest.mark.parametrize(
    "web1",
    [
        seen(),
        seen(LISTENS, _realserver_held={"missing_listeners": [{"protocol": "tcp", "address": VIP, "port": 80}]}),
        seen(LISTENS, _realserver_held={"failed": True, "msg": "EPERM"}),
        {},
    ],
    ids=["was silent", "is silent now", "failed", "not reached"],
)
def test_one_that_is_not_ready_is_not_admitted(web1):
    (asked,) = admitted(["web1", "web2"], variables(web1=web1, web2=READY))
    assert destinations(asked) == [("10.0.0.12", "present")]


def test_one_that_listens_since_it_holds_the_vip_is_admitted():
    """The role has looked later than the preflight."""
    (asked,) = admitted(["web1"], variables(web1=seen(_realserver_held={"missing_listeners": []})))
    assert destinations(asked) == [("10.0.0.11", "present")]


@pytest.mark.parametrize(
    ("least", "ready", "falls_short"), [(1, 1, False), (5, 1, True), (5, 2, False), ("100%", 1, True)]
)
def test_the_floor_is_of_the_batch_and_no_more_than_it_has(least, ready, falls_short):
    hosts = {f"web{n}": READY if n <= ready else seen() for n in (1, 2)}
    (asked,) = admitted(["web1", "web2"], variables(**hosts, web3=READY), least)
    assert bool(asked["shortfalls"]) == falls_short


def faults(hosts, known, tables=None, vips=()):
    return batch_faults(clusters(), hosts, known, results(admitted(hosts, known)) if tables is None else tables, vips)


@pytest.fixture
def looked():
    """A cluster in which all is well and has been looked at, by host; two real servers of it are the batch."""
    nodes = healthy.nodes()
    known = {host: {"_lvs_node": {"node": node}, "_lvs_seen": {"node": node}} for host, node in nodes.items()}
    for web in healthy.WEBS:
        known[web]["_realserver_held"] = {"missing_listeners": []}
    return known


def faults_of_healthy(known):
    batch = ["web1", "web2"]
    asked = admissions(healthy.clusters(), batch, known)
    assert asked[0]["services"][0]["destinations"]
    return batch_faults(healthy.clusters(), batch, known, results(asked), [])


def test_a_batch_that_serves_has_no_fault(looked):
    assert faults_of_healthy(looked) == {}


def test_in_check_mode_nobody_looks_and_there_is_none_either():
    assert faults(["web1"], variables(web1=READY, lb1={"_lvs_seen": {"skipped": True}})) == {}


def test_one_that_is_not_in_the_table_afterwards_has_failed(looked):
    for service in looked["lb1"]["_lvs_seen"]["node"]["ipvs"]["services"]:
        service["destinations"] = [
            one for one in service["destinations"] if one["address"] not in healthy.addresses("web1")
        ]
    assert faults_of_healthy(looked) == {"web1": "is not in the table of lb1"}


def test_a_director_that_cannot_be_looked_at_afterwards_proves_nothing(looked):
    looked["lb1"]["_lvs_seen"] = {"unreachable": True, "msg": "timed out"}
    assert set(faults_of_healthy(looked).values()) == {"lb1: is unreachable: timed out"}


def test_a_failed_check_of_a_host_of_the_batch_is_its_fault(looked):
    looked["web1"]["_lvs_seen"] = {"unreachable": True, "msg": "timed out"}
    assert faults_of_healthy(looked) == {"web1": "reachable: is unreachable: timed out"}


def test_one_of_another_host_is_not_and_what_is_mended_later_is_none_yet(looked):
    looked["web3"]["_lvs_seen"] = {"unreachable": True, "msg": "timed out"}
    looked["web1"]["_lvs_seen"]["node"]["record"]["hidden"].append("203.0.113.99")
    assert faults_of_healthy(looked) == {}


def test_one_that_is_not_ready_has_its_reason():
    known = variables(
        web1=seen(), web2={"_lvs_node": {"node": {}}, "_realserver_held": {"unreachable": True, "msg": "x"}}
    )
    assert faults(["web1", "web2"], known) == {
        "web1": f"nothing listens on tcp port 80 of {VIP}",
        "web2": "is unreachable: x",
    }


def test_what_a_director_refuses_is_the_fault_of_all_that_it_was_given():
    known = variables(web1=READY, web2=READY)
    asked = admitted(["web1", "web2"], known)
    every = {"web1": "lb1: EPERM", "web2": "lb1: EPERM"}
    refused = results(asked, failed=True, msg="EPERM")
    assert faults(["web1", "web2"], known, refused) == every
    announcing = [{"item": results(asked)[0], "failed": True, "msg": "EPERM"}]
    assert faults(["web1", "web2"], known, vips=announcing) == every
    unreachable = faults(["web1"], known, results(asked, unreachable=True, msg="timed out"))
    assert unreachable == {"web1": "lb1: is unreachable: timed out"}


def test_too_few_hold_back_those_that_are_ready():
    known = variables(web1=READY, web2=seen())
    found = faults(["web1", "web2"], known, results(admitted(["web1", "web2"], known, "100%"), skipped=True))
    assert found["web1"].startswith("lb1: lvs_min_ready: web: 1 of 2 real servers are ready, and 2 have to be")
    assert found["web2"] == f"nothing listens on tcp port 80 of {VIP}"


def test_only_those_that_this_run_has_added_are_taken_out_again():
    known = variables(web1=READY, web2=READY, lb1={"_lvs_node": table("10.0.0.12")})
    asked = admitted(["web1", "web2"], known)
    (going,) = withdrawals(clusters(), asked, known, {"web1": "F6", "web2": "F6"})
    assert (going["director"], going["vips"]) == ("lb1", [])
    assert [destinations({"services": [one]}) for one in going["services"]] == [[("10.0.0.11", "absent")]]
    assert withdrawals(clusters(), asked, known, {"web2": "F6"}) == []


def test_nobody_is_taken_out_who_was_not_admitted():
    known = variables(web1=seen(), lb1={"_lvs_node": table()})
    assert withdrawals(clusters(), admitted(["web1"], known), known, {"web1": "nothing listens"}) == []
