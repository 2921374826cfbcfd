# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests under traffic: each has a segment of its own, in which it is the director."""

import contextlib
import functools
import os
import random
import time

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import batches, sending
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client
from ansible_collections.lvs.cluster.plugins.modules import ipvs

from tests.kernel.traffic.rig import TCP_PORTS, Rig
from tests.kernel.traffic.segment import write_sysctl


@pytest.fixture
def rig():
    """A Rig of three real servers; a deleted destination takes its connections along (expire_nodest_conn=1)."""
    with Client():
        rig = Rig()  # after ip_vs is loaded, which brings its sysctls
    write_sysctl("vs.expire_nodest_conn", 1)
    yield rig
    rig.close()


@pytest.fixture
def declare(module):
    """``declare(*services)`` runs the module ``ipvs`` on the director, live only, and returns its result."""

    def call(*services):
        result = module(ipvs.main, services=list(services), persist=False)
        assert "failed" not in result, result
        return result

    return call


@pytest.fixture
def among(monkeypatch):
    """``with among(visit): declare(…)`` sends every operation by itself and calls ``visit()`` before each."""
    send = sending.send

    @contextlib.contextmanager
    def patched(visit):
        def send_after_visit(client, batch):
            visit()
            return send(client, batch)

        with monkeypatch.context() as patch:
            patch.setattr(sending, "batches", functools.partial(batches.batches, largest=1))
            patch.setattr(sending, "send", send_after_visit)
            yield

    return patched


@pytest.fixture
def rng():
    """Random numbers, other ones in each run; a test that fails shows the seed, and TRAFFIC_SEED takes it."""
    seed = os.environ.get("TRAFFIC_SEED") or str(time.time_ns())
    print(f"TRAFFIC_SEED={seed}")
    return random.Random(seed)  # noqa: S311 - nothing is secret here


@pytest.fixture
def services(rig, declare):
    """A service on each of TCP_PORTS with every real server, as declared and in the director's table."""
    services = [rig.service(port, scheduler="rr") for port in TCP_PORTS]
    declare(*services)
    return services


@pytest.fixture
def connections(rig, services):
    """A thousand established connections of ``services``."""
    connections = rig.connect(*[service["port"] for service in services] * (1000 // len(services)))
    assert len(connections) == 1000
    return connections
