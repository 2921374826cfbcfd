# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""site.yml on bare nodes by the ansible-core that runs this test, as molecule's converge and idempotence have it."""

from __future__ import annotations

import re

import pytest


@pytest.fixture(scope="module")
def runs(play):
    """What the first run said, and the second one."""
    return [play(), play()]


def changed(said):
    """{host: whether the run changed it}, as the recap has it."""
    return {host: count != "0" for host, count in re.findall(r"^(\S+) +: ok=.* changed=(\d+)", said, re.MULTILINE)}


def test_the_first_run_changes_every_host_and_the_second_one_none(runs, services):
    hosts = [services[0].director, *services[0].realservers]
    first, second = map(changed, runs)
    assert {host: first[host] for host in hosts} == dict.fromkeys(hosts, True)
    assert second == dict.fromkeys(second, False)
    assert second.keys() >= set(hosts)


def test_neither_warns_of_what_a_coming_release_refuses(runs):
    assert [line for said in runs for line in said.splitlines() if "DEPRECATION WARNING" in line] == []
