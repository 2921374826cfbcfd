# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run takes from the look that it began with: who needs nothing, and that nothing has changed since."""

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.looks import seen, stale
from ansible_collections.lvs.cluster.plugins.plugin_utils.outcomes import held, idle, of_realserver
from ansible_collections.lvs.cluster.plugins.plugin_utils.report import report
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import director, leaving

from .inventories import clusters, variables

WELL = {"changed": False, "operations": []}


def test_only_who_was_asked_and_would_not_be_changed_needs_nothing():
    answers = {
        "web1": {"hiding": WELL},
        "web2": {"hiding": {"changed": True, "operations": [{}]}},
        "web3": {"hiding": {"failed": True, "msg": "the director is its gateway"}},
        "web4": {"unreachable": True, "msg": "timed out"},
        "lb1": {"node": {}, "announcing": WELL},
    }
    assert idle({host: {"_lvs_node": answer} for host, answer in answers.items()}) == ["web1"]


IDLE = {"_lvs_node": {"node": {}, "hiding": WELL}}


@pytest.mark.parametrize("more", [{}, {"_realserver_held": {"skipped": True, "changed": False}}])
def test_who_needs_nothing_is_ready_without_the_role(more):
    assert held({**IDLE, **more}) == WELL
    assert of_realserver(clusters()["default"]["realservers"]["web1"], {**IDLE, **more}).ready


@pytest.mark.parametrize("more", [{"_realserver_held": {"failed": True, "msg": "EPERM"}}, {"_lvs_waiting": True}])
def test_what_the_role_says_comes_first_and_in_a_rollout_the_batch(more):
    assert not of_realserver(clusters()["default"]["realservers"]["web1"], {**IDLE, **more}).ready


def test_who_holds_a_vip_too_many_is_named():
    record = {"_lvs_node": {"node": {"record": {"hidden": ["203.0.113.99"]}}}}
    assert leaving(clusters(), variables(web2=record)) == ["web2"]


VIPS = ["203.0.113.10", "203.0.113.53"]


def way(gateway="10.0.0.254", **changes):
    """Return the way of answers."""
    return {"destination": "default", "source": "", "interface": "eth0", "gateway": gateway, "mac": "02:fe", **changes}


def looked(host, *vips, **more):
    """Return what the preflight has seen of a host that needs nothing; ``vips`` were asked for, and nobody answered."""
    answers = [{"address": vip, "interface": "eth0", "macs": []} for vip in (*vips, "10.0.0.2")]
    record = {"drained": [], "hidden": list(vips)}
    node = {"name": host, "answers": answers, "ways": [way()], "record": record, "neighbours": [], "gaps": []}
    return {"_lvs_changing": True, "_lvs_node": {"node": node, "hiding": WELL}, **more}


def fleet(**more):
    """Return the variables of a run in which all was as it should be, with changes."""
    hosts = {host: looked(host, *VIPS, **more.get(host, {})) for host in ("lb1", "web1", "web2", "web3")}
    return variables(
        **{**hosts, "lb1": {**variables()["lb1"], **hosts["lb1"], "_director_table": WELL, **more.get("lb1", {})}}
    )


CHANGED = {"changed": True, "operations": [{}]}
AFTER = {"name": "after", "answers": None, "ways": [way(mac="")], "record": {"hidden": VIPS[:1]}, "gaps": []}


def held_as(**changes):
    """Return what the role has registered of a real server that it has changed."""
    return {"_realserver_held": {**CHANGED, "node": {**AFTER, **changes}}}


HELD = held_as()


def test_where_a_run_has_changed_nothing_its_first_look_is_still_true():
    assert stale(clusters(), fleet()) == []
    assert seen(clusters(), fleet()) == {
        host: fleet()[host]["_lvs_node"]["node"] for host in ("lb1", "web1", "web2", "web3")
    }


def test_who_could_not_be_reached_in_a_run_that_has_changed_nothing_is_judged_so():
    run = fleet(web2={"_lvs_node": {"unreachable": True, "msg": "timed out"}})
    assert stale(clusters(), run) == []
    assert seen(clusters(), run)["web2"] == {"unreachable": "is unreachable: timed out"}


@pytest.mark.parametrize(
    "more",
    [
        {"_realserver_held": {"changed": True}},
        {"_realserver_held": {"failed": True, "msg": "EPERM", "changed": False}},
        {"_realserver_held": {"unreachable": True, "msg": "timed out"}},
        {**HELD, "_lvs_left": {"changed": True}},
        {"_lvs_changed": True},
        {"_lvs_left": {"changed": True}},
        {"_lvs_left": {"failed": True, "msg": "EPERM"}},
    ],
)
def test_whoever_may_have_been_changed_since_its_look_needs_a_new_one_with_its_director_and_a_witness(more):
    assert stale(clusters(), fleet(web2=more)) == ["lb1", "web1", "web3", "web2"]


@pytest.mark.parametrize("name", ["table", "announced", "withdrawn", "installed"])
def test_a_changed_director_is_looked_at_again_and_a_witness_for_each_vip(name):
    assert stale(clusters(), fleet(lb1={f"_director_{name}": CHANGED})) == ["lb1", "web1", "web3"]


def test_a_witness_is_one_that_can_hear():
    gone = {"_lvs_node": {"unreachable": True, "msg": "timed out"}}
    unfit = {f"web{number}": {"_lvs_unfit": "mtu"} for number in (1, 2, 3)}
    assert stale(clusters(), fleet(lb1={"_director_table": CHANGED}, **unfit)) == ["lb1", "web1", "web3"]
    assert stale(clusters(), fleet(lb1={"_director_table": CHANGED}, web1={"_lvs_unfit": "mtu"})) == [
        "lb1",
        "web2",
        "web3",
    ]
    assert stale(clusters(), fleet(web1=HELD, web3=gone)) == ["lb1", "web1", "web3"]
    assert stale(clusters(), fleet(web2=HELD, web1=gone))[:2] == ["lb1", "web2"], "and web1, who may be there again"


