# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ethernet frames as bytes: what neighbours, routers and clients say, in both families. Pure.

The collection has codecs of its own; these are apart from them, for what is measured is not its own measure.
"""

from __future__ import annotations

import ipaddress
import struct
from typing import NamedTuple

BROADCAST = "ff:ff:ff:ff:ff:ff"
IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86DD
TCP, ICMPV6 = 6, 58
REQUEST, REPLY = 1, 2
SOLICITATION, ADVERTISEMENT = 135, 136
SOURCE_MAC, TARGET_MAC = b"\x01\x01", b"\x02\x01"
SOLICITED_AND_OVERRIDE = 0x60000000
SYN = 0x02
# Where things are in a frame.
ARP_OPERATION, ARP_SENDER, ARP_TARGET = slice(20, 22), slice(28, 32), slice(38, 42)
SENDER6, MESSAGE6, TARGET6 = slice(22, 38), 54, slice(62, 78)


class Host(NamedTuple):
    """Who speaks, or is spoken to."""

    mac: str
    address: str


class Question(NamedTuple):
    """Who has the address? And who wants to know."""

    address: str
    asker: Host


def question(asker, address):
    """The frame by which a host asks the segment who has the address."""
    target = ipaddress.ip_address(address)
    if target.version == 4:
        return _arp(REQUEST, asker, Host("00:00:00:00:00:00", address), BROADCAST)
    group = ipaddress.IPv6Address(b"\xff\x02" + bytes(9) + b"\x01\xff" + target.packed[-3:])
    to = Host(f"33:33:{group.packed[-4:].hex(':')}", str(group))
    return _icmp6(asker, to, SOLICITATION, 0, target.packed + SOURCE_MAC + _mac(asker.mac))


def answer(owner, asker):
    """The frame by which the owner of an address tells the asker where it is."""
    packed = ipaddress.ip_address(owner.address).packed
    if len(packed) == 4:
        return _arp(REPLY, owner, asker, asker.mac)
    return _icmp6(owner, asker, ADVERTISEMENT, SOLICITED_AND_OVERRIDE, packed + TARGET_MAC + _mac(owner.mac))


def opening(client, port, service, service_port):
    """A client's SYN; the MAC addresses are those of the last hop."""
    segment = struct.pack("!HHIIBBHHH", port, service_port, port, 0, 5 << 4, SYN, 64240, 0, 0)
    return _packet(client, service, TCP, segment, 16, 64)


def asked(frame):
    """The question that a frame puts, or None; a probe for one's own address wants no answer."""
    mac, kind = frame[6:12].hex(":"), _kind(frame)
    if kind == ARP and frame[ARP_OPERATION] == b"\0\1":
        asker = Host(mac, _address(frame[ARP_SENDER]))
        return Question(_address(frame[ARP_TARGET]), asker)
    if kind == IPV6 and _message(frame) == SOLICITATION and any(frame[SENDER6]):
        return Question(_address(frame[TARGET6]), Host(mac, _address(frame[SENDER6])))
    return None


def claimed(frame):
    """The address that a frame says to be its sender's, or None."""
    kind = _kind(frame)
    if kind == ARP:
        return _address(frame[ARP_SENDER])
    if kind == IPV6 and _message(frame) == ADVERTISEMENT:
        return _address(frame[TARGET6])
    return None


def _kind(frame):
    """The Ethertype of a frame that is long enough to be of it; a cut one is of none."""
    kind = int.from_bytes(frame[12:14], "big")
    return kind if len(frame) >= {ARP: 42, IPV6: 78}.get(kind, 14) else None


def _message(frame):
    return frame[MESSAGE6] if frame[20] == ICMPV6 else None


def _address(packed):
    return str(ipaddress.ip_address(packed))


def _mac(text):
    return bytes.fromhex(text.replace(":", ""))


def _ethernet(source, target, kind, payload):
    return _mac(target) + _mac(source) + struct.pack("!H", kind) + payload


def _arp(operation, sender, target, to):
    hosts = [_mac(host.mac) + ipaddress.ip_address(host.address).packed for host in (sender, target)]
    return _ethernet(sender.mac, to, ARP, struct.pack("!HHBBH", 1, IPV4, 6, 4, operation) + b"".join(hosts))


def _icmp6(sender, receiver, kind, flags, payload):
    return _packet(sender, receiver, ICMPV6, struct.pack("!BBHI", kind, 0, 0, flags) + payload, 2, 255)


def _packet(sender, receiver, protocol, payload, checksum_at, hops):
    """An IP packet whose payload has its checksum at that place (RFC 793, RFC 4443: over a pseudo header, too)."""
    addresses = b"".join(ipaddress.ip_address(host.address).packed for host in (sender, receiver))
    total = _checksum(addresses + struct.pack("!HH", protocol, len(payload)) + payload)
    payload = payload[:checksum_at] + total + payload[checksum_at + 2 :]
    if len(addresses) == 32:
        header = struct.pack("!IHBB", 6 << 28, len(payload), protocol, hops) + addresses
        return _ethernet(sender.mac, receiver.mac, IPV6, header + payload)
    start = struct.pack("!BBHHHBB", 0x45, 0, 20 + len(payload), 0, 0x4000, hops, protocol)
    header = start + _checksum(start + addresses) + addresses
    return _ethernet(sender.mac, receiver.mac, IPV4, header + payload)


def _checksum(content):
    """RFC 1071."""
    content += bytes(len(content) % 2)
    total = sum(struct.unpack(f"!{len(content) // 2}H", content))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return struct.pack("!H", ~total & 0xFFFF)
