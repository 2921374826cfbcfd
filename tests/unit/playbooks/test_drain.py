# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""``drain.yml`` and ``undrain.yml`` refuse what cannot be before any host is contacted; see also test_site.py."""

import re

import pytest

from tests import site

NO_SSH = "/nonexistent/ssh"
# ansible-core before 2.19 has other words.
CANNOT = re.compile(r"lb1: (Task failed: )?Unable to execute ssh command line on a controller( due to)?: \[Errno 2\] ")
VARIABLES = {
    "lvs_services": [{"name": "web", "vips": ["203.0.113.10"], "ports": [80]}],
    "ansible_connection": "ssh",
    "ansible_ssh_executable": NO_SSH,
}
WEBS = {f"web{number}": {"lvs_rips": [f"10.0.0.1{number}"]} for number in (1, 2)}


@pytest.fixture
def play(tmp_path):
    inventory = site.write(tmp_path, site.inventory(["lb1"], WEBS, VARIABLES))
    return lambda playbook, *arguments, **given: site.play(inventory, f"lvs.cluster.{playbook}", *arguments, **given)


@pytest.mark.parametrize(
    ("playbook", "arguments", "given", "message"),
    [
        ("undrain", (), {"lvs_hosts": "web9"}, "lvs_hosts: 'web9' matches no real server of the inventory"),
        ("undrain", (), {}, "lvs_hosts and lvs_destinations: none is given"),
        ("drain", (), {"lvs_hosts": "web1", "lvs_drain_timeout": "5m"}, "lvs_drain_timeout: '5m' is not a"),
        ("drain", (), {"lvs_hosts": "web1", "lvs_drain_timeuot": "5"}, "did you mean lvs_drain_timeout?"),
        ("drain", ("--limit", "web1"), {"lvs_hosts": "web1"}, "lb1 has web1 in its table and is no part of this run"),
        ("drain", ("--limit", "web2"), {"lvs_destinations": "services"}, "no director is part of this run"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(play, playbook, arguments, given, message):
    run = play(playbook, *arguments, **given)
    assert run.returncode == 2
    assert message in " ".join(run.stdout.split())
    assert NO_SSH not in run.stdout


@pytest.mark.parametrize("pattern", ["web1", "web*:!web2", "lvs_realservers:lvs_directors"])
def test_control_what_can_be_contacts_the_director_alone(play, pattern):
    run = play("drain", lvs_hosts=pattern)
    assert run.returncode == 2
    assert CANNOT.search(run.stdout)
    assert NO_SSH in run.stdout
    assert "fatal: [web" not in run.stdout
