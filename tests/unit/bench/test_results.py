# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What make bench makes of its figures."""

from xml.etree import ElementTree

from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination

from bench import page, plot, tables

SIZES = ("100 x 10", "1000 x 10", "1000 x 100")
ENGINE = {"runs": 5, "create": 10.0, "nothing": 4.0, "weight": 4.0, "one": 0.5, "memory": 51.4}
IPVSADM = {"runs": 3, "create": 1000.0, "print": 10.0, "one": 50.0}
RESULTS = {
    "machine": {"kernel": "Linux 6.1 (User Mode Linux)", "processor": "one of many"},
    "tables": {
        "engine": dict.fromkeys(SIZES, ENGINE),
        "ipvsadm": dict.fromkeys(SIZES, IPVSADM),
        "pyroute2": {"100 x 10": {"runs": 1, "create": 2000.0, "read": 100.0}},
        "process per rule": {"100 x 10": {"runs": 1, "create": 30000.0}},
    },
    "module": {
        "10 x 10": {"noop": 100.0, "module": 110.0, "arguments": 1, "validation": 1, "reconciliation": 1, "output": 1}
    },
    "module runs": 9,
}


def test_a_peer_is_said_in_times_of_ours_and_what_was_not_measured_is_a_dash():
    text = page.page(RESULTS)
    assert "| lvs.cluster | 10.0 (5) | 10.0 (5) | 10.0 (5) |" in text
    assert "| `ipvsadm -R` | 1,000.0 (3), **100.0 x** |" in text
    assert "| `ipvsadm -Sn`, merely printing | 10.0 (3), **2.5 x** |" in text
    assert "| one `ipvsadm` process per rule | 30,000.0 (1), **3000.0 x** | - | - |" in text
    assert "| `ipvs` | 110.0, **1.10 x** |" in text
    assert "User Mode Linux exaggerates" in text


def test_the_picture_is_an_svg_with_a_line_for_each_series_and_a_mark_for_each_figure():
    picture = ElementTree.fromstring(plot.plot(RESULTS["tables"]))  # noqa: S314 - our own text
    names = [element.tag.rpartition("}")[2] for element in picture]
    assert names.count("polyline") == 6
    assert names.count("circle") == 4 * 3 + 2


def test_every_destination_of_a_measured_table_is_another():
    table = tables.table(300, 20)
    addresses = [destination.address for service in table for destination in service.destinations]
    assert len({service.key for service in table}) == 300
    assert len(set(addresses)) == len(addresses) == 6000


def test_one_weight_is_changed_and_nothing_else():
    (service,) = tables.table(1, 2)
    assert tables.heavier(service).destinations == (
        Destination("10.0.0.1", 1000, weight=9),
        Destination("10.0.0.2", 1000),
    )