def test_who_is_not_part_of_the_run_is_not_looked_at():
    hosts = {"lb1": looked("lb1", *VIPS, _director_table=CHANGED), "web2": looked("web2", *VIPS)}
    assert stale(clusters(), variables(**{**hosts, "lb1": {**variables()["lb1"], **hosts["lb1"]}})) == ["lb1", "web2"]
    assert stale(clusters(), variables(web2=looked("web2", *VIPS, **HELD))) == ["web2"]


def test_control_a_run_that_has_changed_something_looks_at_somebody():
    nobody = {"web2": {**looked("web2"), **HELD, "_lvs_node": {"node": {}, "hiding": WELL}}}
    assert stale(clusters(), variables(**nobody)) == ["web2"]


def test_a_run_without_a_first_look_of_its_own_looks_at_everybody():
    assert stale(clusters(), variables()) == EVERYBODY
    assert stale(clusters(), fleet(web2={"_lvs_waiting": False})) == EVERYBODY, "a rollout's is old"
    only = {"_lvs_seen": {"node": {"name": "now"}}}
    assert seen(clusters(), variables(web1={**looked("web1"), **only, "_lvs_changing": False})) == {
        "web1": {"name": "now"}
    }


def test_each_host_is_judged_by_its_last_look():
    now = {"_lvs_seen": {"node": {"name": "now"}}}
    run = fleet(lb1=now, web1={**HELD, **now}, web2=HELD, web3={"_lvs_seen": {"skipped": True}})
    found = seen(clusters(), run)
    assert {host: node["name"] for host, node in found.items()} == {
        "lb1": "now",
        "web1": "now",
        "web2": "after",
        "web3": "web3",
    }
    assert found["web3"]["outdated"] == VIPS, "who answered for a VIP before the directors' turn is not known any more"
    assert [one["address"] for one in found["web3"]["answers"]] == ["10.0.0.2"]


def test_what_the_role_has_not_changed_is_as_the_preflight_saw_it():
    run = fleet(lb1={"_lvs_seen": {"node": {}}}, web2=HELD)
    found = seen(clusters(), run)["web2"]
    assert (found["name"], found["record"]) == ("after", {"drained": [], "hidden": VIPS[:1]})
    assert found["ways"] == [way()], "who the gateway is does not change by it"
    assert [one["address"] for one in found["answers"]] == ["10.0.0.2"]


@pytest.mark.parametrize(
    "changes", [{"ways": [way("10.0.0.253", mac="")]}, {"gaps": ["EPERM"]}, {"ways": None, "gaps": ["EPERM"]}]
)
def test_who_has_a_new_gateway_or_could_not_tell_is_looked_at_again(changes):
    assert stale(clusters(), fleet(web2=held_as(**changes))) == ["lb1", "web1", "web3", "web2"]


def test_a_part_that_could_not_be_read_stays_so():
    blind = {"_lvs_node": {"node": {"answers": None}, "hiding": WELL}}
    run = fleet(lb1={"_lvs_seen": {"node": {}}, "_director_table": CHANGED}, web2=blind)
    assert seen(clusters(), run)["web2"] == {"answers": None}


def test_where_nobody_looked_after_a_change_nothing_is_known():
    assert seen(clusters(), fleet(web2={"_realserver_held": CHANGED}, lb1={"_lvs_seen": {"skipped": True}})) == {}


EVERYBODY = ["lb1", "web1", "web2", "web3"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "Nothing was to be changed, so that what the preflight saw is what was judged."),
        (["lb1"], "Looked at in the end: lb1. The others are judged as their own last change has left them."),
        (
            ["lb1", "web1"],
            "Looked at in the end: lb1, web1. The others are judged as their own last change has left them.",
        ),
        (EVERYBODY, ""),
        (None, ""),
    ],
)
def test_the_report_says_which_looks_were_judged(names, said):
    finding = {"id": "F1", "host": "lb1", "status": "ok", "expected": "", "found": "", "cause": "", "remedy": ""}
    lines = report(clusters(), fleet(lb1={"_lvs_stale": names}), [finding])["lines"]
    assert [line for line in lines if "ooked at" in line or "preflight" in line] == [said] * bool(said)


def heard(*macs, vips=VIPS):
    """Return what the director has heard in the preflight of who has the VIPs."""
    answers = [{"address": vip, "interface": "eth0", "macs": list(macs)} for vip in vips]
    return {"_lvs_changing": True, "_lvs_node": {"node": {"answers": answers, "record": {}}}}


@pytest.mark.parametrize(
    ("lb1", "web1", "duplicates"),
    [
        (heard(), {}, "ignore"),
        (heard("02:99"), {}, "refuse"),
        (heard(vips=VIPS[:1]), {}, "refuse"),
        ({**heard(), "_lvs_changing": False}, {}, "refuse"),
        (heard(), {"_lvs_waiting": False}, "refuse"),
        ({"_lvs_changing": True, "_lvs_node": {"unreachable": True, "msg": "timed out"}}, {}, "refuse"),
        ({"_lvs_changing": True, "_lvs_node": {"node": {"answers": None}}}, {}, "refuse"),
    ],
)
def test_who_has_a_vip_is_not_asked_twice_in_a_run_where_nobody_had_it(lb1, web1, duplicates):
    known = variables(lb1={**variables()["lb1"], **lb1}, web1=web1)
    assert director(clusters(), "lb1", known)["duplicates"] == duplicates
