# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A breakage makes exactly its facts fail."""

from __future__ import annotations

import pytest

from lab.cluster.breakages import BREAKAGES, broken


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.id)
def test_breakage_fails_exactly_its_facts(cluster, look, failing, breakage):
    with broken(cluster, look(cluster.layout).legs, breakage):
        seen = failing(cluster.layout)
    assert set(seen) == breakage.fails, seen
    assert failing(cluster.layout) == {}, "mended"
