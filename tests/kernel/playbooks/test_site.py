# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""``site.yml`` against a real kernel; all hosts are this one, enough to see what is touched and what is not."""

import sys

import pytest

from tests import site
from tests.kernel.conftest import run
from tests.kernel.neighbourhood import VIP


@pytest.fixture
def play(tmp_path):
    """Play site.yml with the variables of web1, web2 … and return the finished process."""

    def call(*realservers, flags=(), **service):
        hosts = {f"web{n}": {"lvs_rips": [f"10.0.0.1{n}"], **more} for n, more in enumerate(realservers, 1)}
        variables = {
            "lvs_services": [{"name": "web", "vips": [VIP], "ports": [80], **service}],
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "director_packages": [],
        }
        return site.play(site.write(tmp_path, site.inventory(["lb1"], hosts, variables)), "playbooks/site.yml", *flags)

    return call


def untouched(ipvsadm):
    return ipvsadm.save() == [] and VIP not in run("ip", "address")


@pytest.mark.usefixtures("segment")
def test_an_unknown_scheduler_is_refused_before_any_host_is_touched(play, ipvsadm):
    played = play({}, scheduler="nope")
    assert played.returncode == 2
    assert "tcp 203.0.113.10:80: scheduler: 'nope' is not a scheduler of this kernel" in played.stdout
    assert untouched(ipvsadm)


@pytest.mark.parametrize(("arp_ignore", "is_refused"), [(0, True), (1, False)])
def test_a_stranger_that_answers_for_a_vip_ends_the_run_before_any_host_is_touched(
    play, ipvsadm, neighbours, arp_ignore, is_refused
):
    neighbours.host(3, ["203.0.113.3/24"], on_lo=[f"{VIP}/32"], arp_ignore=arp_ignore)
    played = play({}, flags=["--check"])
    assert (f"which no host of this run has, answers for {VIP}" in played.stdout) == is_refused
    assert ("PLAY [Directors]" in played.stdout) != is_refused
    assert untouched(ipvsadm)


@pytest.mark.usefixtures("segment")
def test_a_tag_passes_over_the_directors_and_the_run_comes_to_its_end(play, ipvsadm):
    played = play({}, flags=["--tags", "realserver"])
    assert "TASK [The report]" in played.stdout, played.stdout + played.stderr
    assert "is undefined" not in played.stdout + played.stderr
    assert ipvsadm.save() == []
