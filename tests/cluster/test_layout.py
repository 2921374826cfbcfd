# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is who, from what ansible-inventory says."""

from __future__ import annotations

from lab.cluster.layout import Layout, from_inventory

VIP6 = "2001:db8::100"
SERVICES = [{"name": "web", "vips": ["10.0.1.100", VIP6], "ports": [80], "scheduler": "rr"}]


def test_roles_and_service_come_from_the_inventory():
    dump = {
        "_meta": {"hostvars": {
            "d": {"lvs_services": SERVICES},
            "w2": {"lvs_rips": ["10.0.1.12"]},
            "w1": {"lvs_rips": ["10.0.1.11"]},
        }},
        "lvs_directors": {"hosts": ["d"]},
        "lvs_realservers": {"hosts": ["w2", "w1"]},
        "lvs_clients": {"hosts": ["c"]},
        "routers": {"hosts": ["r"]},
    }  # fmt: skip
    layout = from_inventory(dump)
    assert layout == Layout("d", "r", "c", {"w1": "10.0.1.11", "w2": "10.0.1.12"}, "10.0.1.100", 80, "rr", VIP6)
    assert layout.nodes == ["d", "w1", "w2", "r", "c"]
