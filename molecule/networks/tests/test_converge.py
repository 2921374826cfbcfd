# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""site.yml builds the cluster, and builds it again, while clients keep asking for the VIPs."""

from __future__ import annotations

import itertools

import pytest

# What each network service says of an interface that it has configured itself.
OWNERS = {
    "networking": ("ifquery --state eth0", "eth0=eth0"),
    "systemd-networkd": ("networkctl list --no-legend eth0", "routable configured"),
    "NetworkManager": ("nmcli --get-values GENERAL.CONNECTION,GENERAL.STATE device show eth0", "eth0 100 (connected)"),
}


def test_the_first_run_leaks_nothing(first_run):
    complaints, _seen = first_run
    assert complaints == {}


@pytest.mark.parametrize("service", OWNERS)
def test_each_network_service_owns_its_interface(of_service, service):
    command, expected = OWNERS[service]
    assert " ".join(of_service(service).run(*command.split()).split()).endswith(expected)


def test_each_real_server_holds_the_vips_in_silence(cluster, held, present):
    assert cluster.each(cluster.layout.realservers, held) == dict.fromkeys(cluster.layout.realservers, present)


def test_a_second_run_leaks_nothing_and_no_client_notices(cluster, watch, play, vips):
    watching = watch()
    with watching.during():
        play()
        seen = watching.outcome()
    assert watching.complaints(seen) == {}
    assert seen.answers.keys() == set(itertools.product(vips, cluster.layout.realservers))
    assert seen.unanswered.total() == 0
