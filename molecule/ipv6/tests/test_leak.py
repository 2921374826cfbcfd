# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps an IPv6 VIP quiet is its place, so a VIP on the interface is what the facts have to find."""

from __future__ import annotations

import pytest

from lab.cluster.breakages import LEAKS, broken


@pytest.fixture
def of_ipv6(services):
    (layout,) = (layout for layout in services if layout.family == 6)
    return layout


def test_a_vip_on_the_interface_is_found(cluster, look, failing, of_ipv6):
    (leak,) = (leak for leak in LEAKS if "IPv6" in leak.id)
    with broken(cluster, look(of_ipv6).legs, leak):
        seen = failing(of_ipv6)
    # Whom the router believes meanwhile is a race.
    assert seen.keys() >= {"F6", "F7"}
    assert failing(of_ipv6) == {}, "mended"
