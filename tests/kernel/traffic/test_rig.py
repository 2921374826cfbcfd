# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What later tests take for granted of the rig: who answers, who is lost, and what the director sees of it."""

import time

import pytest

from tests.kernel.traffic.rig import PATIENCE, LostError
from tests.kernel.traffic.segment import CLIENTS

ESTABLISHED, ENDED = "ESTABLISHED", "FIN_WAIT"


def test_every_real_server_answers_in_its_turn(rig, declare):
    declare(rig.service(80, scheduler="rr"))
    answered = [rig.request(80) for _number in range(6)]
    assert sorted(answered[:3]) == sorted(answered[3:]) == ["rs1", "rs2", "rs3"]
    assert [server.accepted for server in rig.realservers.values()] == [2, 2, 2]


def test_the_director_knows_each_connection_and_its_real_server(rig, declare):
    declare(rig.service(80), rig.service(443))
    connections = rig.connect(80, 443, 80)
    assert rig.dead(connections) == []
    known = {(one.identity, rig.realservers[one.server].address, ESTABLISHED) for one in connections}
    assert {(found.identity, found.realserver, found.state) for found in rig.tracked()} == known


def test_a_refused_client_is_lost(rig, declare):
    with pytest.raises(LostError, match="Refused"):
        rig.request(80)
    declare(rig.service(80, {"rs1": 0}))
    with pytest.raises(LostError, match="Refused"):
        rig.request(80)


def test_a_client_of_a_real_server_that_is_not_there_is_lost(rig, declare):
    declare(rig.service(80, {"rs9": 1}), rig.service(53, {"rs9": 1}, protocol="udp"))
    with pytest.raises(LostError, match="no connection"):
        rig.connect(80, timeout=0.3)
    with pytest.raises(LostError, match="no answer"):
        rig.flows(53, timeout=0.3)


def test_a_closed_connection_is_not_active_any_more(rig, declare):
    declare(rig.service(80))
    stays, goes = rig.connect(80, 80)
    rig.disconnect(goes)
    assert {found.identity: found.state for found in rig.tracked()} == {
        stays.identity: ESTABLISHED,
        goes.identity: ENDED,
    }
    assert rig.alive(stays)
    assert not rig.alive(goes)


def test_of_a_reset_by_the_server_the_client_knows_and_the_director_does_not(rig, declare):
    declare(rig.service(80))
    stays, breaks = rig.connect(80, 80)
    rig.reset(breaks)
    assert "reset" in breaks.fault
    assert (rig.alive(stays), rig.alive(breaks)) == (True, False)
    assert [found.state for found in rig.tracked()] == [ESTABLISHED, ESTABLISHED]


def test_udp_flows_stay_with_their_real_server(rig, declare):
    declare(rig.service(53, protocol="udp", scheduler="rr"))
    flows = rig.flows(53, 53, 53)
    servers = [flow.server for flow in flows]
    assert sorted(servers) == ["rs1", "rs2", "rs3"]
    assert rig.dead(flows) == []
    assert [flow.server for flow in flows] == servers
    assert [(found.protocol, found.state) for found in rig.tracked()] == [("UDP", "UDP")] * 3


def test_a_persistent_client_comes_back_to_its_real_server(rig, declare):
    declare(rig.service(80, scheduler="rr", persistence={"timeout": 60}))
    one, other = ([rig.request(80, source=client) for _number in range(3)] for client in CLIENTS[:2])
    assert len(set(one)) == len(set(other)) == 1
    assert one != other
    templates = [found for found in rig.tracked() if found.is_template]
    assert [(found.identity[0], found.realserver) for found in templates] == [
        (client, rig.realservers[names[0]].address) for client, names in zip(CLIENTS, (one, other))
    ]


def test_while_the_test_waits_clients_can_go_on(rig, declare):
    declare(rig.service(80))
    connections = rig.connect(80, 80)
    deadline = time.monotonic() + PATIENCE
    with rig.meanwhile(lambda: rig.disconnect(*connections)):
        while {found.state for found in rig.tracked()} != {ENDED}:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_what_fails_meanwhile_fails_the_test(rig):
    with pytest.raises(LostError), rig.meanwhile(lambda: rig.request(80)):
        pass
