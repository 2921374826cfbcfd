# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.modules import ipvs

from tests.kernel.conftest import run
from tests.kernel.directors import everything


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
