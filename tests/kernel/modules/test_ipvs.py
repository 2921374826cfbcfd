# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``ipvs`` on a real kernel; what is in the table, ipvsadm says."""

import errno
import os

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import kernel_modules
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import planner, presence, wire
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client, OperationRefusedError
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, ServiceKey
from ansible_collections.lvs.cluster.plugins.modules import ipvs

from tests.kernel.conftest import run

VIP = "203.0.113.10"
KEY = ServiceKey("ipv4", "tcp", VIP, 80)
FOREIGN = [f"-A -t {VIP}:22 -s rr", f"-a -t {VIP}:22 -r 10.0.0.9:22 -m -w 7"]


def web(*weights, port=80, **changes):
    destinations = [{"address": f"10.0.0.{number}", "weight": weight} for number, weight in enumerate(weights, 11)]
    return {"address": VIP, "port": port, "destinations": destinations, **changes}


def lines(*weights, port=80, scheduler="wlc"):
    real = [f"-a -t {VIP}:{port} -r 10.0.0.{n}:{port} -g -w {w}" for n, w in enumerate(weights, 11)]
    return sorted([f"-A -t {VIP}:{port} -s {scheduler}", *real])


def names(result):
    """The operations on the table; those on files are looked at elsewhere."""
    return [operation["operation"] for operation in result["operations"] if operation["service"]]


def test_what_is_declared_is_what_ipvsadm_lists(module, ipvsadm):
    dns = {"address": VIP, "port": 53, "protocol": "udp", "scheduler": "rr", "destinations": [{"address": "10.0.0.12"}]}
    result = module(ipvs.main, services=[web(1, 0, 65535), dns])
    assert result["changed"] is True
    assert ipvsadm.save() == sorted(
        [*lines(1, 0, 65535), f"-A -u {VIP}:53 -s rr", f"-a -u {VIP}:53 -r 10.0.0.12:53 -g -w 1"]
    )


def test_a_second_run_changes_nothing(module, ipvsadm):
    module(ipvs.main, services=[web(1, 2)])
    before = ipvsadm.save()
    again = module(ipvs.main, services=[web(1, 2)])
    assert (again["changed"], again["operations"]) == (False, [])
    assert ipvsadm.save() == before


def test_check_mode_lists_exactly_what_the_run_does_and_writes_nothing(module, ipvsadm, tmp_path):
    ipvsadm.restore(*lines(1, 2, 3), *FOREIGN)
    before = ipvsadm.save()
    declared = {"services": [web(5, 2, scheduler="rr"), web(1, port=443)], "purge_services": "all"}
    foreseen = module(ipvs.main, check_mode=True, **declared)
    assert ipvsadm.save() == before
    assert not (tmp_path / "record").exists()
    done = module(ipvs.main, **declared)
    assert foreseen == done
    assert names(done) == [
        "add_service",
        "add_destination",
        "edit_service",
        "edit_destination",
        "delete_destination",
        "delete_service",
    ]
    assert ipvsadm.save() == sorted([*lines(5, 2, scheduler="rr"), *lines(1, port=443)])


def test_one_changed_weight_is_one_operation(module, ipvsadm):
    module(ipvs.main, services=[web(1, 1, 1)])
    result = module(ipvs.main, services=[web(1, 0, 1)])
    assert names(result) == ["edit_destination"]
    assert result["operations"][0]["destination"] == "10.0.0.12:80"
    assert ipvsadm.save() == lines(1, 0, 1)


def test_own_services_are_purged_and_foreign_ones_are_not(module, ipvsadm):
    ipvsadm.restore(*FOREIGN)
    module(ipvs.main, services=[web(1), web(1, port=443)])
    module(ipvs.main, services=[web(1)])
    assert ipvsadm.save() == sorted([*lines(1), *FOREIGN])


def test_without_purging_nothing_goes_and_what_was_ours_stays_ours(module, ipvsadm):
    module(ipvs.main, services=[web(1), web(1, port=443)])
    module(ipvs.main, services=[web(1)], purge_services="none")
    assert ipvsadm.save() == sorted([*lines(1), *lines(1, port=443)])
    module(ipvs.main, services=[web(1)])
    assert ipvsadm.save() == lines(1)


def test_purging_all_leaves_the_declared_services_only(module, ipvsadm):
    ipvsadm.restore(*FOREIGN)
    module(ipvs.main, services=[web(1)], purge_services="all")
    assert ipvsadm.save() == lines(1)


def test_destinations_not_listed_stay_when_told_so_or_left_out(module, ipvsadm):
    module(ipvs.main, services=[web(1, 1)])
    assert module(ipvs.main, services=[web(1)], purge_destinations=False)["changed"] is False
    assert module(ipvs.main, services=[{"address": VIP, "port": 80}])["changed"] is False
    assert ipvsadm.save() == lines(1, 1)


def test_a_table_built_by_hand_that_is_as_declared_is_adopted_without_an_operation(module, ipvsadm):
    ipvsadm.restore(*lines(1, 1), *FOREIGN)
    assert names(module(ipvs.main, services=[web(1, 1)])) == []
    assert module(ipvs.main, services=[web(1, 1)])["changed"] is False
    module(ipvs.main, services=[])
    assert ipvsadm.save() == sorted(FOREIGN)


def kernel_schedulers():
    """The scheduler modules of this kernel, read off its index; ip_vs_ftp is a helper."""
    with open(f"/lib/modules/{os.uname().release}/modules.dep", encoding="utf-8") as index:
        files = [os.path.basename(line.split(":")[0]) for line in index]
    return [
        file[6:].split(".")[0]
        for file in files
        if file.startswith("ip_vs_") and "ftp" not in file and "_pe_" not in file
    ]


