# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be told before anything is set up: who is fit, and whether a stranger has a VIP."""

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks import judging
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.registry import CHECKS

from tests.unit.plugin_utils.checks import broken, healthy
from tests.unit.plugin_utils.checks.broken import Documents


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
