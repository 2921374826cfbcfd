# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_declaration import Wanted

from tests.vips import declared

VIP = "203.0.113.10"


def test_addresses_come_back_in_their_normal_form_and_once():
    found = declared("203.0.113.10", "2001:DB8::0A", "203.0.113.10")
    assert found.addresses == (Wanted("203.0.113.10", 32), Wanted("2001:db8::a", 128))
    assert (found.interface, found.present) == ("lo", True)


def test_an_announced_vip_may_have_the_prefix_of_its_network():
    found = declared("203.0.113.10/24", "2001:db8::10/64", arp="announced")
    assert found.addresses == (Wanted("203.0.113.10", 24), Wanted("2001:db8::10", 64))
    assert found.interface == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"addresses": []}, "addresses: [] names no address"),
        ({"addresses": ["nonsense"]}, "addresses[0]: 'nonsense' is not an IP address"),
        (
            {"addresses": [VIP, "127.0.0.2"]},
            "addresses[1]: '127.0.0.2' is a loopback address, which no cluster can serve",
        ),
        ({"addresses": ["224.0.0.5"]}, "addresses[0]: '224.0.0.5' is a multicast address, which no cluster can serve"),
        ({"addresses": [f"{VIP}/24"]}, f"addresses[0]: '{VIP}/24' would hide a whole network; a hidden VIP is a /32"),
        ({"addresses": [f"{VIP}/33"], "arp": "announced"}, "addresses[0]: '33' is not between 1 and 32"),
        ({"addresses": [f"{VIP}/x"], "arp": "announced"}, "addresses[0]: 'x' is not a whole number between 1 and 32"),
        (
            {"addresses": [VIP, f"{VIP}/24"], "arp": "announced"},
            f"addresses[1]: '{VIP}/24' is listed with another prefix, too",
        ),
        ({"interface": "eth0"}, "interface: 'eth0' cannot hide a VIP; a hidden VIP sits on lo"),
        ({"arp": "announced", "rp_filter": 2}, "rp_filter: 2 goes with arp: hidden, that is with a real server"),
        ({"announcements": 101}, "announcements: 101 is not between 0 and 100"),
        ({"announcement_interval": -0.5}, "announcement_interval: -0.5 is not a time between 0 and 60 s"),
        ({"announcement_interval": float("nan")}, "announcement_interval: nan is not a time between 0 and 60 s"),
        ({"reply_gateway": ["x"]}, "reply_gateway[0]: 'x' is not an IP address"),
        ({"reply_gateway": [VIP]}, f"reply_gateway: '{VIP}' is a VIP; answers go past the director"),
        (
            {"reply_gateway": ["10.0.0.2"], "directors": ["10.0.0.2"]},
            "reply_gateway: '10.0.0.2' is a director's address; answers go past the director",
        ),
        (
            {"reply_gateway": ["10.0.0.1", "10.0.0.2"]},
            "reply_gateway: ['10.0.0.1', '10.0.0.2'] has two gateways of one family",
        ),
        ({"reply_table": 254}, "reply_table: 254 is not a routing table that is free for this (1 to 2147483647)"),
        ({"reply_table": 0}, "reply_table: 0 is not a routing table that is free for this (1 to 2147483647)"),
        (
            {"client_networks": ["198.51.100.0/99"]},
            "client_networks[0]: '198.51.100.0/99' is not a network, such as 198.51.100.0/24",
        ),
        (
            {"listeners": [{"address": VIP, "port": 0, "protocol": "tcp"}]},
            "listeners[0]: port: 0 is not between 1 and 65535",
        ),
    ],
)
def test_a_wrong_declaration_is_refused_in_one_sentence(changes, message):
    with pytest.raises(ModelError) as caught:
        declared(VIP, **changes)
    assert str(caught.value) == message
