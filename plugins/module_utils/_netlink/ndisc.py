# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPv6 neighbour discovery as bytes (RFC 4861, sections 4.3, 4.4 and 7.1.2). Pure; ``arp`` is the same for IPv4."""

from __future__ import annotations

import struct
from ipaddress import IPv6Address

from . import ethernet

ETHERTYPE = 0x86DD
_ICMPV6, _NO_ROUTER_BETWEEN = 58, 255  # next header; the hop limit of what no router has passed on
_SOLICITATION, _ADVERTISEMENT = 135, 136
_SOLICITED, _OVERRIDE = 0x40000000, 0x20000000
_SOURCE_HARDWARE_ADDRESS, _TARGET_HARDWARE_ADDRESS = 1, 2
_ALL_NODES = IPv6Address("ff02::1").packed
_SOLICITED_NODE = IPv6Address("ff02::1:ff00:0").packed
_IP = struct.Struct("!IHBB16s16s")  # version and labels, payload length, next header, hop limit, source, destination
_NEIGHBOUR = struct.Struct("!BBHI16s")  # type, code, checksum, flags, target
_OPTION = struct.Struct("!BB6s")  # type, length in units of 8 bytes, hardware address
_MULTICAST = 0xFF
#: As in ``arp``.
ANSWER, ADDRESS_AT = ((20, bytes([_ICMPV6])), (54, bytes([_ADVERTISEMENT]))), 74


def announcement(address: str, hardware_address: bytes) -> list[bytes]:
    """Return the frame that tells a segment who has ``address`` now: an advertisement that nobody asked for."""
    own = IPv6Address(address).packed
    option = _OPTION.pack(_TARGET_HARDWARE_ADDRESS, 1, hardware_address)
    return [_multicast(hardware_address, own, _ALL_NODES, _ADVERTISEMENT, _OVERRIDE, own, option)]


def solicitation(address: str, hardware_address: bytes, source: str = "") -> bytes:
    """Return the frame that asks a segment who has ``address``.

    Who has it learns that ``source`` is here. Without one it asks as duplicate address detection does (RFC 4862), and
    nobody learns anything.
    """
    target = IPv6Address(address).packed
    option = _OPTION.pack(_SOURCE_HARDWARE_ADDRESS, 1, hardware_address) if source else b""
    sender, group = IPv6Address(source or "::").packed, _SOLICITED_NODE[:13] + target[13:]
    return _multicast(hardware_address, sender, group, _SOLICITATION, 0, target, option)


def responder(frame: bytes, address: str, source: str = "") -> str | None:
    """Return the MAC that answers for ``address`` with this frame, None where it is no such answer, whatever it is.

    With ``source`` only an answer to somebody who asked with it counts. Without, an announcement counts: it cannot be
    told from the answer to duplicate address detection.
    """
    found = ethernet.opened(frame, ETHERTYPE)
    message = _message(found[1], IPv6Address(source).packed if source else b"") if found else None
    if message is None:
        return None
    kind, code, _sum, _flags, target = _NEIGHBOUR.unpack_from(message)
    options = _options(message[_NEIGHBOUR.size :])
    if (kind, code, target) != (_ADVERTISEMENT, 0, IPv6Address(address).packed) or options is None:
        return None
    return ethernet.text(options.get(_TARGET_HARDWARE_ADDRESS, found[0]))


def parties(packet: bytes) -> tuple[str, bytes, bytes] | None:
    """Return what an IPv6 packet of neighbour discovery is, and two addresses; None where it is none.

    Of a solicitation they are who asks and whom it asks for; of an advertisement, for whom it names a MAC and who is
    told. Whether the checksum is right is not looked at.
    """
    if len(packet) < _IP.size + _NEIGHBOUR.size:
        return None
    head, _length, following, hops, sender, receiver = _IP.unpack_from(packet)
    kind, code, _sum, _flags, target = _NEIGHBOUR.unpack_from(packet, _IP.size)
    if (head >> 28, following, hops, code) != (6, _ICMPV6, _NO_ROUTER_BETWEEN, 0):
        return None
    if kind == _SOLICITATION:
        return "neighbour_solicitation", sender, target
    return ("neighbour_advertisement", target, receiver) if kind == _ADVERTISEMENT else None


def _message(packet: bytes, wanted: bytes) -> bytes | None:
    """Return the ICMPv6 message of a packet that is whole and valid, to ``wanted`` if that is given; else None."""
    if len(packet) < _IP.size:
        return None
    head, length, following, hops, sender, receiver = _IP.unpack_from(packet)
    message = packet[_IP.size : _IP.size + length]
    if (head >> 28, following, hops) != (6, _ICMPV6, _NO_ROUTER_BETWEEN) or wanted not in (b"", receiver):
        return None
    if len(message) != length or length < _NEIGHBOUR.size or _checksum(sender, receiver, message):
        return None
    solicited = _NEIGHBOUR.unpack_from(message)[3] & _SOLICITED
    return None if solicited and receiver[0] == _MULTICAST else message


def _options(data: bytes) -> dict[int, bytes] | None:
    """Return the hardware addresses of six bytes by their option's type; None where a length cannot be."""
    found = {}
    while data:
        size = data[1] * 8 if len(data) > 1 else 0
        if not 0 < size <= len(data):
            return None
        if size == _OPTION.size:
            found[data[0]] = data[2:size]
        data = data[size:]
    return found


def _multicast(
    hardware_address: bytes, source: bytes, group: bytes, kind: int, flags: int, target: bytes, option: bytes
) -> bytes:
    unsummed = _NEIGHBOUR.pack(kind, 0, 0, flags, target) + option
    message = _NEIGHBOUR.pack(kind, 0, _checksum(source, group, unsummed), flags, target) + option
    header = _IP.pack(6 << 28, len(message), _ICMPV6, _NO_ROUTER_BETWEEN, source, group)
    return ethernet.frame(b"\x33\x33" + group[12:], hardware_address, ETHERTYPE, header + message)


def _checksum(source: bytes, destination: bytes, message: bytes) -> int:
    """Return the checksum of a message (RFC 4443, section 2.3), 0 for one that bears its checksum already."""
    summed = source + destination + struct.pack("!II", len(message), _ICMPV6) + message + b"\0" * (len(message) % 2)
    return -sum(struct.unpack(f"!{len(summed) // 2}H", summed)) % 0xFFFF
