# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import ctypes
import os
import subprocess
import time
import types
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import client, presence
from ansible_collections.lvs.cluster.plugins.modules import ipvs

from tests.kernel.boots import Host
from tests.kernel.conftest import run
from tests.kernel.directors import everything
from tests.kernel.neighbourhood import load_ipv6
from tests.kernel.traffic.cluster import Cluster
from tests.kernel.traffic.segment import Namespace, Switch, skip_dad, until_settled
from tests.kernel.traffic.tap import Tap
from tests.kernel.vips import OWN, OWN6, state

CLONE_NEWNS = 0x00020000


@pytest.fixture
def declare(module):
    """Run ``ipvs``: check mode foresees it, neither that nor a refused run changes anything, and a second one idles."""
    run("ipvsadm", "-Ln")  # has ip_vs loaded

    def call(**params):
        before = everything()
        foreseen = module(ipvs.main, check_mode=True, persist=False, **params)
        assert everything() == before
        done = module(ipvs.main, persist=False, **params)
        if "failed" in done:
            assert everything() == before
        else:
            assert foreseen == done
            assert module(ipvs.main, persist=False, **params)["operations"] == []
        return done

    return call


@pytest.fixture(scope="session")
def _ipv6():
    load_ipv6()


@pytest.fixture
def cluster(_ipv6):
    """A director, two real servers, a router and a client, each in a namespace of its own."""
    cluster = Cluster(realservers=2)
    yield cluster
    cluster.close()


@pytest.fixture
def segment(_ipv6):
    """The host, that is where the test is, and ``neighbour``, a namespace; ``tap`` sees what the host says.

    Each has eth0 in the networks of OWN and OWN6; the neighbour has .3 and ::3 in them.
    """
    switch, neighbour = Switch(), Namespace()
    skip_dad()
    switch.plug("host", f"{OWN}/24", f"{OWN6}/64")
    with neighbour.entered():
        skip_dad()
        switch.plug("neighbour", "203.0.113.3/24", "2001:db8::3/64")
    until_settled()
    tap = Tap(switch, "host")
    yield types.SimpleNamespace(neighbour=neighbour, tap=tap)
    for one in (tap, neighbour, switch):
        one.close()


@pytest.fixture
def exact(module, tmp_path):
    """Run ``vip``: check mode foresees it and writes nothing, a refused run neither, and a second one idles."""

    def call(act, *addresses, **params):
        before = state(tmp_path)
        foreseen = act(module, *addresses, check_mode=True, **params)
        assert state(tmp_path) == before
        done = act(module, *addresses, **params)
        assert foreseen == done
        if "failed" in done:
            assert state(tmp_path) == before
        else:
            files = Host(tmp_path).files()
            again = act(module, *addresses, **params)
            assert Host(tmp_path).files() == files
            assert (again["changed"], again["operations"], again["diff"]) == (False, [], [])
        return done

    return call


@pytest.fixture
def unloaded(monkeypatch):
    """Have ip_vs not loaded: in the lab's own kernel really; a machine's own kernel is only said not to have it."""
    if "User Mode Linux" not in Path("/proc/cpuinfo").read_text():
        monkeypatch.setattr(presence, "_TABLE", "/nonexistent")
        return
    deadline = time.monotonic() + 30
    while client.is_loaded():  # namespaces of earlier tests may still be on their way out
        assert time.monotonic() < deadline, "something holds ip_vs"
        loaded = [line.split()[0] for line in Path("/proc/modules").read_text().splitlines()]
        modules = [name for name in loaded if name.startswith("ip_vs_")]
        subprocess.run(["modprobe", "--remove", *modules, "ip_vs"], capture_output=True, timeout=30, check=False)


@pytest.fixture
def read_only_sysctls():
    """``with read_only_sysctls():`` as in an unprivileged container; the mounts are the test's own."""
    before = os.open("/proc/self/ns/mnt", os.O_RDONLY)
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.unshare(CLONE_NEWNS) == 0, os.strerror(ctypes.get_errno())
    run("mount", "--make-rprivate", "/")

    @contextlib.contextmanager
    def mounted():
        run("mount", "--bind", "/proc/sys", "/proc/sys")
        run("mount", "-o", "remount,ro,bind", "/proc/sys")
        try:
            yield
        finally:
            run("umount", "/proc/sys")

    yield mounted
    assert libc.setns(before, CLONE_NEWNS) == 0
    os.close(before)
