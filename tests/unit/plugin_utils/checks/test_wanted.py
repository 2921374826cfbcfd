# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator wants for now, or has built otherwise, is said, and no failure."""

import pytest

from tests.unit.plugin_utils.checks import broken, healthy
from tests.unit.plugin_utils.checks.broken import Documents
from tests.unit.plugin_utils.checks.findings import by_name, of_status


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
