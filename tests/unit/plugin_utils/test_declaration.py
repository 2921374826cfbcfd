# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.plugin_utils.declaration import DeclaredService, parse

WEB = {"name": "web", "vips": ["203.0.113.10"], "ports": [80, 443]}


def test_defaults_and_strings_as_tower_sends_them():
    (service,) = parse([{"name": "web", "vips": "203.0.113.10", "ports": ["80", 443]}])
    assert service == DeclaredService("web", ("203.0.113.10",), (80, 443), "tcp", "wlc", "lvs_realservers")


def test_every_key_is_taken():
    (service,) = parse([{**WEB, "protocol": "udp", "scheduler": "rr", "realservers": "dns_servers"}])
    assert service[3:] == ("udp", "rr", "dns_servers")


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
        ([{**WEB, "realservers": 7}], "lvs_services[0] (web): realservers: 7 is not a name"),
        (
            [WEB, {**WEB, "name": "shop", "ports": [443]}],
            "lvs_services (shop): ports: 443 on tcp 203.0.113.10 belongs to web already",
        ),
        ([{**WEB, "ports": [80, 80]}], "lvs_services (web): ports: 80 on tcp 203.0.113.10 belongs to web already"),
    ],
)
def test_a_wrong_declaration_is_named_with_its_place(declared, message):
    with pytest.raises(ModelError) as caught:
        parse(declared)
    assert str(caught.value) == message


def test_a_port_may_be_served_twice_on_other_vips_or_protocols():
    assert len(parse([WEB, {**WEB, "protocol": "udp"}, {**WEB, "vips": ["203.0.113.11"]}])) == 3
