# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import signal

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes tells of the machine, which other stages share.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

LONGEST = 120  # s; what takes ten seconds on a busy machine is no hang


@pytest.fixture
def no_hang():
    """A test that does not end is a failure and no wait without end."""

    def interrupt(*_signal):
        raise TimeoutError(f"no end within {LONGEST} s")

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.alarm(LONGEST)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
