# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long hundreds of real servers take to be judged."""

import time

from ansible_collections.lvs.cluster.plugins.plugin_utils.checks import judging

from tests.unit.plugin_utils.checks import healthy


def measured(count):
    """Seconds that the findings of so many real servers take, one of which answers for the VIP."""
    webs = [f"web{number}" for number in range(count)]
    healthy.NUMBERS.update({web: 20 + number for number, web in enumerate(webs)})
    clusters, nodes = healthy.clusters(webs), healthy.nodes(webs)
    for web in webs[1:]:
        nodes[web]["answers"][0]["macs"].append(healthy.mac("web0"))
    start = time.process_time()
    found = judging.findings(clusters, nodes, healthy.traffic(webs), healthy.NOW)
    assert sum(one["host"] == "web0" and one["id"] == "F7" and "more" in one["found"] for one in found) == 1
    return time.process_time() - start


def test_time_grows_with_the_number_of_real_servers_and_no_faster(monkeypatch):
    monkeypatch.setattr(healthy, "NUMBERS", dict(healthy.NUMBERS))
    few = min(measured(250) for _ in range(3))
    assert measured(2000) < few * 8 * 3
