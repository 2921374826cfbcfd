# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.plugin_utils.declaration import (
    DeclaredService,
    parse,
    refuse_shared_endpoints,
)

WEB = {"name": "web", "vips": ["203.0.113.10"], "ports": [80, 443]}


def test_defaults_and_strings_as_tower_sends_them():
    (service,) = parse([{"name": "web", "vips": "203.0.113.10", "ports": ["80", 443]}])
    assert service == DeclaredService(
        name="web",
        vips=("203.0.113.10",),
        ports=(80, 443),
        protocol="tcp",
        scheduler="wlc",
        scheduler_flags=(),
        persistence=None,
        one_packet=False,
        weight=1,
        group="lvs_realservers",
        cluster="",
        require_listener=True,
        probe="",
    )


def test_every_key_is_taken():
    given = {"protocol": "udp", "scheduler": "sh", "scheduler_flags": ["sh-port"], "persistence": "60", "weight": "7"}
    more = {
        "one_packet": "yes",
        "realservers": "dns_servers",
        "cluster": "east",
        "require_listener": False,
        "probe": "ping",
    }
    (service,) = parse([{**WEB, **given, **more}])
    persistence = {"timeout": 60, "netmask": None, "netmask6": None, "engine": None}
    assert service[3:] == ("udp", "sh", ("sh-port",), persistence, True, 7, "dns_servers", "east", False, "ping")


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("web", "lvs_services: 'web' is not a list of services"),
        (["web"], "lvs_services[0]: 'web' is not a mapping with name, vips and ports"),
        ([{"name": "web", "ports": [80]}], "lvs_services[0] (web): vips: None is missing or empty"),
        ([{**WEB, "ports": []}], "lvs_services[0] (web): ports: [] is missing or empty"),
        ([{**WEB, "vips": ["203.0.113.256"]}], "lvs_services[0] (web): vips[0]: '203.0.113.256' is not an IP address"),
        ([{**WEB, "ports": [80, 65536]}], "lvs_services[0] (web): ports[1]: 65536 is not between 1 and 65535"),
        ([{**WEB, "ports": ["0"]}], "lvs_services[0] (web): ports[0]: '0' is not between 1 and 65535"),
        (
            [{**WEB, "ports": ["80:8080"]}],
            "lvs_services[0] (web): ports[0]: '80:8080' maps a port to another, which direct routing cannot: "
            "a real server listens on the service's own port",
        ),
        ([{**WEB, "protocol": "icmp"}], "lvs_services[0] (web): protocol: 'icmp' is not one of tcp, udp"),
        (
            [{**WEB, "scheduler": "weighted round robin"}],
            "lvs_services[0] (web): scheduler: 'weighted round robin' is not a scheduler's name "
            "(1 to 15 of a-z, 0-9, _ and -, as in wlc)",
        ),
        (
            [{**WEB, "shceduler": "rr"}],
            "lvs_services[0] (web): shceduler: 'rr' belongs to an unknown key; did you mean scheduler?",
        ),
        (
            [{**WEB, "one_packet": True}],
            "lvs_services[0] (web): one_packet: True is for UDP and firewall marks, not for tcp",
        ),
        ([{**WEB, "one_packet": "perhaps"}], "lvs_services[0] (web): one_packet: 'perhaps' is neither true nor false"),
        ([{**WEB, "weight": 65536}], "lvs_services[0] (web): weight: 65536 is not between 0 and 65535"),
        (
            [{**WEB, "persistence": {"timout": 60}}],
            "lvs_services[0] (web): persistence: timout: 60 belongs to an unknown key; did you mean timeout?",
        ),
        (
            [{**WEB, "persistence": {"netmask": "255.0.255.0"}}],
            "lvs_services[0] (web): persistence: netmask: '255.0.255.0' is not an IPv4 netmask of 1 to 32 bits "
            "without holes",
        ),
        (
            [{**WEB, "persistence": {"netmask6": 129}}],
            "lvs_services[0] (web): persistence: netmask6: 129 is not between 1 and 128",
        ),
        (
            [{**WEB, "scheduler_flags": ["sh-port"]}],
            "lvs_services[0] (web): scheduler_flags: 'sh-port' is no flag of the scheduler wlc: flag-1, flag-2, flag-3",
        ),
        ([{**WEB, "vips": ["203.0.113.10"] * 2}], "lvs_services[0] (web): vips: '203.0.113.10' is listed twice"),
        ([{**WEB, "realservers": 7}], "lvs_services[0] (web): realservers: 7 is not a name"),
    ],
)
def test_a_wrong_declaration_is_named_with_its_place(declared, message):
    with pytest.raises(ModelError) as caught:
        parse(declared)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (
            {"name": "shop", "ports": [443]},
            "lvs_services (shop): ports: 443 on tcp 203.0.113.10 belongs to web already",
        ),
        ({"vips": ["203.0.113.11"]}, "lvs_services (web): name: 'web' names two services"),
    ],
)
def test_two_services_are_two(second, message):
    with pytest.raises(ModelError) as caught:
        refuse_shared_endpoints(parse([WEB, {**WEB, **second}]))
    assert str(caught.value) == message


def test_a_port_may_be_served_twice_on_other_vips_or_protocols():
    refuse_shared_endpoints(
        parse([WEB, {**WEB, "name": "b", "protocol": "udp"}, {**WEB, "name": "c", "vips": ["203.0.113.11"]}])
    )
