# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A thousand established connections survive an apply that is refused midway, and its undoing."""

import copy

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import kernel_modules
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import planner
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.modules import ipvs

from tests.kernel.conftest import run
from tests.kernel.refusals import refusable
from tests.kernel.traffic.segment import realserver_address

#: Nobody is there, and nobody is sent there.
ADDED, SPARE = ({"address": realserver_address(number), "weight": 0} for number in (8, 9))
ADDITIONS, EDITS = 5, 6


@pytest.fixture
def state(rig, ipvsadm):
    """Read what has to be the same afterwards: rules, thresholds, and who is connected to whom."""
    return lambda: (ipvsadm.save(), run("ipvsadm", "-Ln", "--thresholds"), rig.roster())


@pytest.fixture
def changed(rig, declare, services):
    """A declaration that takes operations of every kind, on the services that have the connections."""
    services[0]["destinations"].append(SPARE)
    declare(*services)
    one, two, three, four = copy.deepcopy(services)
    one["destinations"][-1] = ADDED
    one["destinations"][1].update(weight=9, upper_threshold=1)
    two["scheduler"], three["persistence"] = "wlc", {"timeout": 60}
    for destination in four["destinations"]:
        destination.update(weight=0, forwarding="tunnel")
    return [one, two, three, four, rig.service(9001)]


@pytest.fixture
def undone(monkeypatch):
    """How many operations had been carried out at each undoing."""
    counts, undo_of = [], op.undo_of
    monkeypatch.setattr(op, "undo_of", lambda done: counts.append(len(done)) or undo_of(done))
    return counts


@pytest.fixture
def unforeseen(monkeypatch):
    """Only the kernel finds out that a scheduler is not there, as on a host that cannot see the kernel's modules."""
    monkeypatch.setattr(kernel_modules, "available", lambda _name: None)


def refused(module, services):
    """Apply them; return what was refused, once it is said that everything was undone."""
    message = module(ipvs.main, services=services, persist=False)["msg"]
    assert message.endswith(". The table is as it was before"), message
    return message.split(": the kernel refused", 1)[0]


@pytest.mark.usefixtures("unforeseen")
def test_whichever_operation_is_refused(rig, module, changed, connections, state, undone, monkeypatch):
    before, plan = state(), planner.plan
    foreseen = module(ipvs.main, check_mode=True, services=changed, persist=False)["operations"]
    undoable = [one["operation"].replace("_", " ") for one in foreseen if not one["operation"].startswith("delete")]
    assert (len(undoable), len(foreseen)) == (ADDITIONS + EDITS, ADDITIONS + EDITS + 1)
    for index, operation in enumerate(undoable):

        def with_refusal(*arguments, index=index):
            found = plan(*arguments)
            return (*found[:index], refusable(found[index])[0], *found[index + 1 :])

        monkeypatch.setattr(planner, "plan", with_refusal)
        assert refused(module, changed).startswith(operation)
        assert rig.dead(connections) == [], f"operation {index}: {operation}"
        assert state() == before, f"operation {index}: {operation}"
    # A kernel goes on within a batch, so that all other edits were carried out as well.
    assert min(undone[:ADDITIONS]) > 0
    assert undone[ADDITIONS:] == [ADDITIONS + EDITS - 1] * EDITS


@pytest.mark.usefixtures("unforeseen")
@pytest.mark.parametrize("place", [1, 4])
def test_a_scheduler_that_the_kernel_does_not_find(rig, module, changed, connections, state, undone, place):
    before = state()
    changed[place]["scheduler"] = "no-such"
    verb = "add" if place == 4 else "edit"
    assert refused(module, changed) == f"{verb} service tcp 203.0.113.10:{changed[place]['port']}"
    assert undone != [0]
    assert rig.dead(connections) == []
    assert state() == before


def test_control_what_is_not_refused_changes_the_table(declare, changed, state):
    before = state()
    assert declare(*changed)["changed"]
    assert all(now != then for now, then in zip(state()[:2], before))
