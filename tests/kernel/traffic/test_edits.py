# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A thousand established connections survive whatever is edited around them, as long as their server is kept.

With expire_nodest_conn=1, the strict one: there a destination that is deleted takes its connections along.
"""

import copy
import itertools

from tests.kernel.traffic.walk import KINDS, walk

EDITS, SOME, ALL_AFTER = 200, 20, 20


def test_a_thousand_connections_survive_two_hundred_edits(rig, declare, among, services, connections, rng):
    made, kinds = rig.roster(), set()

    def ask_some():
        assert rig.dead(rng.sample(connections, SOME)) == []

    for number, kind in enumerate(itertools.islice(walk(rng, services), EDITS), 1):
        with among(ask_some):
            assert declare(*services)["changed"], f"edit {number}: {kind}"
        ask_some()
        assert number % ALL_AFTER or rig.dead(connections) == [], f"edit {number}: {kind}"
        kinds.add(kind)
    assert len(kinds) == len(KINDS)
    assert rig.roster() == made
    assert len(made) == len(connections) == sum(server.accepted for server in rig.realservers.values())


def test_control_a_server_that_goes_and_comes_back_has_lost_its_connections_and_no_other_has(
    rig, declare, services, connections
):
    without = copy.deepcopy(services)
    for service in without:
        del service["destinations"][1]
    declare(*without)
    # The kernel ends them one tick later; a server that is back before has them still.
    theirs = {one.identity for one in connections if one.server == "rs2"}
    assert rig.until(lambda: not theirs & {found.identity for found in rig.tracked()})
    declare(*services)
    lost = rig.dead(connections)
    assert {identity for identity, _why in lost} == theirs
    assert {why for _identity, why in lost} == {"ConnectionResetError: [Errno 104] Connection reset by peer"}
    assert len(theirs) > 300
