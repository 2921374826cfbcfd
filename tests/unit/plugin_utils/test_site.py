# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.declared import services_from_params
from ansible_collections.lvs.cluster.plugins.plugin_utils.site import site

from .inventories import DNS, GROUPS, HOSTVARS, WEB, clusters, variables


def of(service, cluster):
    return next(one for one in cluster["services"] if one["name"] == service)


def destinations(service, cluster):
    return [(one["host"], one["address"], one["weight"], one["state"]) for one in of(service, cluster)["destinations"]]


def test_a_cluster_has_every_service_with_its_real_servers_and_their_weights():
    cluster = clusters()["default"]
    web1, web2, web3 = ("web1", "10.0.0.11", 1), ("web2", "10.0.0.12", 2), ("web3", "10.0.0.13", 5)
    assert destinations("web", cluster) == [(*one, "present") for one in (web1, web2, web3)]
    assert destinations("dns", cluster) == [("web3", "10.0.0.13", 1, "present")]
    assert (cluster["directors"], cluster["dips"]) == (["lb1"], {"lb1": ["10.0.0.2"]})
    assert cluster["vips"] == ["203.0.113.10", "203.0.113.53"]
    assert cluster["realservers"]["web1"] == {
        "rips": ["10.0.0.11"],
        "state": "present",
        "is_director": False,
        "vips": ["203.0.113.10"],
        "listeners": [{"protocol": "tcp", "address": "203.0.113.10", "port": 80, "required": True}],
        "role": {},
    }


def test_a_service_keeps_its_settings_per_family():
    service = {
        **WEB,
        "vips": ["203.0.113.10", "2001:db8::10"],
        "persistence": {"timeout": "600", "netmask": "255.255.255.0", "netmask6": "64"},
        "scheduler": "sh",
        "scheduler_flags": "sh-port",
        "weight": "3",
        "require_listener": "no",
    }
    both = {"lvs_rips": ["10.0.0.11", "fd00::11"]}
    found = clusters({"lvs_realservers": ["web1"]}, lb1={"lvs_services": [service]}, web1=both)["default"]
    ipv4, ipv6 = found["services"]
    assert ipv4["persistence"] == {"timeout": 600, "netmask": "255.255.255.0", "engine": None}
    assert ipv6["persistence"] == {"timeout": 600, "netmask": "64", "engine": None}
    assert [one["destinations"][0]["address"] for one in (ipv4, ipv6)] == ["10.0.0.11", "fd00::11"]
    assert ipv4["destinations"][0]["weight"] == 3
    assert not found["realservers"]["web1"]["listeners"][0]["required"]
    params = [{key: value for key, value in one.items() if key not in ("name", "destinations")} for one in (ipv4, ipv6)]
    assert len(services_from_params(params)) == 2


def test_two_clusters_share_an_inventory_and_a_real_server():
    groups = {"lvs_directors": ["lb1", "lb2"]}
    services = [{**WEB, "cluster": "east"}, {**WEB, "name": "shop", "vips": ["203.0.113.20"], "cluster": "west"}]
    of_all = {"lvs_services": services}
    found = clusters(
        groups,
        lb1={**of_all, "lvs_cluster": "east"},
        lb2={**of_all, "lvs_cluster": "west", "ansible_host": "10.0.0.3"},
        web1={"lvs_cluster": "east"},
        web2={"lvs_cluster": ["east", "west"]},
        web3={"lvs_cluster": "west", "lvs_weight": 1},
    )
    assert [one["host"] for one in of("web", found["east"])["destinations"]] == ["web1", "web2"]
    assert [one["host"] for one in of("shop", found["west"])["destinations"]] == ["web2", "web3"]
    assert (found["east"]["directors"], found["west"]["directors"]) == (["lb1"], ["lb2"])
    assert found["west"]["realservers"]["web2"]["vips"] == ["203.0.113.20"]


