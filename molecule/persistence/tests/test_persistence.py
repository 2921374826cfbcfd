# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each client stays with one real server, and the kernel remembers that for as long as the inventory says."""

from __future__ import annotations

import re

import pytest

CLIENTS, TIMEOUT = 6, 90
# A template: nobody's port, and how long it will live.
TEMPLATE = re.compile(r"^TCP (\d+):(\d+) +NONE +(?P<client>\S+):0 +\S+:0 +(?P<realserver>\S+):0$", re.MULTILINE)


@pytest.fixture(scope="module")
def answered(cluster):
    """Who answered the three requests of each client: {its address: [names]}. All of them are on one node."""
    layout, client = cluster.layout, cluster[cluster.layout.client]
    (own,) = re.findall(r"inet (\S+)\.\d+/24 .* eth0$", client.run("ip", "-4", "address", "show", "eth0"), re.MULTILINE)
    addresses = [f"{own}.{number}" for number in range(21, 21 + CLIENTS)]
    change = [f"address {{}} {address}/24 dev eth0" for address in addresses]
    client.run("ip", "-force", "-batch", "-")
    yield addresses, change, layout
