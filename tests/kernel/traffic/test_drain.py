# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A drain ends when it should, not before: for TCP, after a reset by the server, for UDP, for persistent clients."""

import os
import signal
import time

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import memory
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination

from tests.kernel.traffic.rig import LostError
from tests.kernel.traffic.segment import CLIENTS, write_sysctl


@pytest.fixture
def drain(rig, module):
    """Drain ``rs1``, or bring another one to another state; the module's result has the ``seconds`` that it took."""

    def call(state="drained", address=rig.realservers["rs1"].address, **more):
        started = time.monotonic()
        result = module(ipvs_destination.main, address=address, state=state, **more)
        return {**result, "seconds": time.monotonic() - started}

    return call


@pytest.fixture
def timeouts(module):
    """Set how long the director remembers connections, in s."""

    def call(**seconds):
        assert "failed" not in module(ipvs.main, timeouts=seconds, persist=False)

    return call


def of(name, conversations):
    return [each for each in conversations if each.server == name]


def talk(rig, conversation, seconds):
    """Ask again and again, so that the director sees packets."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert rig.alive(conversation)
        rig.until(lambda: False, 0.5)


def at_rest(rig):
    return f"-r {rig.realservers['rs1'].address}:80 -g -w 0"


def left(result):
    return [entry["connections"] for entry in result["remaining"]]


def test_tcp_is_drained_once_its_clients_have_gone(rig, declare, drain, ipvsadm):
    declare(rig.service(80, scheduler="rr"))
    connections = rig.connect(*[80] * 6)
    ended = []

    def leave():
        assert rig.until(lambda: memory.load(Record("ipvs")).drains), "the record is first"
        assert rig.until(lambda: at_rest(rig) in "\n".join(ipvsadm.save()))
        assert rig.dead(connections) == []
        assert not of("rs1", rig.connect(*[80] * 4)), "a drained one gets no new connection"
        ended.append(time.monotonic())
        rig.disconnect(*of("rs1", connections))

    with rig.meanwhile(leave):
        result = drain(wait_timeout=30)
    assert (left(result), "failed" in result) == ([], False)
    assert time.monotonic() - ended[0] < 5
    assert rig.dead(connections) != [], "those that have gone"
    assert rig.dead(of("rs2", connections) + of("rs3", connections)) == []


def test_time_is_up_while_a_client_stays(rig, declare, drain, ipvsadm):
    declare(rig.service(80, scheduler="rr"))
    connections = rig.connect(*[80] * 3)
    result = drain(wait_timeout=2)
    assert (result["failed"], left(result)) == (True, [1])
    assert "it has connections left: 1 of tcp 203.0.113.10:80; it stays at weight 0" in result["msg"]
    assert at_rest(rig) in "\n".join(ipvsadm.save())
    assert "failed" not in drain(wait_timeout=2, wait_connections=1)
    assert rig.dead(connections) == []


def test_a_reset_by_the_server_is_found_by_its_silence(rig, declare, drain):
    declare(rig.service(80, scheduler="rr"))
    connections = rig.connect(*[80] * 6)
    broken, talking = of("rs1", connections)
    rig.reset(broken)
    assert left(drain(wait_timeout=2)) == [2], "the director believes in both"
    with rig.meanwhile(lambda: talk(rig, talking, 9)):
        result = drain(wait_timeout=8, wait_idle=5)
    assert left(result) == [1], "one is silent, the other is not"
    rig.reset(talking)
    result = drain(wait_timeout=30, wait_idle=5)
    assert (left(result), "failed" in result) == ([], False)
    assert 5 <= result["seconds"] < 15


def test_udp_is_drained_once_its_flows_are_forgotten(rig, declare, drain, timeouts):
    declare(rig.service(53, protocol="udp", scheduler="rr"))
    timeouts(udp=3)
    flows = rig.flows(*[53] * 3)
    (flow,) = of("rs1", flows)
    with rig.meanwhile(lambda: talk(rig, flow, 5)):
        assert left(drain(wait_timeout=4)) == [1]
    result = drain(wait_timeout=30)
    assert (left(result), "failed" in result) == ([], False)
    assert rig.tracked() == [found for found in rig.tracked() if found.realserver != rig.realservers["rs1"].address]


def test_a_persistent_client_counts_only_where_that_is_asked(rig, declare, drain, timeouts):
    declare(rig.service(80, scheduler="rr", persistence={"timeout": 6}))
    write_sysctl("vs.expire_quiescent_template", 1)
    timeouts(tcp_fin=1)
    for client in CLIENTS[:3]:
        rig.request(80, source=client)
    assert "failed" not in drain(wait_timeout=0), "nobody is connected"
    assert left(drain(wait_timeout=0, wait_persistent=True)) == [1], "but somebody may come back"
    result = drain(wait_timeout=30, wait_persistent=True)
    assert (left(result), "failed" in result) == ([], False)
    assert result["seconds"] > 1
    assert not [found for found in rig.tracked() if found.realserver == rig.realservers["rs1"].address]


def test_a_persistent_client_of_a_drained_one_goes_elsewhere_where_templates_expire(rig, declare, drain):
    declare(rig.service(80, scheduler="rr", persistence={"timeout": 60}))
    write_sysctl("vs.expire_quiescent_template", 1)
    named = {rig.request(80, source=client): client for client in CLIENTS[:3]}
    drain(wait=False)
    assert rig.request(80, source=named["rs1"]) != "rs1"


@pytest.mark.parametrize(("on_timeout", "failed", "weight"), [("restore", True, 1), ("remove", False, None)])
def test_what_happens_when_time_is_up(rig, declare, drain, ipvsadm, on_timeout, failed, weight):
    declare(rig.service(80, scheduler="rr"))
    connections = rig.connect(*[80] * 3)
    result = drain(wait_timeout=1, on_timeout=on_timeout)
    assert result.get("failed", False) is failed
    lines = [line for line in ipvsadm.save() if f"-r {rig.realservers['rs1'].address}:80" in line]
    assert [line.split()[-1] for line in lines] == ([] if weight is None else [str(weight)])
    assert (rig.dead(of("rs1", connections)) == []) is (weight is not None)
    assert rig.dead(of("rs2", connections) + of("rs3", connections)) == []
    drain("undrained")
    assert of("rs1", rig.connect(*[80] * 3))


def test_an_evicted_one_loses_its_connections_at_once_and_nobody_else_does(rig, declare, drain):
    declare(rig.service(80, scheduler="rr", persistence={"timeout": 60}))
    connections = [rig.connect(80, source=client)[0] for client in CLIENTS[:3]]
    (victim,) = of("rs1", connections)
    drain("evicted")
    assert not rig.alive(victim)
    assert rig.dead(of("rs2", connections) + of("rs3", connections)) == []
    assert rig.request(80, source=victim.identity[0]) != "rs1"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_drain_that_was_interrupted_goes_on(rig, declare, drain, ipvsadm, number):
    declare(rig.service(80, {"rs1": 7, "rs2": 1}))
    connections = rig.connect(*[80] * 8)
    pid = os.fork()
    if not pid:
        try:
            drain(wait_timeout=60)
        finally:
            os._exit(0)
    assert rig.until(lambda: at_rest(rig) in "\n".join(ipvsadm.save()), 20)
    os.kill(pid, number)
    os.waitpid(pid, 0)
    with rig.meanwhile(lambda: rig.disconnect(*of("rs1", connections))):
        result = drain(wait_timeout=30)
    assert (left(result), "failed" in result, result["changed"]) == ([], False, False)
    drain("undrained")
    assert f"-r {rig.realservers['rs1'].address}:80 -g -w 7" in "\n".join(ipvsadm.save())


def test_a_drain_that_somebody_else_has_ended_is_no_drain(rig, declare, drain):
    declare(rig.service(80, scheduler="rr"))
    rig.connect(*[80] * 3)

    def end():
        rig.until(lambda: memory.load(Record("ipvs")).drains)
        record = Record("ipvs")
        with record.locked():
            memory.save(record, memory.load(record)._replace(drains=()))

    with rig.meanwhile(end):
        result = drain(wait_timeout=30)
    assert "was ended by somebody else while this run waited for it" in result["msg"]
    assert result["seconds"] < 15


@pytest.mark.parametrize(("scheduler", "flag"), [("sh", "sh-fallback"), ("mh", "mh-fallback"), ("dh", "")])
def test_who_would_be_refused_at_weight_0_is_said_and_is_true(rig, declare, drain, scheduler, flag):
    """With these schedulers a client belongs to a real server, whatever its weight."""
    declare(rig.service(80, scheduler=scheduler))
    everyone = [drain(address=server.address, wait=False) for server in rig.realservers.values()]
    assert all(f"the scheduler {scheduler} refuses the clients" in said["warnings"][-1] for said in everyone)
    for server in rig.realservers.values():
        drain("undrained", address=server.address)
    lost = []
    for server in rig.realservers.values():
        drain(address=server.address, wait=False)
        lost += refused(rig)
        drain("undrained", address=server.address)
    assert lost, "somebody belongs to one of them"
    if flag:
        declare(rig.service(80, scheduler=scheduler, scheduler_flags=[flag]))
        assert not drain(wait=False).get("warnings")
        assert refused(rig) == []
    drain("evicted")
    assert refused(rig) == []


def refused(rig):
    """The clients that get no connection."""
    lost = []
    for client in CLIENTS:
        try:
            rig.request(80, source=client)
        except LostError:
            lost.append(client)
    return lost


def test_what_makes_a_drain_gentle_or_an_eviction_slow_is_said(rig, declare, drain):
    declare(rig.service(80, scheduler="rr", persistence={"timeout": 60}))
    (said,) = drain(wait=False)["warnings"]
    assert said == "net.ipv4.vs.expire_quiescent_template is 0: persistent clients keep coming to a drained real server"
    write_sysctl("vs.expire_nodest_conn", 0)
    (said,) = drain("evicted")["warnings"]
    assert said == "net.ipv4.vs.expire_nodest_conn is 0: packets of its connections vanish until they time out"
