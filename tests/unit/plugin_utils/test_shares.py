# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each host is asked: all questions are made at once, and with what the roles would give the modules."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_declaration import ARGUMENTS
from ansible_collections.lvs.cluster.plugins.modules import node_info
from ansible_collections.lvs.cluster.plugins.plugin_utils.shares import questions

from .inventories import clusters


def asked(host, groups=None, **hosts):
    return questions(clusters(groups, **hosts))[host]


def test_a_real_server_is_asked_about_its_vips_its_directors_and_the_clients():
    found = asked("web1", {"lvs_clients": ["pc"]}, pc={"ansible_host": "198.51.100.7"})
    assert found["vips"] == ["203.0.113.10"]
    assert found["peers"] == ["10.0.0.2"]
    assert found["clients"] == ["198.51.100.7"]


def test_a_director_is_asked_about_all_vips_and_real_servers():
    found = asked("lb1")
    assert found["vips"] == ["203.0.113.10", "203.0.113.53"]
    assert found["peers"] == ["10.0.0.11", "10.0.0.12", "10.0.0.13"]


def test_every_host_has_the_parameters_of_the_module():
    found = questions(clusters())
    assert set(found) == {"lb1", "web1", "web2", "web3"}
    assert all(set(one) <= set(node_info.ARGUMENTS) for one in found.values())


def test_a_real_server_is_asked_with_what_the_role_would_give_the_module():
    roles = {"realserver_rp_filter": 2, "realserver_reply_gateway": ["10.0.0.254"], "realserver_reply_table": None}
    found = asked("web3", web3=roles)["hiding"]
    assert found["addresses"] == ["203.0.113.10", "203.0.113.53"]
    assert found["directors"] == ["10.0.0.2"]
    assert (found["rp_filter"], found["reply_gateway"]) == (2, ["10.0.0.254"])
    assert "reply_table" not in found
    assert set(found) <= set(ARGUMENTS)


def test_a_director_is_asked_with_what_the_role_would_give_the_module():
    assert asked("lb1")["announcing"] == {
        "addresses": ["203.0.113.10", "203.0.113.53"],
        "duplicates": "ignore",
    }
    services = [{"name": "web", "vips": ["203.0.113.10"], "ports": [80]}]
    found = asked("lb1", lb1={"director_interface": "eth1", "lvs_services": services})["announcing"]
    assert (found["addresses"], found["interface"]) == (["203.0.113.10"], "eth1")
    assert set(found) <= set(ARGUMENTS)


@pytest.mark.parametrize(
    ("host", "absent", "kind"), [("lb1", {}, "hiding"), ("web1", {}, "announcing"), ("web1", {"state": 1}, "hiding")]
)
def test_who_has_no_vip_to_hold_is_not_asked(host, absent, kind):
    hosts = {"web1": {"lvs_realserver_state": "absent"}} if absent else {}
    assert asked(host, **hosts)[kind] == {}