def test_a_director_that_is_a_real_server_hides_no_vip_of_its_own():
    found = clusters({"lvs_realservers": ["lb1", "web1", "web3"]})["default"]
    assert destinations("web", found)[0] == ("lb1", "10.0.0.2", 1, "present")
    assert found["realservers"]["lb1"]["is_director"]
    assert found["realservers"]["lb1"]["vips"] == []


@pytest.mark.parametrize(
    ("groups", "hosts", "fault"),
    [
        (
            {"lvs_directors": ["lb1", "lb2"]},
            {"lb2": {}},
            "inventory: group lvs_directors: ['lb1', 'lb2'] are more than one director, "
            "and nothing here elects which of them holds the VIP",
        ),
        (
            {},
            {"lb1": {"lvs_services": [{**WEB, "realservers": "dns_server"}]}},
            "host lb1: lvs_services (web): realservers: 'dns_server' is no group of the inventory; "
            "did you mean dns_servers?",
        ),
        (
            {},
            {"lb1": {"lvs_services": [{**WEB, "realservers": "elsewhere"}]}},
            "group elsewhere: host: 'db1' is not in lvs_realservers, "
            "so that nothing would make it hold its VIPs in silence",
        ),
        (
            {},
            {"web1": {"ansible_host": "web1.example.org"}},
            "host web1: ansible_host: 'web1.example.org' is not an IP address, "
            "and lvs_rips does not name the host's own address",
        ),
        (
            {},
            {"web1": {"ansible_host": None}},
            "host web1: ansible_host: None is not an IP address, and lvs_rips does not name the host's own address",
        ),
        ({}, {"web1": {"lvs_rips": ["10.0.0.999"]}}, "host web1: lvs_rips: '10.0.0.999' is not an IP address"),
        (
            {},
            {"web1": {"lvs_rips": ["10.0.0.1", "10.0.0.2"]}},
            "host web1: lvs_rips: ['10.0.0.1', '10.0.0.2'] has more than one address; there is one per family",
        ),
        (
            {},
            {"web1": {"lvs_rips": "203.0.113.10"}},
            "host web1: lvs_rips: '203.0.113.10' is a VIP of web; a real server needs an address of its own",
        ),
        (
            {},
            {"web1": {"lvs_rips": "10.0.0.12"}},
            "host web2: lvs_rips: '10.0.0.12' is the address of host web1 too",
        ),
        (
            {},
            {"lb1": {"lvs_services": [{**WEB, "vips": ["2001:db8::10"], "realservers": "dns_servers"}]}},
            "host web3: lvs_rips: ['10.0.0.13'] has no IPv6 address, which web needs for its VIP 2001:db8::10",
        ),
        ({}, {"web1": {"lvs_weight": -1}}, "host web1: lvs_weight: -1 is not between 0 and 65535"),
        (
            {},
            {"web1": {"lvs_weight": "heavy"}},
            "host web1: lvs_weight: 'heavy' is not a whole number between 0 and 65535",
        ),
        (
            {},
            {"web1": {"lvs_weight": {"web": 70000}}},
            "host web1: lvs_weight: web: 70000 is not between 0 and 65535",
        ),
        (
            {},
            {"web1": {"lvs_weight": {"wbe": 2}}},
            "host web1: lvs_weight: wbe: 2 is for no service of cluster default; did you mean web?",
        ),
        (
            {},
            {"web1": {"lvs_realserver_state": "gone"}},
            "host web1: lvs_realserver_state: 'gone' is not one of present, absent",
        ),
        (
            {},
            {"web1": {"lvs_wieght": 3}},
            "host web1: lvs_wieght: 3 belongs to an unknown key; did you mean lvs_weight?",
        ),
        (
            {},
            {"lb1": {"lvs_services": None, "lvs_service": []}},
            "host lb1: lvs_service: [] belongs to an unknown key; did you mean lvs_services?",
        ),
        ({}, {"lb1": {"lvs_services": None}}, "host lb1: lvs_services: None is missing: no service is declared"),
        (
            {},
            {"lb1": {"lvs_services": [WEB, {**WEB, "name": "shop"}]}},
            "host lb1: lvs_services (shop): ports: 80 on tcp 203.0.113.10 belongs to web already",
        ),
        (
            {},
            {"lb1": {"lvs_cluster": ["a", "b"]}},
            "host lb1: lvs_cluster: ['a', 'b'] are more than one cluster for a director",
        ),
        (
            {"lvs_directors": ["lb1", "lb2"]},
            {"lb2": {"lvs_cluster": "west", "lvs_services": [WEB]}},
            "host lb2: lvs_services (web): vips: '203.0.113.10' is in cluster west and in cluster default; "
            "a service names its own by the key cluster",
        ),
        (
            {},
            {"lb1": {"lvs_services": [{**WEB, "cluster": "defualt"}]}},
            "host lb1: lvs_services (web): cluster: 'defualt' is no cluster of the inventory; did you mean default?",
        ),
        (
            {},
            {"web1": {"lvs_cluster": "east,west"}},
            "host web1: lvs_cluster: 'east,west' is not the name of a cluster; several are a list",
        ),
        (
            {},
            {"web1": {"lvs_cluster": "defautl"}},
            "host web1: lvs_cluster: 'defautl' is a cluster without a director; did you mean default?",
        ),
    ],
)
def test_what_cannot_be_is_named_with_host_key_and_value(groups, hosts, fault):
    found = site({**GROUPS, **groups}, variables(**hosts))
    assert fault in found["faults"]
    assert found["clusters"] == {}


