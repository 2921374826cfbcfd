# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A director that starts anew: its unit restores the table, with the weight 0 of a drained real server, and the VIP."""

from __future__ import annotations

import re
import subprocess

import pytest

from lab.cluster.nodes import until
from lab.cluster.operator import call

UNIT = "lvs-cluster-director.service"


@pytest.fixture
def drained(cluster, inventory):
    """A real server's address that is drained; afterwards it is in service again."""
    director, address = cluster.layout.director, next(iter(cluster.layout.rips.values()))
    call(inventory, director, "ipvs_destination", address=address, state="drained", wait_connections=100)
    yield address
    call(inventory, director, "ipvs_destination", address=address, state="undrained")


def test_the_table_comes_back_with_its_drain_and_then_the_vip(cluster, drained):
    director = cluster[cluster.layout.director]
    before = director.run("ipvsadm", "-Sn")
    assert re.search(rf"-r {drained}:\d+ -g -w 0$", before, re.MULTILINE)
    subprocess.run(["docker", "restart", "--time", "5", director.name], check=True, timeout=120, stdout=subprocess.PIPE)
    assert until(lambda: director.attempt("systemctl", "is-active", UNIT)[1].strip() == "active", 60)
    assert director.run("ipvsadm", "-Sn") == before
    assert f" {cluster.layout.vip}/32 " in director.run("ip", "address", "show", "dev", "eth0")
