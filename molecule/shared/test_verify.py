# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a cluster that is well, verify.yml says nothing else, and with traffic it has measured everything."""

from __future__ import annotations

from collections import Counter


def test_nothing_fails_and_nothing_is_left_unmeasured(findings):
    found = findings("--tags", "traffic")
    assert {name: one for name, one in found.items() if one["status"] != "ok"} == {}
    assert Counter(check for check, _host in found)["F7"] > 1


def test_without_requests_the_clients_view_is_not_measured(findings):
    found = findings()
    unmeasured = {check for (check, _host), one in found.items() if one["status"] == "not_measured"}
    assert {"F3", "F4", "F8", "responses", "source_check"} <= unmeasured
    assert not [one for one in found.values() if one["status"] == "failed"]
