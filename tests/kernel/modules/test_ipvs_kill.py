# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is killed anywhere can be run again, and then all is as if it had never been killed.

Each operation is a send of its own here. The kill comes right before an operation, or right before a file's new text
takes the place of the old one, so also after the last operation and before the record says so.
"""

import functools
import json
import os
import shutil

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import batches, sending
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.executor import Executor
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel import kills
from tests.kernel.boots import SYSCTLS, Host, live, segment, service
from tests.kernel.whole_tables import fresh_namespace

BEFORE = {
    "services": [service(1, 5, 1), service(1, port=22)],
    "timeouts": {"tcp": 900},
    "sync": [{"state": "master", "interface": "sync0", "id": 1}],
}
DECLARED = {
    "services": [service(2, 3, scheduler="rr"), service(1, port=443)],
    "timeouts": {"tcp": 901},
    "sync": [{"state": "master", "interface": "sync0", "id": 2}],
    "sysctls": {"expire_nodest_conn": 1},
}
PORTS = {80: 5, 443: 6, 8443: 7}
KINDS = {*op.OF_SETTINGS, *op.OF_TABLE, op.WRITE_FILE, op.ENABLE_UNIT}


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def every_kill(host, prepare, act):
    """Each operation is a batch of its own."""

    def act_one_by_one():
        sending.batches = functools.partial(batches.batches, largest=1)
        act()

    places = ((Executor, "_perform"), (sending, "send"), (os, "replace"))
    return kills.every_kill(lambda: fresh_host(host, prepare), act_one_by_one, places)


def fresh_host(host, prepare):
    for left in host.folder.iterdir():
        shutil.rmtree(left)
    fresh_namespace()
    segment()
    prepare()


def state(host):
    """All that a run makes, of kernel and files."""
    return live(), {name: (SYSCTLS / name).read_text() for name in DECLARED["sysctls"]}, host.texts()


def test_a_killed_run_of_every_kind_of_operation_can_be_run_again(module, host, ipvsadm):
    def prepare():
        assert "failed" not in module(ipvs.main, **BEFORE, persist=False)

    def act():
        return module(ipvs.main, **DECLARED)

    fresh_host(host, prepare)
    result = act()
    assert {entry["operation"] for entry in result["operations"]} == KINDS
    wanted = state(host), ipvsadm.save()
    places = 0
    for places in every_kill(host, prepare, act):
        again = act()
        assert "failed" not in again, (places, again)
        assert (state(host), ipvsadm.save()) == wanted, places
        assert act()["changed"] is False
    record_before_and_after, texts = 2, 4
    assert places == result["operation_count"] + texts + record_before_and_after


def test_a_killed_run_that_takes_the_last_away_can_be_run_again(module, host, ipvsadm):
    def prepare():
        module(ipvs.main, services=[service(1)])

    def act():
        return module(ipvs.main, services=[])

    places = 0
    for places in every_kill(host, prepare, act):
        assert "failed" not in act(), places
        assert (ipvsadm.save(), list(host.texts())) == ([], ["record/ipvs.json"])
        assert json.loads(host.record.read_text()) == {"drains": [], "services": []}
        assert act()["changed"] is False
    assert places == len(["disable_unit", *["write_file"] * 4, "delete_service", "record"])


def test_what_a_killed_run_has_made_is_known_to_be_ours(module, host, ipvsadm):
    foreign = "-A -t 203.0.113.10:22 -s rr"
    places = 0
    for places in every_kill(
        host,
        lambda: ipvsadm.restore(foreign),
        lambda: module(ipvs.main, services=[service(1), service(1, port=443)], persist=False),
    ):
        module(ipvs.main, services=[], persist=False)
        assert ipvsadm.save() == [foreign], places
    assert places == len(["record", *["add_service", "add_destination"] * 2])


@pytest.mark.parametrize("wanted", ["drained", "evicted", "undrained"])
def test_a_killed_change_of_a_real_server_goes_on_and_forgets_no_weight(module, host, ipvsadm, wanted):
    def weights(rules):
        lines = [line.split() for line in rules if "-r 10.0.0.11:" in line]
        return {int(line[2].rpartition(":")[2]): int(line[line.index("-w") + 1]) for line in lines}

    def change(state):
        result = module(ipvs_destination.main, address="10.0.0.11", state=state, wait=False)
        assert "failed" not in result, result
        return result

    def prepare():
        module(ipvs.main, services=[service(weight, 1, port=port) for port, weight in PORTS.items()])
        if wanted == "undrained":
            change("drained")

    out = {"drained": dict.fromkeys(PORTS, 0), "evicted": {}, "undrained": PORTS}[wanted]
    places = 0
    for places in every_kill(host, prepare, lambda: change(wanted)):
        change(wanted)
        assert weights(host.rules.open()) == out, places
        assert weights(ipvsadm.save()) == out, places
        assert change(wanted)["changed"] is False
        change("undrained")
        assert weights(host.rules.open()) == weights(ipvsadm.save()) == PORTS, places
        assert json.loads(host.record.read_text())["drains"] == []
    assert places >= len(PORTS) + len(["write_file", "rules", "record"])
