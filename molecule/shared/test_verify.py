# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a cluster that is well, verify.yml says nothing else, and with traffic it has measured everything."""

from __future__ import annotations

from collections import Counter

# What nobody can see of a real server that gets no request.
REQUESTED = ("F3", "F4", "source_check")


def test_nothing_fails_and_nothing_is_left_unmeasured(findings, services):
    found = findings("--tags", "traffic")
    unwell = {name: one["status"] for name, one in found.items() if one["status"] != "ok"}
    idle = {host for _check, host in unwell}
    # A persistent client comes to one real server alone.
    assert len(idle) == (len(services[0].rips) - 1 if all(each.is_persistent for each in services) else 0), unwell
    assert unwell == {(check, host): "not_measured" for check in REQUESTED for host in idle}
    assert Counter(check for check, _host in found)["F7"] > 1
