# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The removal guard: whatever a run does not know of stays in the director's table, and what it does, it says."""

from __future__ import annotations

import re
import subprocess

import pytest

from lab.cluster import operator
from lab.cluster.layout import dump_inventory

QUICK = ("--skip-tags", "verify")


@pytest.fixture(scope="module")
def dump(inventory):
    return dump_inventory(inventory)


@pytest.fixture
def site(tmp_path):
    """Run site.yml on an inventory as Tower gives it, without the proofs; return the finished playbook."""
    return lambda dump, *flags: operator.play(operator.write(tmp_path, dump), "site.yml", *QUICK, *flags)


@pytest.fixture
def table(cluster):
    return lambda: sorted(cluster[cluster.layout.director].run("ipvsadm", "-Sn").splitlines())


@pytest.fixture
def webs(cluster):
    return cluster.layout.realservers


def held(cluster, host):
    return f" {cluster.layout.vip}/32 " in cluster[host].run("ip", "address", "show", "dev", "lo")


def rest(found):
    return found.stdout + found.stderr


def test_half_of_the_inventory_by_limit(cluster, dump, site, table, webs):
    before = table()
    played = site(dump, "--limit", f"{cluster.layout.director},{webs[0]}")
    assert played.returncode == 0, rest(played)
    assert table() == before


@pytest.mark.parametrize("missing", [["web2", "web3"], ["director"]], ids=" ".join)
def test_an_inventory_cut_down_as_by_a_slice_or_by_disabled_hosts(cluster, dump, site, table, missing):
    prefix, before = cluster.layout.director.removesuffix("director"), table()
    played = site(operator.without(dump, *(prefix + name for name in missing)))
    assert played.returncode == 0, rest(played)
    assert table() == before


def test_a_group_emptied_by_mistake(dump, site, table):
    before = table()
    played = site({**dump, "lvs_realservers": {"hosts": []}})
    assert played.returncode == 0, rest(played)
    assert "has no real server in this inventory" in rest(played)
    assert table() == before


def test_an_unreachable_real_server_is_kept_and_named(dump, site, table, webs):
    before = table()
    subprocess.run(["docker", "pause", webs[1]], check=True, stdout=subprocess.DEVNULL)
    try:
        played = site(dump)
    finally:
        subprocess.run(["docker", "unpause", webs[1]], check=True, stdout=subprocess.DEVNULL)
    assert played.returncode == 2, rest(played)
    assert f"{webs[1]} stays as it was in web" in rest(played)
    assert re.search(rf"^{webs[0]} .* failed=0 ", played.stdout, re.MULTILINE)
    assert table() == before


def test_what_left_the_inventory_goes_when_the_run_says_so_within_bounds(dump, site, table, webs):
    """The control of all above: a run can remove a real server."""
    before, cut = table(), operator.without(dump, *webs[1:])
    played = site(cut, "--extra-vars", "lvs_prune=true lvs_max_removals=1")
    assert played.returncode == 2, rest(played)
    assert "max_removals" in rest(played)
    assert table() == before
    played = site(cut, "--extra-vars", "lvs_prune=true")
    assert played.returncode == 0, rest(played)
    assert table() == before[:2]
    assert site(dump).returncode == 0
    assert table() == before


def test_one_leaves_after_the_director_has_let_it_go_and_comes_back_when_it_is_ready(cluster, dump, site, table, webs):
    before, leaving = table(), operator.changed(dump, webs[2], lvs_realserver_state="absent")
    rip = cluster.layout.rips[webs[2]]
    played = site(leaving, "--limit", webs[2])
    assert f"{webs[2]} keeps {cluster.layout.vip}" in rest(played)
    assert (held(cluster, webs[2]), table()) == (True, before)
    played = site(leaving)
    assert played.returncode == 0, rest(played)
    assert not held(cluster, webs[2])
    assert rip not in " ".join(table())
    cluster[webs[2]].run("systemctl", "stop", "nginx")
    try:
        played = site(dump, "--extra-vars", "lvs_min_ready=100%")
        assert played.returncode == 2
        assert "2 of 3 real servers are ready, and 3 have to be" in rest(played)
        played = site(dump)
        assert f"{webs[2]} was not added to web: nothing listens on tcp port 80" in rest(played)
        assert rip not in " ".join(table())
    finally:
        cluster[webs[2]].run("systemctl", "start", "nginx")
    assert site(dump).returncode == 0
    assert (held(cluster, webs[2]), table()) == (True, before)


def test_a_drain_outlives_the_run_and_is_shown_with_its_age(cluster, dump, site, table, inventory, webs):
    director, rip = cluster.layout.director, cluster.layout.rips[webs[0]]
    before = table()
    operator.call(inventory, director, "ipvs_destination", address=rip, state="drained", wait=False)
    try:
        played = site(dump)
        assert played.returncode == 0, rest(played)
        assert f"-r {rip}:80 -g -w 0" in " ".join(table())
        assert f"{webs[0]} is drained" in rest(played)
        status = operator.play(inventory, "status.yml")
        assert re.search(rf"{webs[0]} .*drained", rest(status))
    finally:
        operator.call(inventory, director, "ipvs_destination", address=rip, state="undrained")
    assert table() == before
