# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine of the collection: client and planner on model objects, in one process."""

from __future__ import annotations

import resource

from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import planner, reader, sending  # noqa: F401 - imported here, not by the first run that is measured
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client, paused
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Service

from . import tables
from .rooms import milliseconds


@paused()
def apply(services: tuple[Service, ...]) -> int:
    """Make the table so, with a connection of its own; return how many operations that took."""
    with Client() as client:
        operations = planner.plan(client.dump(services), services)
        sending.execute(client, operations)  # imported here, not by the first run that is measured
        return len(operations)


def apply_one(service: Service) -> int:
    """The same for one service by itself."""
    with Client() as client:
        present = client.service(service.key)
        operations = planner.plan({service.key: present}, [service])
        sending.execute(client, operations)
        return len(operations)


def measure(services: int, destinations: int) -> dict:
    """Every work of the engine on a table of this size, in ms; and the most memory that the process had, in MB."""
    declared = tables.table(services, destinations)
    one = declared[len(declared) // 2]
    changed = tuple(tables.heavier(service) if service is one else service for service in declared)
    counts: list[int] = []
    figures = {
        "create": milliseconds(lambda: counts.append(apply(declared))),
        "nothing": milliseconds(lambda: counts.append(apply(declared))),
        "weight": milliseconds(lambda: counts.append(apply(changed))),
        "one": milliseconds(lambda: counts.append(apply_one(one))),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if counts != [services * (destinations + 1), 0, 1, 1]:
        raise RuntimeError(f"the engine did {counts} operations")
    return figures
