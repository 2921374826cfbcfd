# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A director that starts anew: its unit restores the table, with the weight 0 of a drained real server."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from lab.cluster.nodes import until

UNIT = "lvs-cluster-director.service"


@pytest.fixture
def drained(cluster, play):
    """A real server's address; afterwards it is in service again, and so is the director, which lost its VIP."""
    address = next(iter(cluster.layout.rips.values()))
    yield address
    change(cluster, address=address, state="undrained")
    play()


def change(cluster, **arguments):
    """Have Ansible run ipvs_destination on the director, as an operator would by hand."""
    called = ["ansible", "--inventory", os.environ["MOLECULE_INVENTORY_FILE"], cluster.layout.director]
    called += ["--module-name", "lvs.cluster.ipvs_destination", "--args", json.dumps(arguments)]
    subprocess.run(called, stdout=subprocess.PIPE, text=True, check=True, timeout=120)


def test_the_table_comes_back_with_its_drain(cluster, drained):
    director = cluster[cluster.layout.director]
    change(cluster, address=drained, state="drained", wait_timeout=60, wait_connections=100)
    before = director.run("ipvsadm", "-Sn")
    assert re.search(rf"-r {drained}:\d+ -g -w 0$", before, re.MULTILINE)
    subprocess.run(["docker", "restart", "--time", "5", director.name], check=True, timeout=120, stdout=subprocess.PIPE)
    assert until(lambda: director.attempt("systemctl", "is-active", UNIT)[1].strip() == "active", 60)
    assert director.run("ipvsadm", "-Sn") == before
