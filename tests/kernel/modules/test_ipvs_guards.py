# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may not change a table: a second run at the same time, and any run where somebody else drives the table."""

import subprocess

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import record
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.conftest import run
from tests.kernel.directors import timeouts

VIP = "203.0.113.10"
RULES = [f"-A -t {VIP}:80 -s wlc", f"-a -t {VIP}:80 -r 10.0.0.11:80 -g -w 1"]
REFUSAL = (
    f"the table of this host is driven by kube-proxy (the interface kube-ipvs0 holds {VIP}); two owners would undo "
    "each other's changes. Take the virtual servers out of kube-proxy, or say take_over: true"
)


def web(weight=1):
    return {"address": VIP, "port": 80, "destinations": [{"address": "10.0.0.11", "weight": weight}]}


@pytest.fixture
def other_run(tmp_path):
    """Another process that holds the host's lock until its standard input ends."""
    folder = tmp_path / "record"
    folder.mkdir(mode=0o700)
    command = ["flock", "--exclusive", str(folder), "sh", "-c", "echo held; exec cat"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process


@pytest.mark.parametrize(
    ("main", "params"),
    [
        (ipvs.main, {"services": [web(7)], "persist": False}),
        (ipvs_destination.main, {"address": "10.0.0.11", "weight": 7}),
    ],
    ids=["ipvs", "ipvs_destination"],
)
def test_a_run_waits_for_another_one_touching_nothing_and_then_goes_on(
    module, ipvsadm, monkeypatch, other_run, main, params
):
    ipvsadm.restore(*RULES)
    seen, sleep = [], record.time.sleep

    def look_and_sleep(seconds):
        seen.append(ipvsadm.save())
        if len(seen) == 3:
            other_run.communicate()
        sleep(seconds)

    monkeypatch.setattr(record.time, "sleep", look_and_sleep)
    assert module(main, **params)["operation_count"] == 1
    assert len(seen) >= 3
    assert all(rules == RULES for rules in seen)
    assert ipvsadm.save() == [RULES[0], f"{RULES[1][:-1]}7"]


def test_a_run_gives_up_when_another_one_does_not_end(module, ipvsadm, monkeypatch, other_run, tmp_path):
    assert other_run.poll() is None
    ipvsadm.restore(*RULES)
    monkeypatch.setattr(record.Record.locked.__wrapped__, "__defaults__", (0.2,))
    message = f"another run on this host has held {tmp_path}/record for too long"
    for main, params in (
        (ipvs.main, {"services": [web(7)], "persist": False}),
        (ipvs_destination.main, {"address": "10.0.0.11", "weight": 7}),
    ):
        assert module(main, **params)["msg"] == message
        assert module(main, check_mode=True, **params)["operation_count"] == 1
    assert ipvsadm.save() == RULES


@pytest.fixture
def kube_proxy(ipvsadm):
    """A table with one service, the address of which kube-proxy's interface holds."""
    ipvsadm.restore(*RULES)
    run("ip", "link", "add", "kube-ipvs0", "type", "dummy")
    run("ip", "address", "add", f"{VIP}/32", "dev", "kube-ipvs0")


@pytest.mark.usefixtures("kube_proxy")
def test_a_table_that_somebody_else_drives_is_not_changed(module, ipvsadm, tmp_path):
    changes = [
        {"services": [web(7)]},
        {"services": [web()]},  # an adoption
        {"services": [{**web(), "port": 443}], "timeouts": {"tcp": 60}},
        {"services": [], "purge_services": "all"},
        {"services": [web()], "state": "absent"},
    ]
    runs = [(ipvs.main, {**params, "persist": False}) for params in changes]
    runs += [
        (ipvs_destination.main, {"address": "10.0.0.11", **change}) for change in ({"weight": 7}, {"state": "drained"})
    ]
    for main, params in runs:
        for check_mode in (True, False):
            assert (params, module(main, check_mode=check_mode, **params).get("msg")) == (params, REFUSAL)
    assert (ipvsadm.save(), timeouts()) == (RULES, [900, 120, 300])
    assert not (tmp_path / "record/ipvs.json").exists()


@pytest.mark.usefixtures("kube_proxy")
def test_a_table_that_somebody_else_drives_is_changed_when_told_so(module, ipvsadm):
    assert module(ipvs.main, services=[web(7)], persist=False, take_over=True)["operation_count"] == 1
    assert module(ipvs_destination.main, address="10.0.0.11", weight=8, take_over=True)["operation_count"] == 1
    assert ipvsadm.save() == [RULES[0], f"{RULES[1][:-1]}8"]
    module(ipvs.main, services=[web()], persist=False, take_over=True, state="absent")
    assert ipvsadm.save() == []


@pytest.mark.usefixtures("kube_proxy")
def test_what_changes_nothing_of_a_table_that_somebody_else_drives_is_not_refused(module):
    assert module(ipvs.main, timeouts={"tcp": 60}, sysctls={"drop_entry": 3}, persist=False)["operation_count"] == 2
    assert module(ipvs.main, services=[web()], take_over=True, persist=False)["operations"] == []
    assert module(ipvs.main, services=[web()], persist=False)["operations"] == []
    assert module(ipvs_destination.main, address="10.0.0.11", weight=1)["operations"] == []
    unknown = {"address": VIP, "port": 9999}
    assert module(ipvs.main, services=[unknown], state="absent", persist=False)["operations"] == []
