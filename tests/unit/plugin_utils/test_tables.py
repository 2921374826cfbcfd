# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.declared import services_from_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.plugin_utils import tables

WEB = {"name": "web", "vips": ["203.0.113.10"], "ports": [80, 443]}
GROUPS = {"lvs_directors": ["lb1"], "lvs_realservers": ["web1", "web2"], "spare": ["web2"], "elsewhere": ["db1"]}
HOSTVARS = {
    "web1": {"ansible_host": "10.0.0.11"},
    "web2": {"ansible_host": "web2.example.org", "lvs_rips": ["10.0.0.12"], "lvs_weight": "2"},
    "db1": {"ansible_host": "10.0.0.21"},
}


def test_the_table_has_every_port_and_every_real_server():
    table = tables.director_services([WEB], GROUPS, HOSTVARS)
    destinations = [{"address": "10.0.0.11", "weight": 1}, {"address": "10.0.0.12", "weight": 2}]
    common = {"address": "203.0.113.10", "protocol": "tcp", "scheduler": "wlc", "destinations": destinations}
    assert table == [{**common, "port": 80}, {**common, "port": 443}]
    assert len(services_from_params(table)) == 2


def test_a_service_may_have_a_part_of_the_real_servers():
    (entry,) = tables.director_services([{**WEB, "ports": [80], "realservers": "spare"}], GROUPS, HOSTVARS)
    assert [destination["address"] for destination in entry["destinations"]] == ["10.0.0.12"]


@pytest.mark.parametrize(
    ("changes", "hostvars", "service", "message"),
    [
        ({"lvs_directors": []}, {}, {}, "inventory: group lvs_directors: [] has no host"),
        (
            {"lvs_directors": ["lb1", "lb2"]},
            {},
            {},
            "inventory: group lvs_directors: ['lb1', 'lb2'] are more than one director, "
            "and nothing here elects which of them holds the VIP",
        ),
        (
            {"lvs_realservers": []},
            {},
            {},
            "inventory: group lvs_realservers: [] has no host, so that the service had no real server",
        ),
        (
            {},
            {},
            {"realservers": "missing"},
            "inventory: group missing: [] has no host, so that the service had no real server",
        ),
        (
            {},
            {},
            {"realservers": "elsewhere"},
            "group elsewhere: host: 'db1' is not in lvs_realservers, "
            "so that nothing would make it hold its VIPs in silence",
        ),
        (
            {},
            {"web1": {"ansible_host": "web1.example.org"}},
            {},
            "host web1: ansible_host: 'web1.example.org' is not an IP address, "
            "and lvs_rips does not name the host's own address",
        ),
        (
            {},
            {"web1": {}},
            {},
            "host web1: ansible_host: None is not an IP address, and lvs_rips does not name the host's own address",
        ),
        (
            {},
            {"web1": {"lvs_rips": ["10.0.0.999"]}},
            {},
            "host web1: lvs_rips: '10.0.0.999' is not an IP address",
        ),
        (
            {},
            {"web1": {"lvs_rips": ["10.0.0.1", "10.0.0.2"]}},
            {},
            "host web1: lvs_rips: ['10.0.0.1', '10.0.0.2'] has more than one address; there is one per family",
        ),
        (
            {},
            {"web1": {"lvs_rips": "203.0.113.10"}},
            {},
            "host web1: lvs_rips: '203.0.113.10' is a VIP of web; a real server needs an address of its own",
        ),
        (
            {},
            {"web1": {"lvs_rips": "10.0.0.12"}},
            {},
            "host web2: lvs_rips: '10.0.0.12' is the address of host web1 too",
        ),
        (
            {},
            {"web1": {"lvs_rips": "10.0.0.11", "lvs_weight": -1}},
            {},
            "host web1: lvs_weight: -1 is not between 0 and 65535",
        ),
    ],
)
def test_what_no_director_could_carry_is_named_with_its_host(changes, hostvars, service, message):
    arguments = ([{**WEB, **service}], {**GROUPS, **changes}, {**HOSTVARS, **hostvars})
    with pytest.raises(ModelError) as caught:
        tables.director_services(*arguments)
    assert str(caught.value) == message
    assert tables.faults(*arguments) == [message]


def test_each_vip_has_the_real_servers_addresses_of_its_family():
    service = {**WEB, "vips": ["203.0.113.10", "2001:db8::10"], "ports": [80], "realservers": "spare"}
    both = {**HOSTVARS, "web2": {"lvs_rips": ["10.0.0.12", "fd00::12"]}}
    of_ipv4, of_ipv6 = tables.director_services([service], GROUPS, both)
    assert [one["address"] for one in of_ipv4["destinations"]] == ["10.0.0.12"]
    assert [one["address"] for one in of_ipv6["destinations"]] == ["fd00::12"]
    assert tables.faults([service], GROUPS, HOSTVARS) == [
        "host web2: lvs_rips: ['10.0.0.12'] has no IPv6 address, which web needs for its VIP 2001:db8::10"
    ]


def test_a_real_server_has_to_listen_for_the_services_of_its_groups():
    services = [
        WEB,
        {"name": "dns", "vips": ["203.0.113.11"], "ports": [53], "protocol": "udp", "realservers": "spare"},
    ]
    web = [{"address": "203.0.113.10", "port": port, "protocol": "tcp"} for port in (80, 443)]
    assert tables.listeners(services, ["lvs_realservers"]) == web
    dns = {"address": "203.0.113.11", "port": 53, "protocol": "udp"}
    assert tables.listeners(services, ["lvs_realservers", "spare"]) == [*web, dns]


def test_a_director_without_an_address_is_left_out_and_a_wrong_one_is_refused():
    groups = {"lvs_directors": ["lb1", "lb2", "lb3"]}
    hostvars = {"lb1": {"ansible_host": "10.0.0.2"}, "lb2": {}, "lb3": {"lvs_dips": ["10.0.0.3", "fd00::3"]}}
    assert tables.director_addresses(groups, hostvars) == ["10.0.0.2", "10.0.0.3", "fd00::3"]
    with pytest.raises(ModelError, match="host lb2: lvs_dips: 'nonsense' is not an IP address"):
        tables.director_addresses(groups, {**hostvars, "lb2": {"lvs_dips": ["nonsense"]}})


def test_a_right_declaration_has_no_faults():
    assert tables.faults([WEB], GROUPS, HOSTVARS) == []


def test_a_real_server_holds_the_vips_of_its_services_only():
    services = [
        WEB,
        {"name": "shop", "vips": ["203.0.113.11", "203.0.113.10"], "ports": [8080], "realservers": "spare"},
    ]
    assert tables.vips(services) == ["203.0.113.10", "203.0.113.11"]
    assert tables.vips(services, ["lvs_realservers"]) == ["203.0.113.10"]
    assert tables.vips(services, ["lvs_realservers", "spare"]) == ["203.0.113.10", "203.0.113.11"]
    assert tables.vips(services, ["other"]) == []
