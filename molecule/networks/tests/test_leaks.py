# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controls of all that is silent: what leaks on purpose is seen."""

from __future__ import annotations

import pytest

from lab.cluster.breakages import LEAKS, broken
from lab.cluster.nodes import until


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.id)
def test_a_leak_is_seen_and_the_router_believes_it(cluster, legs, watch, leak):
    watching = watch()
    with watching.during():
        with broken(cluster, legs, leak):
            assert until(lambda: leak.fails <= watching.complaints(watching.seen()).keys(), pause=0.5)
        complaints = watching.complaints(watching.outcome())
    assert complaints.keys() == leak.fails
    assert all(cluster.layout.realservers[0] in sentence for found in complaints.values() for sentence in found)
