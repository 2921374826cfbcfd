# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What make bench makes of the figures of a large inventory, and the inventory that it measures."""

import json
import subprocess

from ansible_collections.lvs.cluster.plugins.plugin_utils.site import site

from bench.controller import __main__ as controller

RESULTS = {
    1000: {"nothing": (1.0, 50.0), "template": (2.0, 50.0), "filters": (3.0, 60.0)},
    2000: {"nothing": (1.5, 50.0), "template": (3.5, 50.0), "filters": (5.5, 70.0)},
}


def test_the_page_has_each_size_and_what_a_real_server_adds():
    text = controller.page(RESULTS)
    assert "| real servers | 1,000 | 2,000 |" in text
    assert "everything checked and derived | 3.0 s, 60 MB | 5.5 s, 70 MB |" in text
    assert "need 2.00, 2.00 ms for each real server. At 2,000 that is 4.0 s" in text


def test_the_inventory_is_one_that_site_takes_whole(tmp_path):
    program = controller._write(tmp_path, 250)
    dump = json.loads(subprocess.run([program], check=True, capture_output=True).stdout)
    groups = {name: content["hosts"] for name, content in dump.items() if "hosts" in content}
    hostvars = {host: {**dump["all"]["vars"], **found} for host, found in dump["_meta"]["hostvars"].items()}
    found = site(groups, hostvars)
    assert found["faults"] == []
    services = found["clusters"]["default"]["services"]
    assert len(services) == controller.SERVICES
    assert sum(len(service["destinations"]) for service in services) == 250
