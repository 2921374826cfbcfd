# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole tables of everything that ipvsadm can say, through a real kernel, with ipvsadm as the oracle."""

import ctypes

from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import planner
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client
from ansible_collections.lvs.cluster.plugins.module_utils._model.rules import table_lines
from hypothesis import HealthCheck, Phase, given, settings

from tests.kernel.conftest import CLONE_NEWNET, run
from tests.tables import tables

# A kernel is slow enough that shrinking a counterexample would take longer than reading it.
on_a_kernel = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fresh_namespace():
    """Each drawn table starts from nothing, and never from what a flush leaves behind."""
    assert ctypes.CDLL(None).unshare(CLONE_NEWNET) == 0
    run("ip", "link", "set", "lo", "up")


def apply(client, desired):
    operations = planner.plan(client.dump(), desired.values(), purge_services="all")
    client.execute(operations)
    return operations


def oracle_lines(table):
    """What ipvsadm prints of a table: it leaves out thresholds."""
    plain = [
        service._replace(
            destinations=tuple(
                destination._replace(upper_threshold=0, lower_threshold=0) for destination in service.destinations
            )
        )
        for service in table.values()
    ]
    return sorted(table_lines(plain))


@given(tables())
@on_a_kernel
def test_what_is_written_ipvsadm_lists_and_is_read_back(ipvsadm, desired):
    fresh_namespace()
    with Client() as client:
        apply(client, desired)
        assert client.dump() == desired
    assert ipvsadm.save() == oracle_lines(desired)


@given(tables())
@on_a_kernel
def test_what_ipvsadm_wrote_is_read_back(ipvsadm, desired):
    fresh_namespace()
    ipvsadm.restore(*table_lines(desired.values()))
    with Client() as client:
        assert client.dump() == desired


@given(tables(), tables())
@on_a_kernel
def test_from_any_table_to_any_other_and_then_nothing(ipvsadm, current, desired):
    fresh_namespace()
    with Client() as client:
        apply(client, current)
        apply(client, desired)
        assert client.dump() == desired
        assert apply(client, desired) == ()
    assert ipvsadm.save() == oracle_lines(desired)