def test_every_scheduler_of_this_kernel_can_be_declared(module, ipvsadm):
    schedulers = kernel_schedulers()
    assert {"rr", "wrr", "lc", "wlc", "sh", "mh"} <= set(schedulers)
    for scheduler in schedulers:
        module(ipvs.main, services=[web(1, scheduler=scheduler)])
        assert ipvsadm.save() == lines(1, scheduler=scheduler)


@pytest.mark.parametrize("check_mode", [True, False])
def test_an_unknown_scheduler_is_refused_before_anything_is_touched(module, ipvsadm, tmp_path, check_mode):
    result = module(ipvs.main, check_mode, services=[web(1), web(1, port=443, scheduler="nope")])
    assert result["failed"] is True
    assert result["msg"] == (
        "tcp 203.0.113.10:443: scheduler: 'nope' is not a scheduler of this kernel: it has no module ip_vs_nope"
    )
    assert ipvsadm.save() == []
    assert not (tmp_path / "record" / "ipvs.json").exists()


def test_what_the_kernel_refuses_midway_is_undone_and_explained(module, ipvsadm, monkeypatch):
    ipvsadm.restore(*lines(1, 1))
    before = ipvsadm.save()
    monkeypatch.setattr(kernel_modules, "available", lambda _name: None)
    result = module(ipvs.main, services=[web(5, 5, 5), web(1, port=443), web(1, port=8080, scheduler="nope")])
    assert result["failed"] is True
    assert result["msg"] == (
        "add service tcp 203.0.113.10:8080: the kernel refused with ENOENT (No such file or directory); likely cause: "
        "the kernel has no scheduler 'nope' (module ip_vs_nope). The table is as it was before"
    )
    assert ipvsadm.save() == before


def test_after_a_deletion_nothing_is_undone_and_that_is_said(module, ipvsadm, monkeypatch):
    ipvsadm.restore(*lines(1, 1))
    lost = op.Operation(op.ADD_DESTINATION, KEY._replace(port=9999), None, Destination("10.0.0.99", 9999))
    plan = planner.plan
    monkeypatch.setattr(planner, "plan", lambda *arguments: (*plan(*arguments), lost))
    result = module(ipvs.main, services=[web(1)], persist=False)
    assert result["msg"].endswith(
        "somebody else has deleted the service since the table was read. "
        "1 operations were carried out, deletions among them; 1 were not. Run it again"
    )
    assert ipvsadm.save() == lines(1)


def test_what_somebody_else_deletes_during_the_run_is_deleted_all_the_same(module, ipvsadm, monkeypatch):
    ipvsadm.restore(*lines(1, 1, 1), *FOREIGN)
    plan = planner.plan

    def overtaken(*arguments):
        operations = plan(*arguments)
        run("ipvsadm", "-d", "-t", f"{VIP}:80", "-r", "10.0.0.12:80")
        run("ipvsadm", "-D", "-t", f"{VIP}:22")
        return operations

    monkeypatch.setattr(planner, "plan", overtaken)
    result = module(ipvs.main, services=[web(1)], purge_services="all")
    assert names(result) == ["delete_destination", "delete_destination", "delete_service"]
    assert ipvsadm.save() == lines(1)


def test_an_answer_that_cannot_be_understood_fails_the_module_in_one_sentence(module, ipvsadm, monkeypatch):
    ipvsadm.restore(*lines(1))
    monkeypatch.setattr(wire, "SVC_SCHED_NAME", 99)
    result = module(ipvs.main, services=[web(1, 1)])
    assert result["msg"] == "the kernel's answer has no attribute 99 (a service's scheduler)"
    assert ipvsadm.save() == lines(1)


def test_a_kernel_without_ipvs_is_told_in_one_sentence(module, monkeypatch):
    monkeypatch.setattr(wire, "FAMILY", "NO_SUCH_FAMILY")
    result = module(ipvs.main, services=[web(1)])
    assert result["msg"] == kernel_modules.no_ipvs()


def test_check_mode_tells_of_a_missing_module_without_asking_the_kernel(module, monkeypatch):
    monkeypatch.setattr(kernel_modules, "available", lambda _name: False)
    assert module(ipvs.main, check_mode=True, services=[web(1)])["msg"] == kernel_modules.no_ipvs()


def test_check_mode_reads_an_unloaded_ip_vs_as_an_empty_table(module, monkeypatch):
    monkeypatch.setattr(presence, "_TABLE", "/nonexistent")
    monkeypatch.setattr(wire, "FAMILY", "NO_SUCH_FAMILY")
    assert module(ipvs.main, check_mode=True, services=[web(1)], persist=False)["operation_count"] == 2


def test_a_wrong_value_fails_the_module_with_its_place(module, ipvsadm):
    result = module(ipvs.main, services=[web(1, 99999)])
    assert result["msg"] == (
        "services[0] (tcp 203.0.113.10:80): destinations[1]: weight: 99999 is not between 0 and 65535"
    )
    assert ipvsadm.save() == []


def test_the_kernels_errno_reaches_the_caller():
    orphan = op.Operation(op.ADD_DESTINATION, KEY, None, Destination("10.0.0.1", 80))
    with Client() as client, pytest.raises(OperationRefusedError) as caught:
        client.execute([orphan])
    assert (caught.value.number, caught.value.done) == (errno.ESRCH, ())
