# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scenarios' tests have in common: the cluster that molecule has built, and site.yml for it."""

from __future__ import annotations

import pytest

from lab.cluster import operator
from lab.cluster.facts import judge_all
from lab.cluster.layout import Cluster, dump_inventory, layouts, scenario_inventory
from lab.cluster.observe import observe


@pytest.fixture(scope="session")
def inventory():
    """The scenario's inventory."""
    return scenario_inventory()


@pytest.fixture(scope="session")
def services(inventory):
    """What can be looked at: a layout for each VIP and port of each service."""
    return layouts(dump_inventory(inventory))


@pytest.fixture(scope="session")
def cluster(services):
    with Cluster(services[0]) as running:
        yield running


@pytest.fixture(scope="session")
def look(cluster):
    """The first look at a service, before anything is broken."""
    seen = {}

    def once(layout):
        if str(layout) not in seen:
            seen[str(layout)] = observe(cluster.at(layout))
        return seen[str(layout)]

    return once


@pytest.fixture(scope="session")
def failing(cluster):
    """A new look: {fact that does not hold: what was found}."""

    def find(layout):
        return {finding.id: finding.found for finding in judge_all(observe(cluster.at(layout))) if not finding.ok}

    return find


@pytest.fixture(scope="session")
def play(inventory):
    """Run site.yml, with more flags where given, and return what it said."""

    def run(*flags):
        played = operator.play(inventory, "site.yml", *flags)
        assert played.returncode == 0, played.stdout + played.stderr
        return played.stdout

    return run


@pytest.fixture(scope="session")
def findings(inventory, tmp_path_factory):
    """Run verify.yml, with more flags where given, and return its findings by check and host."""
    folder = tmp_path_factory.mktemp("findings")
    return lambda *flags: operator.findings(inventory, folder, *flags)[0]
