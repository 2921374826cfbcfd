# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.plugin_utils.views import director

from .inventories import ANYWHERE, clusters, seen, variables

WEB_LISTENS, DNS_LISTENS = ("tcp", ANYWHERE, 80), ("udp", "203.0.113.53", 53)
ALL = {"web1": seen(WEB_LISTENS), "web2": seen(WEB_LISTENS), "web3": seen(WEB_LISTENS, DNS_LISTENS)}


def states(hosts, declared=None, service="web"):
    """Return the states that the director's table has the real servers in, after a run that has seen ``hosts``."""
    found = director(clusters(**(declared or {})), "lb1", variables(**hosts))["services"]
    (entry,) = [one for one in found if one["address"] == {"web": "203.0.113.10", "dns": "203.0.113.53"}[service]]
    return {one["address"][-2:]: one["state"] for one in entry["destinations"]}


def shortfalls(hosts, least=1):
    return director(clusters(), "lb1", variables(**hosts), least)["shortfalls"]


def test_a_real_server_that_was_proved_ready_is_added():
    assert states(ALL) == {"11": "present", "12": "present", "13": "present"}
    assert states(ALL, service="dns") == {"13": "present"}


@pytest.mark.parametrize(
    "web2",
    [
        {},  # limited away, another slice, or disabled
        {"_lvs_node": {"unreachable": True, "msg": "no route to host"}},
        {"_lvs_node": {"failed": True, "msg": "no python"}},
        seen(WEB_LISTENS, _realserver_held={"failed": True, "msg": "arp_ignore cannot be set"}),
        seen(WEB_LISTENS, _realserver_held={"unreachable": True, "msg": "timed out"}),
        seen(WEB_LISTENS, _realserver_held={"skipped": True}),
        seen(WEB_LISTENS, _lvs_unfit="F5: the director is its gateway"),
        seen(("tcp", "127.0.0.1", 80)),
        seen(("udp", ANYWHERE, 80)),
    ],
)
def test_one_that_was_not_is_kept_where_it_serves_and_never_added(web2):
    assert states({**ALL, "web2": web2}) == {"11": "present", "12": "kept", "13": "present"}


def test_one_that_its_host_takes_out_is_removed_whether_it_can_be_reached_or_not():
    for web2 in ({}, seen(WEB_LISTENS)):
        out = {"web2": {"lvs_realserver_state": "absent"}}
        assert states({**ALL, "web2": web2}, out) == {"11": "present", "12": "absent", "13": "present"}


def test_where_no_real_server_was_part_of_the_run_all_are_kept_and_none_falls_short():
    assert set(states({}).values()) == {"kept"}
    assert shortfalls({}) == []


def test_what_listens_on_any_address_of_ipv6_listens_on_ipv4_too():
    assert states({**ALL, "web1": seen(("tcp", "::", 80))})["11"] == "present"


def test_a_service_that_needs_no_listener_gets_its_real_servers_without():
    service = {"name": "web", "vips": ["203.0.113.10"], "ports": [80], "require_listener": False}
    assert states({"web1": seen()}, {"lb1": {"lvs_services": [service]}})["11"] == "present"


@pytest.mark.parametrize(
    ("least", "ready", "falls_short"),
    [
        (1, 1, False),
        ("", 1, False),
        ("", 0, True),
        (2, 1, True),
        ("2", 2, False),
        ("50%", 1, True),
        ("50%", 2, False),
        ("9", 3, False),
        (0, 0, False),
    ],
)
def test_the_floor_is_a_number_or_a_share_of_those_that_the_run_has_dealt_with(least, ready, falls_short):
    hosts = {host: found if number < ready else seen() for number, (host, found) in enumerate(ALL.items())}
    found = [one for one in shortfalls(hosts, least) if one.startswith("web:")]
    assert bool(found) == falls_short


def test_a_shortfall_names_service_hosts_and_reasons():
    hosts = {"web1": seen(), "web2": {"_lvs_node": {"unreachable": True, "msg": "timed out"}}}
    assert shortfalls(hosts) == [
        "web: 0 of 2 real servers are ready, and 1 have to be "
        "(web1: nothing listens on tcp port 80 of 203.0.113.10; web2: is unreachable: timed out)"
    ]


@pytest.mark.parametrize("least", ["half", "-1", "101%", "%", None])
def test_a_floor_that_is_none_is_named(least):
    with pytest.raises(ModelError, match="lvs_min_ready"):
        shortfalls(ALL, least)
