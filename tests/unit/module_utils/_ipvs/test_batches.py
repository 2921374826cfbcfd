# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import errno

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import wire, wire_changes
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.batches import batches, carried_out, reached
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey

KEY = ServiceKey("ipv4", "tcp", "203.0.113.10", 80)
WEB = Service(KEY, "wlc", destinations=())
REAL = Destination("10.0.0.11", 80)
OTHER = Destination("10.0.0.12", 80)
HEAVY = REAL._replace(weight=2)

ADD = op.Operation(op.ADD_SERVICE, KEY, None, WEB)
ADD_REAL = op.Operation(op.ADD_DESTINATION, KEY, None, REAL)
EDIT = op.Operation(op.EDIT_SERVICE, KEY, WEB, WEB._replace(scheduler="rr"))
EDIT_REAL = op.Operation(op.EDIT_DESTINATION, KEY, REAL, HEAVY)
DELETE = op.Operation(op.DELETE_SERVICE, KEY, WEB, None)
DELETE_REAL = op.Operation(op.DELETE_DESTINATION, KEY, REAL, None)


def test_additions_edits_and_deletions_never_share_a_batch():
    plan = [ADD, ADD_REAL, EDIT, EDIT_REAL, DELETE_REAL, DELETE]
    assert [batch.operations for batch in batches(plan)] == [[ADD, ADD_REAL], [EDIT, EDIT_REAL], [DELETE_REAL, DELETE]]


def test_each_operation_has_its_command_and_payload():
    requests = [
        request
        for batch in batches([ADD, ADD_REAL, EDIT, EDIT_REAL, DELETE_REAL, DELETE])
        for request in batch.requests
    ]
    assert requests == [
        (wire.CMD_NEW_SERVICE, wire_changes.pack_service(WEB)),
        (wire.CMD_NEW_DEST, wire_changes.DestinationPacker().pack(KEY, REAL)),
        (wire.CMD_SET_SERVICE, wire_changes.pack_service(WEB._replace(scheduler="rr"))),
        (wire.CMD_SET_DEST, wire_changes.DestinationPacker().pack(KEY, HEAVY)),
        (wire.CMD_DEL_DEST, wire_changes.pack_destination_key(KEY, REAL)),
        (wire.CMD_DEL_SERVICE, wire.pack_service_key(KEY)),
    ]


@pytest.mark.parametrize("largest", [1, 500, 1000, 65536])
def test_no_batch_is_larger_than_a_send_may_be_and_none_is_empty(largest):
    plan = [ADD_REAL] * 30
    found = list(batches(plan, largest))
    assert [operation for batch in found for operation in batch.operations] == plan
    assert all(len(batch.operations) == 1 or size(batch) <= largest for batch in found)


def size(batch):
    return sum(len(payload) + 16 + 4 for _command, payload in batch.requests)


def test_nothing_to_do_is_no_batch():
    assert list(batches([])) == []


@pytest.mark.parametrize(
    ("operation", "destinations", "there"),
    [
        (ADD, (), True),
        (EDIT, (), False),
        (DELETE, (), False),
        (ADD_REAL, (OTHER, REAL), True),
        (ADD_REAL, (OTHER,), False),
        (EDIT_REAL, (REAL,), False),
        (EDIT_REAL, (HEAVY,), True),
        (DELETE_REAL, (HEAVY,), False),
        (DELETE_REAL, (OTHER,), True),
    ],
)
def test_the_table_tells_what_was_carried_out(operation, destinations, there):
    assert carried_out({KEY: WEB._replace(destinations=destinations)}, operation) is there


@pytest.mark.parametrize(
    ("operation", "there"), [(ADD, False), (EDIT, False), (DELETE, True), (ADD_REAL, False), (DELETE_REAL, True)]
)
def test_without_its_service_only_a_deletion_is_carried_out(operation, there):
    assert carried_out({}, operation) is there


@pytest.mark.parametrize(
    ("operation", "number", "has_its_goal"),
    [
        (DELETE, errno.ESRCH, True),
        (DELETE_REAL, errno.ENOENT, True),
        (DELETE_REAL, errno.ESRCH, True),
        (DELETE_REAL, errno.EPERM, False),
        (EDIT_REAL, errno.ENOENT, False),
        (ADD_REAL, errno.ESRCH, False),
        (ADD, errno.ENOENT, False),
    ],
)
def test_only_a_deletion_of_what_is_gone_has_its_goal_though_it_was_refused(operation, number, has_its_goal):
    assert reached(operation, number) is has_its_goal
