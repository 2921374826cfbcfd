# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is drained where, and what is refused before anything is touched: web1, web2 and web3 serve a VIP of each family.

A second cluster has web3, too, and a service of its own.
"""

import copy

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import endpoint
from ansible_collections.lvs.cluster.plugins.plugin_utils.drain import drains
from ansible_collections.lvs.cluster.plugins.plugin_utils.drained import drain_report

from tests.unit.plugin_utils.checks import healthy
from tests.unit.plugin_utils.checks.healthy import WEB, WEB6

OTHER = "tcp 10.0.0.200:80"
BOTH = ["lb1", "lb2"]
PORT443 = {"address": "10.0.0.12", "port": 443}


def clusters():
    """The first one has a service for each family, named web; the second one a service named shop."""
    first = healthy.clusters()["default"]
    shop = {**healthy.declared("10.0.0.200", 0, ["web3"]), "name": "shop"}
    realservers = {"web3": first["realservers"]["web3"]}
    return {"default": first, "second": {**first, "directors": ["lb2"], "services": [shop], "realservers": realservers}}


def nodes(drained=(), **weights):
    """Return what the directors have; ``drained`` are (director, service, destination, weight)."""
    lb1 = healthy.director()
    lb2 = copy.deepcopy(lb1)
    lb2["ipvs"]["services"] = [healthy.kernel("10.0.0.200", 0, ["web3"])]
    lb2["ipvs"]["statistics"] = [healthy.counted(OTHER, 0, ["web3"])]
    found = {"lb1": lb1, "lb2": lb2}
    for director, service, destination, weight in drained:
        entry = {"service": service, "destination": destination, "state": "drained", "weight": weight, "since": "T"}
        found[director]["record"].setdefault("drained", []).append(entry)
    for service in lb1["ipvs"]["services"]:
        for destination in service["destinations"]:
            destination["weight"] = weights.get(_owner(destination), destination["weight"])
    return found


def _owner(destination):
    return next(web for web in healthy.WEBS if destination["address"] in healthy.addresses(web))


def plan(state="drained", matched=(), part=BOTH, seen=None, **given):
    return drains(clusters(), state, given, matched, part, nodes() if seen is None else seen)


def hosts(*names, **more):
    return plan(**{"matched": names, "lvs_hosts": ":".join(names), **more})


def places(found, director):
    return [(one["service"], one["destination"]) for one in found["directors"][director]["places"]]


def of(web):
    return [endpoint(address, 80) for address in healthy.addresses(web)]


def test_a_host_is_drained_on_every_director_that_has_it():
    found = hosts("web3", lvs_min_ready=0)
    assert found["faults"] == []
    assert places(found, "lb1") == sorted(zip((WEB, WEB6), of("web3")))
    assert places(found, "lb2") == [(OTHER, of("web3")[0])]
    assert found["directors"]["lb1"]["address"] == list(healthy.addresses("web3"))
    assert "services" not in found["directors"]["lb1"], "the module finds them"


def test_a_host_that_a_director_does_not_have_is_no_matter_there():
    found = hosts("web1")
    assert (list(found["directors"]), found["faults"], found["notes"]) == (["lb1"], [], [])


def test_a_host_that_serves_nothing_is_said_and_no_fault():
    seen = nodes()
    for service in seen["lb1"]["ipvs"]["services"]:
        service["destinations"] = service["destinations"][1:]
    found = hosts("web1", "web2", seen=seen, lvs_min_ready=0)
    assert found["notes"] == ["lb1: web1 serves nothing"]
    assert found["directors"]["lb1"]["address"] == list(healthy.addresses("web2"))


def test_services_that_are_chosen_are_the_only_ones():
    found = hosts("web3", lvs_drain_services=" shop, ", lvs_min_ready="0")
    assert list(found["directors"]) == ["lb2"]
    assert found["directors"]["lb2"]["services"] == [{"address": "10.0.0.200", "port": 80, "protocol": "tcp"}]
    assert found["notes"] == []
    assert hosts("web3", lvs_drain_services=["shop", "web"], lvs_min_ready="0")["directors"].keys() == {"lb1", "lb2"}


@pytest.mark.parametrize(
    ("expression", "addresses"),
    [
        ("services[].destinations[?address=='10.0.0.12'].address[]", ["10.0.0.12"]),
        (
            "services[?port==`80`].destinations[] | [?starts_with(address, '10.0.0.1')] | [:2]",
            ["10.0.0.11:80", "10.0.0.12:80"],
        ),
        ("statistics[].destinations[?active_connections>`100`][]", []),
        ("['10.0.0.12', '10.0.0.12']", ["10.0.0.12"]),
    ],
)
def test_an_expression_selects_destinations(expression, addresses):
    found = plan(lvs_destinations=expression, part=["lb1"])
    assert found["faults"] == []
    assert found["directors"].get("lb1", {"address": []})["address"] == addresses
    assert bool(found["notes"]) is not bool(addresses)


def test_what_an_expression_selects_is_drained_on_its_port_alone():
    seen = nodes()
    seen["lb1"]["ipvs"]["services"][0]["destinations"].append({**seen["lb1"]["ipvs"]["services"][0]["destinations"][1],
                                                              **PORT443})  # fmt: skip
    found = plan(lvs_destinations="services[].destinations[?port==`443`][]", seen=seen)
    assert places(found, "lb1") == [(WEB, "10.0.0.12:443")]


WAITING = {
    "wait": True,
    "wait_timeout": 300,
    "wait_connections": 0,
    "wait_idle": 0,
    "wait_persistent": False,
    "on_timeout": "fail",
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        (dict.fromkeys(("lvs_drain_wait", "lvs_drain_timeout", "lvs_drain_on_timeout", "lvs_drain_idle"), ""), {}),
        ({"lvs_drain_wait": "false", "lvs_drain_persistent": "yes"}, {"wait": False, "wait_persistent": True}),
        ({"lvs_drain_timeout": "60", "lvs_drain_idle": "5"}, {"wait_timeout": 60, "wait_idle": 5}),
        ({"lvs_drain_connections": 3}, {"wait_connections": 3}),
        ({"lvs_drain_on_timeout": "remove"}, {"on_timeout": "remove"}),
    ],
)
def test_answers_of_a_survey_are_strings_and_an_empty_one_is_none(given, expected):
    assert hosts("web1", **given)["waiting"] == {**WAITING, **expected}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "lvs_hosts and lvs_destinations: none is given, it has to be one of them"),
        ({"lvs_hosts": " ", "lvs_destinations": ""}, "lvs_hosts and lvs_destinations: none is given"),
        ({"lvs_hosts": "web1", "lvs_destinations": "a"}, "lvs_hosts and lvs_destinations: both are given"),
        ({"lvs_hosts": "web1", "matched": []}, "lvs_hosts: 'web1' matches no real server of the inventory"),
        ({"lvs_hosts": "db1", "matched": ["db1"]}, "lvs_hosts: 'db1' matches no real server of the inventory"),
        ({"lvs_hosts": ","}, "lvs_hosts: ',' is not a pattern of hosts, such as web1 or web*:!web3"),
        ({"lvs_hosts": ["web1"]}, "lvs_hosts: ['web1'] is not a pattern of hosts"),
        ({"lvs_destinations": "services["}, "lvs_destinations: 'services[' is no JMESPath expression: "),
        ({"lvs_destinations": "servces"}, "host lb1: lvs_destinations: 'servces' gives None and no list"),
        ({"lvs_destinations": "version"}, "host lb1: lvs_destinations: 'version' gives "),
        ({"lvs_destinations": "length(loaded)"}, "host lb1: lvs_destinations: 'length(loaded)' fails: "),
        ({"lvs_destinations": "services[].scheduler"}, "host lb1: lvs_destinations: 'wlc' is not an IP address"),
        ({"lvs_destinations": "services[].{a: address}"}, "host lb1: lvs_destinations: None is not an IP address"),
        ({"lvs_drain_services": "wep"}, "lvs_drain_services: 'wep' is no service of the inventory; did you mean web?"),
        ({"lvs_drain_services": [80]}, "lvs_drain_services: 80 is not a name"),
        ({"lvs_drain_wait": "maybe"}, "lvs_drain_wait: 'maybe' is neither true nor false"),
        ({"lvs_drain_timeout": "5m"}, "lvs_drain_timeout: '5m' is not a whole number between 0 and 2678400"),
        ({"lvs_drain_timeout": "-1"}, "lvs_drain_timeout: '-1' is not a whole number"),
        ({"lvs_drain_on_timeout": "panic"}, "lvs_drain_on_timeout: 'panic' is not one of fail, restore, remove"),
        ({"lvs_drain_connections": 1.5}, "lvs_drain_connections: 1.5 is not a whole number"),
        ({"lvs_drain_idle": "2"}, "lvs_drain_idle: '2' is not between 5 and 2678400"),
        ({"lvs_drain_persistent": "2"}, "lvs_drain_persistent: '2' is neither true nor false"),
        ({"lvs_min_ready": "most"}, "lvs_min_ready: 'most' is neither a number, such as 2, nor a percentage"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key(given, fault):
    if not given.keys() & {"lvs_hosts", "lvs_destinations"} and given:
        given = {"lvs_hosts": "web1", "matched": ["web1"], **given}
    found = plan(**given)
    assert fault in "\n".join(found["faults"])
    assert found["directors"] == {}


def test_all_that_is_wrong_is_told_at_once():
    assert len(hosts("web1", lvs_drain_wait="maybe", lvs_drain_timeout="5m")["faults"]) == 2


@pytest.mark.parametrize(
    ("given", "part", "fault"),
    [
        ({"matched": ["web3"], "lvs_hosts": "web3"}, ["lb1"], "lb2 has web3 in its table and is no part of this run"),
        ({"matched": ["web3"], "lvs_hosts": "web3", "lvs_drain_services": "web"}, ["lb1"], None),
        ({"matched": ["web1"], "lvs_hosts": "web1"}, ["lb1"], None),
        ({"matched": ["web1"], "lvs_hosts": "web1"}, ["web1"], "lb1 has web1 in its table and is no part of this run"),
        ({"lvs_destinations": "['10.0.0.13']"}, ["lb1"], "lb2 has web3 in its table and is no part of this run"),
        ({"lvs_destinations": "['10.0.0.12']"}, ["lb1"], None),
        ({"lvs_destinations": "['10.0.0.12']"}, ["web1"], "no director is part of this run (--limit)"),
    ],
)
def test_a_director_that_is_left_out_has_to_be_named_where_it_matters(given, part, fault):
    found = plan(part=part, **given)["faults"]
    assert [one.startswith(fault) for one in found] == ([True] if fault else [])


def test_what_the_inventory_tells_is_refused_before_anybody_has_looked():
    assert hosts("web3", part=["lb1"], seen={})["faults"] != []
    assert hosts("web3", seen={})["faults"] == []


def test_a_slice_without_the_director_is_refused():
    without = {"default": {**healthy.clusters()["default"], "directors": []}}
    found = drains(without, "drained", {"lvs_hosts": "web1"}, ["web1"], ["web1"], {})
    assert found["faults"] == ["cluster default of web1 has no director in this inventory"]


@pytest.mark.parametrize("document", [{"unreachable": "is unreachable: timed out"}, {"ipvs": None}])
def test_a_director_that_cannot_be_read_is_a_fault_only_where_it_has_something_to_do(document):
    seen = {**nodes(), "lb2": document}
    assert hosts("web3", seen=seen)["faults"] != []
    found = hosts("web1", seen=seen)
    assert (found["faults"], len(found["notes"]), list(found["directors"])) == ([], 1, ["lb1"])
    assert plan(lvs_destinations="['10.0.0.12']", seen=seen)["faults"] != []


@pytest.mark.parametrize(
    ("least", "names", "refused"),
    [
        ("", ["web1", "web2"], False),
        ("", ["web1", "web2", "web3"], True),
        ("0", ["web1", "web2", "web3"], False),
        ("2", ["web1", "web2"], True),
        ("34%", ["web1"], False),
        ("34%", ["web1", "web2"], True),
        ("9", ["web1"], True),
    ],
)
def test_a_service_keeps_as_many_as_it_has_to(least, names, refused):
    found = hosts(*names, lvs_min_ready=least, part=["lb1"], lvs_drain_services="web")
    assert bool(found["faults"]) is refused
    assert all("real servers left that take new connections" in fault for fault in found["faults"])


def test_the_guard_is_silent_where_nothing_falls_any_more():
    assert hosts("web1", "web2", "web3", seen=nodes(web1=0, web2=0, web3=0), lvs_drain_services="web")["faults"] == []


def test_undrain_is_about_what_is_recorded():
    seen = nodes([("lb1", WEB, of("web1")[0], 5), ("lb1", "tcp 10.0.0.9:80", of("web1")[0], 5)], web1=0)
    found = hosts("web1", "web2", state="undrained", seen=seen)
    assert set(places(found, "lb1")) == {(WEB, of("web1")[0]), ("tcp 10.0.0.9:80", of("web1")[0])}
    assert (found["notes"], found["waiting"], found["faults"]) == (["lb1: web2 is not drained"], {}, [])
    assert places(hosts("web1", state="undrained", seen=seen, lvs_drain_services="web"), "lb1") == [
        (WEB, of("web1")[0])
    ]


def report(found, seen, check_mode=False, **results):
    hostvars = {"lb1": results, "lb2": {}}
    return drain_report(clusters(), found, seen, hostvars, check_mode)


def test_the_report_says_who_is_out_and_with_how_many_connections():
    found = hosts("web1")
    seen = nodes([("lb1", WEB, of("web1")[0], 5)], web1=0)
    assert report(found, seen) == {
        "lines": [
            f"lb1: web1 is drained in {WEB} since T, 2 connections left",
            f"lb1: web1 serves {WEB6} with weight 0",
        ],
        "failed": {},
    }


def test_the_report_says_that_a_service_has_nobody_left():
    lines = report(hosts("web1"), nodes(web1=0, web2=0, web3=0))["lines"]
    assert f"lb1: {WEB} has no real server left that takes new connections" in lines


@pytest.mark.parametrize(
    ("state", "seen", "expected"),
    [
        ("drained", nodes(), f"lb1: web1 serves {WEB} with weight 1, and would be drained"),
        (
            "undrained",
            nodes([("lb1", WEB, of("web1")[0], 5)]),
            f"lb1: web1 is drained in {WEB} since T, 2 connections left, and would be undrained",
        ),
    ],
)
def test_check_mode_says_what_would_be(state, seen, expected):
    found = hosts("web1", state=state, seen=seen)
    assert expected in report(found, seen, check_mode=True)["lines"]


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({"_lvs_waited": {"msg": "10.0.0.11 is not drained", "failed": False}}, "10.0.0.11 is not drained"),
        ({"_lvs_taken": {"msg": "timed out", "unreachable": True}}, "is unreachable: timed out"),
        ({"_lvs_taken": {"changed": True}, "_lvs_waited": {"skipped": True, "msg": "Conditional"}}, None),
    ],
)
def test_a_step_that_failed_fails_its_director(result, why):
    ended = report(hosts("web1"), nodes(), **result)
    assert ended["failed"] == ({"lb1": why} if why else {})
    assert (f"lb1: {why}" in ended["lines"]) is bool(why)


def test_a_director_that_nobody_could_look_at_in_the_end_has_failed():
    assert report(hosts("web1"), {})["failed"] == {"lb1": "what it has now is not known: nobody has looked at it"}
