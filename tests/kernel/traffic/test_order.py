# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""While an apply moves the load, no client is lost: each operation is sent by itself, with clients before and after.

Only what is declared may happen in between: a service that has a real server before and after has one all the time.
"""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import planner

from tests.kernel.traffic.rig import LostError

#: Those that pass over a weight of 0. A hash (sh, dh, mh) sends its share of the clients there and refuses them.
SCHEDULERS = ("rr", "wrr", "lc", "wlc", "sed", "nq", "lblc", "lblcr", "fo")
TCP, UDP = (80, 443), (53,)
#: One more than there are real servers, so that round robin comes to each.
CLIENTS_EACH_TIME = 4
TABLES = 40
MOVES = {
    "weights are swapped": ({"rs1": 1, "rs2": 0}, {"rs1": 0, "rs2": 1}),
    "weights go round": ({"rs3": 0, "rs1": 9, "rs2": 0}, {"rs3": 1, "rs1": 0, "rs2": 0}),
    "the one real server is another": ({"rs1": 1}, {"rs2": 1}),
    "two come for one": ({"rs2": 1}, {"rs1": 1, "rs3": 1}),
    "the one with weight goes": ({"rs1": 1, "rs2": 0}, {"rs2": 1, "rs3": 0}),
}


@pytest.fixture
def clients(rig):
    """Let clients visit every service; the value returned is whom they met. A lost one raises LostError."""

    def visit():
        met = {rig.request(port) for port in TCP * CLIENTS_EACH_TIME}
        flows = rig.flows(*UDP * CLIENTS_EACH_TIME)
        for flow in flows:
            flow.close()
        return met | {flow.server for flow in flows}

    return visit


@pytest.fixture
def apply(rig, declare):
    """Apply weights and a scheduler to all services; return how many operations that took."""

    def call(weights, scheduler):
        services = [rig.service(port, weights, protocol, scheduler=scheduler) for port, protocol in _ports()]
        return declare(*services)["operation_count"]

    return call


def _ports():
    return [*((port, "tcp") for port in TCP), *((port, "udp") for port in UDP)]


@pytest.mark.parametrize("move", MOVES)
def test_no_client_is_lost_when_the_load_moves(apply, among, clients, move):
    before, after = MOVES[move]
    apply(before, "rr")
    assert clients() == served_by(before)
    with among(clients):
        assert apply(after, "wlc") >= 3 * len(_ports())
    assert clients() == served_by(after)


@pytest.mark.parametrize("move", MOVES)
def test_control_in_the_reverse_order_clients_are_lost(apply, among, clients, monkeypatch, move):
    before, after = MOVES[move]
    apply(before, "rr")
    plan = planner.plan
    monkeypatch.setattr(planner, "plan", lambda *arguments: plan(*arguments)[::-1])
    with among(clients), pytest.raises(LostError, match="Refused"):
        apply(after, "wlc")


def test_no_client_is_lost_on_the_way_from_table_to_table(apply, among, clients, rng):
    operations, weights = 0, {"rs1": 1}
    apply(weights, "rr")
    for _table in range(TABLES):
        weights, scheduler = drawn(rng), rng.choice(SCHEDULERS)
        with among(clients):
            operations += apply(weights, scheduler)
        assert clients() <= served_by(weights)
    assert operations > 5 * TABLES


def drawn(rng):
    """One to three real servers with weights, at least one of them above 0."""
    names = rng.sample(["rs1", "rs2", "rs3"], rng.randint(1, 3))
    return {**{name: rng.choice([0, 0, 5]) for name in names}, rng.choice(names): rng.choice([1, 5])}


def served_by(weights):
    return {name for name, weight in weights.items() if weight}
