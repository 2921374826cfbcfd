# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import connections

# As a 6.1 kernel prints it.
TEXT = """\
Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
TCP CB00710A BFD2 CB00710A 0050 7F000001 0050 CLOSE             9
TCP CB00710A 0000 CB00710A 0050 7F000001 0050 ASSURED          99
UDP 2001:0db8:0000:0000:0000:0000:0000:0007 9C40 2001:0db8:0000:0000:0000:0000:0000:0010 0035 \
2001:0db8:0000:0000:0000:0000:0000:0011 0035 UDP            299
""".splitlines()


def test_a_connection_and_a_persistence_template_are_read():
    first, template, sixth = connections.entries(TEXT)
    assert first == {
        "protocol": "tcp",
        "client": "203.0.113.10:49106",
        "service": "203.0.113.10:80",
        "destination": "127.0.0.1:80",
        "state": "CLOSE",
        "expires": 9,
    }
    assert (template["client"], template["state"], template["expires"]) == ("203.0.113.10:0", "ASSURED", 99)
    assert (sixth["client"], sixth["destination"]) == ("[2001:db8::7]:40000", "[2001:db8::11]:53")


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 3),
        ({"protocol": "udp"}, 1),
        ({"state": "ASSURED", "destination": "127.0.0.1"}, 1),
        ({"destination": "127.0.0.1:80"}, 2),
        ({"destination": "127.0.0.1:81"}, 0),
        ({"service": "2001:db8::10"}, 1),
        ({"client": None, "protocol": "sctp"}, 0),
    ],
)
def test_a_filter_takes_an_endpoint_or_its_address(wanted, count):
    found, counted = connections.chosen(connections.entries(TEXT), wanted, 10)
    assert (len(found), counted) == (count, count)


def test_the_list_is_cut_and_the_count_is_exact():
    found, counted = connections.chosen(connections.entries(TEXT), {}, 1)
    assert (len(found), counted) == (1, 3)
