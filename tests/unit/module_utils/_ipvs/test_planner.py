# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import changes, planner
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey
from hypothesis import given
from hypothesis import strategies as st

KEYS = [ServiceKey("ipv4", "tcp", "203.0.113.10", port) for port in (80, 443, 8080)]
MINE, FOREIGN, THIRD = KEYS


def service(key, *destinations, scheduler="wlc"):
    return Service(key, scheduler, destinations=tuple(sorted(destinations)))


def real(number, weight=1, port=80):
    return Destination(f"10.0.0.{number}", port, weight=weight)


def table(*services):
    return {one.key: one for one in services}


def names(operations):
    return [operation.operation for operation in operations]


def tables():
    destinations = st.dictionaries(st.integers(1, 5), st.integers(0, 3), max_size=5).map(
        lambda weights: [real(number, weight) for number, weight in weights.items()]
    )
    one = st.builds(lambda found, name: (found, name), destinations, st.sampled_from(["rr", "wlc"]))
    return st.dictionaries(st.sampled_from(KEYS), one, max_size=3).map(
        lambda chosen: table(*(service(key, *found, scheduler=name) for key, (found, name) in chosen.items()))
    )


@given(tables(), tables())
def test_the_plan_leads_from_any_table_to_any_other(current, desired):
    operations = planner.plan(current, desired.values(), purge_services="all")
    assert changes.outcome(current, operations) == desired


@given(tables())
def test_a_table_that_is_as_declared_needs_nothing(current):
    assert planner.plan(current, current.values(), purge_services="all") == ()


@given(tables(), tables())
def test_creation_comes_before_editing_before_deletion(current, desired):
    phases = [name.split("_")[0] for name in names(planner.plan(current, desired.values(), purge_services="all"))]
    assert phases == sorted(phases, key=["add", "edit", "delete"].index)


@given(tables(), tables())
def test_no_service_that_stays_is_unserved_on_the_way(current, desired):
    operations = planner.plan(current, desired.values(), purge_services="all")
    served = [key for key in current if _weight(current, key) and key in desired and _weight(desired, key)]
    for done in range(len(operations) + 1):
        halfway = changes.outcome(current, operations[:done])
        assert all(_weight(halfway, key) for key in served)


@given(tables(), tables())
def test_what_is_undone_before_a_deletion_is_as_before(current, desired):
    operations = planner.plan(current, desired.values(), purge_services="all")
    for done in range(len(operations) + 1):
        halfway = changes.outcome(current, operations[:done])
        undone = changes.outcome(halfway, op.undo_of(operations[:done]))
        deleted = any(name in op.DELETIONS for name in names(operations[:done]))
        assert undone == (halfway if deleted else current)


def test_only_own_services_are_purged_by_default():
    current = table(service(MINE, real(1)), service(FOREIGN, real(1)))
    assert [operation.key for operation in planner.plan(current, (), owned={MINE})] == [MINE]
    assert planner.plan(current, (), owned={MINE}, purge_services="none") == ()
    assert len(planner.plan(current, (), owned={MINE}, purge_services="all")) == 2


def test_an_owned_service_that_is_gone_already_is_no_operation():
    assert planner.plan({}, (), owned={MINE}) == ()


def test_destinations_not_listed_stay_unless_purged():
    current = table(service(MINE, real(1), real(2)))
    desired = [service(MINE, real(1))]
    assert names(planner.plan(current, desired)) == [op.DELETE_DESTINATION]
    assert planner.plan(current, desired, purge_destinations=False) == ()


def test_destinations_left_out_are_not_touched():
    current = table(service(MINE, real(1)))
    assert planner.plan(current, [Service(MINE, "wlc", destinations=None)]) == ()


def test_a_changed_weight_is_one_edit():
    current = table(service(MINE, real(1), real(2)))
    (operation,) = planner.plan(current, [service(MINE, real(1), real(2, weight=0))])
    assert operation == op.Operation(op.EDIT_DESTINATION, MINE, real(2), real(2, weight=0))


def test_weights_rise_before_others_fall():
    current = table(service(MINE, real(1, 1), real(2, 0)))
    operations = planner.plan(current, [service(MINE, real(1, 0), real(2, 1))])
    assert [operation.after.address for operation in operations] == ["10.0.0.2", "10.0.0.1"]


def test_a_changed_scheduler_is_edited_in_place():
    current = table(service(MINE, real(1)))
    assert names(planner.plan(current, [service(MINE, real(1), scheduler="rr")])) == [op.EDIT_SERVICE]


def _weight(services, key):
    return sum(destination.weight for destination in services[key].destinations) if key in services else 0
