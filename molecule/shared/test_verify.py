# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a cluster that is well, verify.yml says nothing else, and with traffic it has measured everything."""

from __future__ import annotations

from collections import Counter


def test_nothing_fails_and_nothing_is_left_unmeasured(findings):
    found = findings("--tags", "traffic")
    assert {name: one for name, one in found.items() if one["status"] != "ok"} == {}
    assert Counter(check for check, _host in found)["F7"] > 1
