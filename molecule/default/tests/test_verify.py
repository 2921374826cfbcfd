# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify.yml finds what is broken, exactly that, on the right host, and says why."""

from __future__ import annotations

import pytest

from lab.cluster.breakages import broken
from lab.cluster.verify import BREAKAGES

WITH_TRAFFIC = ("--tags", "traffic")


@pytest.fixture(scope="module")
def failed(findings):
    """Look at the cluster: what has failed, by check and host, with its cause where another finding explains it."""

    def look(prefix, traffic):
        found = findings(*(WITH_TRAFFIC if traffic else ()))
        return {
            f"{check} {host.removeprefix(prefix)}": one["cause"].replace(prefix, "")
            if "follows" in one["cause"]
            else ""
            for (check, host), one in found.items()
            if one["status"] == "failed"
        }

    return look


@pytest.fixture(scope="module")
def prefix(cluster):
    return cluster.layout.director.removesuffix("director")


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.id)
def test_a_breakage_fails_exactly_its_checks(cluster, look, failed, prefix, breakage):
    with broken(cluster, look(cluster.layout).legs, breakage):
        assert failed(prefix, breakage.traffic) == breakage.fails


def test_all_of_it_was_mended(failed, prefix):
    assert failed(prefix, traffic=True) == {}


def test_every_check_has_its_breakage(findings):
    names = {name.split()[0] for breakage in BREAKAGES for name in breakage.fails}
    assert names == {check for check, _host in findings()}


def test_without_requests_the_clients_view_is_not_measured(findings):
    found = findings()
    unmeasured = {check for (check, _host), one in found.items() if one["status"] == "not_measured"}
    assert {"F3", "F4", "F8", "responses", "source_check"} <= unmeasured
    assert not [one for one in found.values() if one["status"] == "failed"]
