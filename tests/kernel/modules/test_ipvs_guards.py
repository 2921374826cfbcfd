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
    assert seen == [RULES] * 3
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
@pytest.mark.parametrize(
    ("main", "params"),
    [
        pytest.param(ipvs.main, {"services": [web(7)]}, id="change"),
        pytest.param(ipvs.main, {"services": [web()]}, id="adoption"),
        pytest.param(ipvs.main, {"services": [{**web(), "port": 443}]}, id="addition"),
        pytest.param(ipvs.main, {"services": [], "purge_services": "all"}, id="purge"),
        pytest.param(ipvs.main, {"services": [web()], "state": "absent"}, id="deletion"),
        pytest.param(ipvs.main, {"services": [web(7)], "timeouts": {"tcp": 60}}, id="settings and table"),
        pytest.param(ipvs_destination.main, {"address": "10.0.0.11", "weight": 7}, id="weight"),
        pytest.param(ipvs_destination.main, {"address": "10.0.0.11", "state": "drained"}, id="drain"),
    ],
)
def test_a_table_that_somebody_else_drives_is_not_changed_unless_told_so(module, ipvsadm, tmp_path, main, params):
    params = {**params, "persist": False} if main is ipvs.main else params
    for check_mode in (True, False):
        assert module(main, check_mode=check_mode, **params)["msg"] == REFUSAL
    assert (ipvsadm.save(), timeouts()) == (RULES, [900, 120, 300])
    assert not (tmp_path / "record/ipvs.json").exists()
    assert "failed" not in module(main, take_over=True, **params)


@pytest.mark.usefixtures("kube_proxy")
def test_what_changes_nothing_of_a_table_that_somebody_else_drives_is_not_refused(module):
    assert module(ipvs.main, timeouts={"tcp": 60}, sysctls={"drop_entry": 3}, persist=False)["operation_count"] == 2
    assert module(ipvs.main, services=[web()], take_over=True, persist=False)["operations"] == []
    assert module(ipvs.main, services=[web()], persist=False)["operations"] == []
    assert module(ipvs_destination.main, address="10.0.0.11", weight=1)["operations"] == []
    unknown = {"address": VIP, "port": 9999}
    assert module(ipvs.main, services=[unknown], state="absent", persist=False)["operations"] == []
