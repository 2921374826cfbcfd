# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real kernel refuses operation k, for every k of a plan: what was done is known exactly, and can be undone."""

import contextlib
import errno
import os
import socket

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import changes, planner
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client, OperationRefusedError
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import (
    Destination,
    Service,
    ServiceKey,
)

from tests.kernel.refusals import refusable

ONE, TWO, THREE = (ServiceKey("ipv4", "tcp", "203.0.113.10", port) for port in (80, 81, 82))
UNKNOWN = ONE._replace(port=9999)


def real(number, port, weight=1):
    return Destination(f"10.0.0.{number}", port, weight=weight)


BEFORE = {
    ONE: Service(ONE, "wlc", destinations=(real(1, 80), real(2, 80))),
    TWO: Service(TWO, "wlc", destinations=(real(1, 81),)),
}
AFTER = {
    ONE: Service(ONE, "rr", destinations=(real(1, 80, 5), real(3, 80), real(4, 80))),
    THREE: Service(THREE, "wrr", destinations=(real(1, 82), real(2, 82))),
}
PLAN = planner.plan(BEFORE, AFTER.values(), purge_services="all")
GIVEN = [operation.operation for operation in PLAN]


@pytest.fixture
def client():
    with Client() as client:
        client.execute(planner.plan({}, BEFORE.values()))
        yield client


def test_the_plan_has_operations_of_every_kind():
    assert len(PLAN) == 9
    assert len(set(GIVEN)) == 6


@pytest.mark.parametrize("index", range(len(PLAN)))
def test_what_was_done_besides_a_refusal_is_known_exactly(client, index):
    wrong, number = refusable(PLAN[index])
    with pytest.raises(OperationRefusedError) as caught:
        client.execute([*PLAN[:index], wrong, *PLAN[index + 1 :]])
    assert (caught.value.operation, caught.value.number) == (wrong, number)
    assert client.dump() == changes.outcome(BEFORE, caught.value.done)


@pytest.mark.parametrize("index", [index for index, name in enumerate(GIVEN) if name not in op.DELETIONS])
def test_after_a_refusal_nothing_is_deleted_and_undoing_leaves_the_table_as_it_was(client, ipvsadm, index):
    rules = ipvsadm.save()
    with pytest.raises(OperationRefusedError) as caught:
        client.execute([*PLAN[:index], refusable(PLAN[index])[0], *PLAN[index + 1 :]])
    assert not [operation for operation in caught.value.done if operation.operation in op.DELETIONS]
    client.execute(op.undo_of(caught.value.done))
    assert client.dump() == BEFORE
    assert ipvsadm.save() == rules


DELETIONS = [operation for operation in PLAN if operation.operation in op.DELETIONS]


@pytest.mark.parametrize("gone", DELETIONS, ids=lambda operation: operation.operation)
def test_a_deletion_of_what_somebody_else_has_deleted_is_done(client, gone):
    with Client() as somebody_else:
        somebody_else.execute([gone])
    client.execute(PLAN)
    assert client.dump() == AFTER


def test_a_destination_that_went_with_its_service_is_deleted(client):
    lost = op.Operation(op.DELETE_DESTINATION, UNKNOWN, real(1, 9999), None)
    client.execute([lost])
    assert client.dump() == BEFORE


def test_a_deletion_without_the_right_to_it_is_refused(client):
    """The control: not every refused deletion counts as done."""
    pid = os.fork()
    if not pid:
        with contextlib.suppress(BaseException):
            os._exit(_refused_without_rights(client, DELETIONS[0]))
        os._exit(255)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == errno.EPERM
    assert client.dump() == BEFORE


def _refused_without_rights(client, deletion):
    """Run in a process of its own, that gives its rights up: as nobody there are no capabilities."""
    os.setuid(65534)
    with pytest.raises(OperationRefusedError) as caught:
        client.execute([deletion])
    return caught.value.number


def test_a_plan_of_many_batches_is_undone_to_the_last_operation(client):
    service = BEFORE[TWO]._replace(
        destinations=tuple(Destination(f"10.0.{n // 250}.{n % 250 + 1}", 81) for n in range(2000))
    )
    plan = planner.plan(BEFORE, [service])
    with pytest.raises(OperationRefusedError) as caught:
        client.execute([*plan[:1500], refusable(plan[1500])[0], *plan[1501:]])
    assert len(caught.value.done) > 1500
    client.execute(op.undo_of(caught.value.done))
    assert client.dump() == BEFORE


def test_answers_for_which_there_was_no_room_are_found_by_reading_back(client):
    """A receive buffer of the smallest size holds a few errors; the others are lost."""
    client.family._connection._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    wrong = [refusable(op.Operation(op.ADD_DESTINATION, ONE, None, real(n, 80)))[0] for n in range(10, 60)]
    good = [op.Operation(op.ADD_DESTINATION, ONE, None, real(n, 80)) for n in range(60, 90)]
    with pytest.raises(OperationRefusedError) as caught:
        client.execute([good[0], *wrong, *good[1:]])
    assert (caught.value.operation, caught.value.number) == (wrong[0], errno.ERANGE)
    assert list(caught.value.done) == good
    assert client.dump() == changes.outcome(BEFORE, good)


def test_one_service_is_read_by_itself(client):
    assert client.service(ONE) == BEFORE[ONE]
    assert client.service(THREE) is None