def test_all_faults_are_told_at_once():
    found = site(GROUPS, variables(web1={"lvs_weight": -1}, web2={"lvs_rips": "nonsense"}))
    assert len(found["faults"]) == 2


def test_a_wrong_service_does_not_make_the_weights_in_it_wrong():
    found = site(GROUPS, variables(lb1={"lvs_services": [{**WEB, "ports": [0]}]}, web1={"lvs_weight": {"web": 2}}))
    assert found["faults"] == ["host lb1: lvs_services[0] (web): ports[0]: 0 is not between 1 and 65535"]


def test_a_group_that_is_not_there_is_a_fault_and_an_empty_one_is_a_note():
    groups = {**GROUPS, "lvs_director": GROUPS["lvs_directors"]}
    del groups["lvs_directors"]
    assert (
        "inventory: group lvs_directors: '' is no group of the inventory; did you mean lvs_director?"
        in site(groups, HOSTVARS)["faults"]
    )
    found = site({**GROUPS, "dns_servers": []}, HOSTVARS)
    assert found["faults"] == []
    assert found["notes"] == [
        "cluster default: dns has no real server in this inventory (group dns_servers); "
        "those that its director has are kept"
    ]


def test_a_slice_without_its_director_is_no_fault():
    found = site({**GROUPS, "lvs_directors": []}, variables(web1={"lvs_services": [WEB, DNS]}))
    assert found["faults"] == []
    assert "has no director in this inventory" in found["notes"][0]
    assert found["clusters"]["default"]["realservers"]["web1"]["vips"] == ["203.0.113.10"]


def test_a_service_of_a_cluster_that_has_no_host_here_is_a_note():
    found = site(GROUPS, variables(lb1={"lvs_services": [WEB, {**DNS, "cluster": "elsewhere"}]}))
    assert found["notes"] == ["dns is of cluster elsewhere, which has no host in this inventory"]


def test_the_directors_sysctls_are_known_as_far_as_the_inventory_has_them():
    given = {"director_default_sysctls": {"conntrack": 1}, "director_sysctls": {"sloppy_tcp": 1}}
    assert clusters(lb1=given)["default"]["sysctls"] == {"conntrack": 1, "sloppy_tcp": 1}


def test_a_variable_of_the_operators_own_is_none_of_ours():
    assert site(GROUPS, variables(web1={"lvs_vips": ["203.0.113.10"], "lvs_rack": 7}))["faults"] == []
