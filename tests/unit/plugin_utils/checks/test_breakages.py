# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of breakages: whatever is wrong makes exactly these checks of these hosts fail, with these causes."""

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks import judging
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.registry import CHECKS

from tests.unit.plugin_utils.checks import broken, healthy
from tests.unit.plugin_utils.checks.broken import Documents

BREAKAGES = [
    (broken.behind_a_router, {"F1 web1": ""}),
    (broken.proxied, {"F1 web1": ""}),
    (broken.entered_by_hand, {"F1 web1": ""}),
    (broken.rip_is_silent, {"F1 web1": ""}),
    (broken.other_rip, {"F2 web1": ""}),
    (
        broken.director_as_gateway,
        {"F5 web1": "", "F3 web1": "follows from F5 on web1", "F3 lb1": "follows from F5 on web1"},
    ),
    (broken.director_behind_other_address, {"F5 web1": ""}),
    (broken.no_way_out, {"F5 web1": ""}),
    (broken.past_the_director, {"F4 web1": ""}),
    (broken.not_counted, {"F4 lb1": ""}),
    (broken.vip_on_interface, {"F6 web1": "", "F7 web1": "follows from F6 on web1"}),
    (broken.answers_arp, {"F7 web1": ""}),
    (broken.arp_ignore_0, {"arp_ignore web1": "", "F7 web1": "follows from arp_ignore on web1"}),
    (broken.loud_interface, {"arp_ignore web1": "", "F7 web1": "follows from arp_ignore on web1"}),
    (broken.stranger_answers, {"F7 lb1": ""}),
    (
        broken.stranger_has_the_vip,
        {
            "vip_announced lb1": "",
            "F7 lb1": "follows from vip_announced on lb1",
            "vip_free lb1": "follows from F7 on lb1",
        },
    ),
    (
        broken.nobody_answers,
        {"vip_announced lb1": "", **{f"F7 {web}": "follows from vip_announced on lb1" for web in healthy.WEBS}},
    ),
    (broken.arp_announce_0, {"arp_announce web1": "", "F8 web1": "follows from arp_announce on web1"}),
    (broken.other_port, {"F9 lb1": "", "boot lb1": ""}),
    (broken.missing_destination, {"table lb1": ""}),
    (broken.not_ready_and_missing, {"listener web1": "", "table lb1": "follows from listener on web1"}),
    (broken.other_weight, {"table lb1": ""}),
    (broken.other_scheduler, {"table lb1": ""}),
    (broken.persistent_by_hand, {"table lb1": ""}),
    (broken.no_ipvs, {"table lb1": ""}),
    (broken.service_left_over, {"table lb1": ""}),
    (broken.drained_and_changed, {"table lb1": ""}),
    (broken.leaves, {"leaving web3": "", "table lb1": "follows from leaving on web3"}),
    (broken.forgotten_vip, {"leaving web1": ""}),
    (broken.boots_without_vip, {"boot web1": ""}),
    (broken.boots_other_table, {"boot lb1": ""}),
    (broken.boots_without_unit, {"boot lb1": ""}),
    (broken.boots_ipvsadm, {"boot lb1": ""}),
    (broken.boots_without_module, {"boot lb1": ""}),
    (broken.strict_rp_filter, {"rp_filter web1": ""}),
    (broken.sysctl_file, {"sysctl_files web1": ""}),
    (broken.small_realserver, {"mtu web1": ""}),
    (broken.small_route, {"mtu lb1": ""}),
    (broken.merging, {"lro lb1": ""}),
    (broken.proxying, {"proxy_arp web1": ""}),
    (broken.stale, {"vs_sysctls lb1": ""}),
    (broken.reusing, {"vs_sysctls lb1": ""}),
    (broken.other_sysctl, {"vs_sysctls lb1": ""}),
    (broken.owned, {"owner lb1": ""}),
    (broken.nothing_listens, {"listener web1": ""}),
    (broken.dropping, {"firewall web1": ""}),
    (broken.dropping_at_director, {"firewall lb1": ""}),
    (broken.dropping_invalid, {"stateful_firewall lb1": ""}),
    (broken.unreachable, {"reachable web3": ""}),
    (
        broken.nobody_gets_an_answer,
        {
            **{f"source_check {web}": "" for web in healthy.WEBS},
            "responses client1": "follows from source_check on web1, web2, web3",
        },
    ),
    (broken.vip_announced_on_lo, {"vip_announced lb1": ""}),
    (broken.interface_down, {"vip_announced lb1": ""}),
]


def judged(documents):
    return judging.findings(documents.clusters, documents.nodes, documents.traffic, healthy.NOW)


def test_of_a_healthy_cluster_everything_is_measured_and_well():
    found = judged(Documents())
    assert {one["status"] for one in found} == {"ok"}
    assert {one["id"] for one in found} == {one.id for one in CHECKS}
    assert {one["found"] for one in found} == {"as expected"}
    assert {one["cause"] + one["remedy"] for one in found} == {""}


@pytest.mark.parametrize(("breaking", "fails"), BREAKAGES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_breakage_fails_exactly_these(breaking, fails):
    documents = Documents()
    breaking(documents)
    failed = [one for one in judged(documents) if one["status"] == "failed"]
    assert {f"{one['id']} {one['host']}" for one in failed} == set(fails)
    for one in failed:
        assert (one["cause"] if one["cause"].startswith("follows from") else "") == fails[f"{one['id']} {one['host']}"]
        assert all(one[key] for key in ("expected", "found", "cause", "remedy")), one


def test_every_check_is_in_the_table_of_breakages():
    broken_ones = {name.split()[0] for _breaking, fails in BREAKAGES for name in fails}
    assert broken_ones == {one.id for one in CHECKS}


def test_what_explains_another_is_a_check_and_explanations_go_one_way():
    reasons = {one.id: set(one.explained_by) for one in CHECKS}
    assert set().union(*reasons.values()) <= set(reasons)
    while reasons:
        ends = {name for name, why in reasons.items() if not why & set(reasons)}
        assert ends, f"these explain each other: {sorted(reasons)}"
        reasons = {name: why for name, why in reasons.items() if name not in ends}


def test_there_is_one_finding_of_a_check_and_a_host():
    documents = Documents()
    documents.clusters["other"] = {**documents.cluster, "vips": [], "services": []}
    names = [(one["id"], one["host"]) for one in judged(documents)]
    assert len(names) == len(set(names))
