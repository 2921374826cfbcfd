# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""F1 to F9 of every service in the scenario's inventory, at each of its VIPs and ports."""

from __future__ import annotations

from lab.cluster.facts import FACTS
from lab.cluster.layout import dump_inventory, layouts, scenario_inventory


def pytest_generate_tests(metafunc):
    looked_at = layouts(dump_inventory(scenario_inventory()))
    metafunc.parametrize("layout", looked_at, ids=str, scope="session")
    metafunc.parametrize("name", FACTS)


def test_fact(look, layout, name):
    finding = FACTS[name](look(layout))
    assert finding.ok, f"{finding.expected}: {finding.found}"
