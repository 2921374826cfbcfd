# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ipaddress import ip_address

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import arp, bpf, frames, ndisc
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import patched

TARGET, SOURCE = bytes.fromhex("020000000001"), bytes.fromhex("020000000011")
VIP, ASKER = bytes.fromhex("cb00710a"), bytes.fromhex("cb007102")
VIP6, ASKER6 = (bytes.fromhex("20010db8" + "0" * 22 + last) for last in ("10", "02"))
MACS = "020000000001 020000000011"
_IPV6 = f"{MACS} 86dd 60000000 0020 %s {ASKER6.hex()} {VIP6.hex()}"
FRAMES = {
    "arp_request": f"{MACS} 0806 0001 0800 06 04 0001 020000000011 cb007102 000000000000 cb00710a",
    "arp_reply": f"{MACS} 0806 0001 0800 06 04 0002 020000000011 cb00710a 020000000001 cb007102",
    "neighbour_solicitation": f"{_IPV6 % '3a ff'} 87 00 1c0a 00000000 {VIP6.hex()} 01 01 020000000011",
    "neighbour_advertisement": f"{_IPV6 % '3a ff'} 88 00 8a45 60000000 {VIP6.hex()} 02 01 020000000011",
    "ip": f"{MACS} 0800 4500 0014 0000 0000 40 06 0000 cb00710a cb007102",
}
DATA = {kind: bytes.fromhex(literal) for kind, literal in FRAMES.items()}
every_kind = pytest.mark.parametrize("kind", FRAMES)


@pytest.mark.parametrize(
    ("kind", "sender", "receiver"),
    [
        ("arp_request", ASKER, VIP),
        ("arp_reply", VIP, ASKER),
        ("neighbour_solicitation", ASKER6, VIP6),
        ("neighbour_advertisement", VIP6, VIP6),
        ("ip", VIP, ASKER),
    ],
)
def test_each_kind_says_who_and_whom(kind, sender, receiver):
    expected = (SOURCE, TARGET, kind, sender, receiver)
    assert frames.seen(DATA[kind]) == expected
    assert frames.seen(DATA[kind] + bytes(18)) == expected  # padded
    assert frames.seen(DATA[kind][:12] + b"\x81\0\x60\0" + DATA[kind][12:]) == expected  # a priority
    assert frames.seen(DATA[kind][: bpf.HEADERS]) == expected


@pytest.mark.parametrize("literal", ["06 40", "3a 40 87 00 0000 00000000", "3a fe 88 00 0000 00000000", "3a ff 80 00"])
def test_other_packets_of_ipv6_are_ip(literal):
    """Also what a router has passed on, which nobody takes for neighbour discovery."""
    following, hops, *message = literal.split()
    frame = bytes.fromhex(f"{_IPV6 % f'{following} {hops}'} {''.join(message)} {VIP6.hex()}")
    assert frames.seen(frame) == (SOURCE, TARGET, "ip", ASKER6, VIP6)


def test_what_our_own_modules_send_is_read():
    mac = SOURCE
    for family, vip, own in ((arp, VIP, ASKER), (ndisc, VIP6, ASKER6)):
        text, asker = str(ip_address(vip)), str(ip_address(own))
        asked = frames.seen(family.solicitation(text, mac, asker))
        assert (asked.source, asked.sender, asked.receiver) == (mac, own, vip)
        assert {frames.seen(one).sender for one in family.announcement(text, mac)} == {vip}


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        DATA["ip"][:12] + b"\x81\0\0\5" + DATA["ip"][12:],  # a VLAN
        DATA["ip"][:14] + b"\x65" + DATA["ip"][15:],  # a version of IP that its frame's type is not
        DATA["ip"][:12] + b"\x86\xdd" + DATA["ip"][14:] + bytes(20),
        DATA["ip"][:12] + b"\x88\xcc" + DATA["ip"][14:],
        DATA["arp_reply"][:20] + b"\0\3" + DATA["arp_reply"][22:],  # RARP
        DATA["arp_reply"][:16] + b"\x86\xdd" + DATA["arp_reply"][18:],
    ],
)
def test_what_says_nothing_of_an_address_is_none(frame):
    assert frames.seen(frame) is None


@every_kind
def test_what_is_cut_off_says_nothing_wrong(kind):
    whole = frames.seen(DATA[kind])
    found = [frames.seen(DATA[kind][:size]) for size in range(len(DATA[kind]))]
    # Without its message, a packet of neighbour discovery is still a packet.
    assert {one and one.kind for one in found} <= {None, kind, "ip"}
    assert all(one is None or (one.source, one.target) == (whole.source, whole.target) for one in found)
    assert found[33] is None


@every_kind
@given(data=st.data())
def test_any_bytes_are_a_value_of_theirs_or_none(kind, data):
    frame = data.draw(patched(DATA[kind]) | st.binary(max_size=120))
    found = frames.seen(frame)
    assert found is None or all(part in frame for part in (*found[:2], *found[3:]))
    assert found is None or (found.kind in FRAMES and len(found.sender) == len(found.receiver) in (4, 16))
