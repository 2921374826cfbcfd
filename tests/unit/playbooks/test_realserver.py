# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the argument spec of the role ``realserver`` refuses on the controller, before a host is asked anything."""

import pytest

from tests import site


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"realserver_state": "gone"}, "value of realserver_state must be one of: present, absent, got: gone"),
        ({"realserver_rp_filter": 0}, "value of realserver_rp_filter must be one of: 1, 2, got: 0"),
        ({"realserver_reply_table": "main"}, "argument 'realserver_reply_table' is of type"),
    ],
)
def test_a_wrong_value_is_refused_before_the_host_is_reached(tmp_path, given, said):
    hosts = {"web1": {"ansible_host": "192.0.2.1", "ansible_connection": "local", **given}}
    hosts["web1"]["ansible_python_interpreter"] = "/nonexistent/python"
    inventory = site.write(tmp_path, site.inventory(["lb1"], hosts, {}))
    played = site.play(inventory, str(site.role(tmp_path, "lvs_realservers", "lvs.cluster.realserver")))
    assert played.returncode == 2
    assert said in " ".join(played.stdout.split())
