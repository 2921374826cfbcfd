# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of whole tables on a kernel have in common."""

import ctypes

from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import planner
from ansible_collections.lvs.cluster.plugins.module_utils._model.rules import table_lines
from hypothesis import HealthCheck, Phase, settings

from tests.kernel.conftest import CLONE_NEWNET, run

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
