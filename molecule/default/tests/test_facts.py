# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""F1 to F9 on the cluster as it was built, and that a breakage makes exactly its facts fail."""

from __future__ import annotations

import pytest

from lab.cluster.breakages import BREAKAGES, broken
from lab.cluster.facts import FACTS, judge_all
from lab.cluster.observe import observe


def failing(seen):
    return {finding.id: finding.found for finding in judge_all(seen) if not finding.ok}


@pytest.mark.parametrize("name", FACTS)
def test_fact(healthy, name):
    finding = FACTS[name](healthy)
    assert finding.ok, f"{finding.expected}: {finding.found}"


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.id)
def test_breakage_fails_exactly_its_facts(cluster, healthy, breakage):
    assert failing(healthy) == {}
    with broken(cluster, healthy.legs, breakage):
        seen = failing(observe(cluster))
    assert set(seen) == breakage.fails, seen
    assert failing(observe(cluster)) == {}, "mended"
