# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A director that starts anew: its unit restores the table, with the weight 0 of a drained real server, and the VIP."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from lab.cluster.nodes import until

UNIT = "lvs-cluster-director.service"


@pytest.fixture
def drained(cluster):
    """A real server's address; afterwards it is in service again."""
    address = next(iter(cluster.layout.rips.values()))
    yield address
    change(cluster, address=address, state="undrained")


def change(cluster, **arguments):
    """Have Ansible run ipvs_destination on the director, as an operator would by hand."""
    called = ["ansible", "--inventory", os.environ["MOLECULE_INVENTORY_FILE"], cluster.layout.director]
    called += ["--module-name", "lvs.cluster.ipvs_destination", "--args", json.dumps(arguments)]
    subprocess.run(called, stdout=subprocess.PIPE, text=True, check=True, timeout=120)


def test_the_table_comes_back_with_its_drain_and_then_the_vip(cluster, drained):
    director = cluster[cluster.layout.director]
    change(cluster, address=drained, state="drained", wait_timeout=60, wait_connections=100)
    before = director.run("ipvsadm", "-Sn")
    assert re.search(rf"-r {drained}:\d+ -g -w 0$", before, re.MULTILINE)
    subprocess.run(["docker", "restart", "--time", "5", director.name], check=True, timeout=120, stdout=subprocess.PIPE)
    assert until(lambda: director.attempt("systemctl", "is-active", UNIT)[1].strip() == "active", 60)
    assert director.run("ipvsadm", "-Sn") == before
    assert f" {cluster.layout.vip}/32 " in director.run("ip", "address", "show", "dev", "eth0")
