# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import changes, planner
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey

KEY = ServiceKey("ipv4", "tcp", "203.0.113.10", 80)


def web(*weights):
    return Service(
        KEY,
        "wlc",
        destinations=tuple(Destination(f"10.0.{n // 250}.{n % 250 + 1}", 80, weight=w) for n, w in enumerate(weights)),
    )


def test_nothing_to_do_is_no_change():
    assert changes.told({KEY: web(1)}, ()) == {
        "changed": False,
        "operations": [],
        "operation_count": 0,
        "diff": {"before": "", "after": ""},
    }


def test_an_edit_is_told_in_lines_that_every_operator_reads():
    operations = planner.plan({KEY: web(1, 1)}, [web(1, 0)])
    assert changes.told({KEY: web(1, 1)}, operations) == {
        "changed": True,
        "operations": [
            {
                "operation": "edit_destination",
                "service": "tcp 203.0.113.10:80",
                "destination": "10.0.0.2:80",
                "before": "-a -t 203.0.113.10:80 -r 10.0.0.2:80 -g -w 1",
                "after": "-a -t 203.0.113.10:80 -r 10.0.0.2:80 -g -w 0",
            }
        ],
        "operation_count": 1,
        "diff": {
            "before": "-A -t 203.0.113.10:80 -s wlc\n-a -t 203.0.113.10:80 -r 10.0.0.1:80 -g -w 1\n"
            "-a -t 203.0.113.10:80 -r 10.0.0.2:80 -g -w 1\n",
            "after": "-A -t 203.0.113.10:80 -s wlc\n-a -t 203.0.113.10:80 -r 10.0.0.1:80 -g -w 1\n"
            "-a -t 203.0.113.10:80 -r 10.0.0.2:80 -g -w 0\n",
        },
    }


def test_a_huge_plan_is_cut_and_its_count_is_exact():
    operations = planner.plan({}, [web(*[1] * 1500)])
    result = changes.told({}, operations)
    assert result["operation_count"] == 1501
    assert len(result["operations"]) == changes.MOST_REPORTED
    assert result["diff"]["after"].splitlines()[-1] == "# and 501 lines more"
