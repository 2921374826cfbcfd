# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a frame of any kind says about addresses: ARP, neighbour discovery, IPv4, IPv6. Pure, and safe on any bytes."""

from __future__ import annotations

from typing import NamedTuple

from . import arp, ethernet, ndisc

IP = "ip"
_IPV4 = 0x0800
_IPV4_HEADER, _IPV6_HEADER = 20, 40


class Seen(NamedTuple):
    """The two MACs of a frame, what it is, and the two addresses in it; all but the kind as bytes.

    ``kind``: arp_request, arp_reply, neighbour_solicitation, neighbour_advertisement, else ip. Of the first four
    ``sender`` is the address that the segment learns a MAC for, ``receiver`` the one that is asked for, or told.
    """

    source: bytes
    target: bytes
    kind: str
    sender: bytes
    receiver: bytes


def seen(frame: bytes) -> Seen | None:
    """Return what the frame says; None for other protocols, other segments' frames, and bytes that are cut off."""
    found = ethernet.unpacked(frame)
    if found is None:
        return None
    target, source, ethertype, packet = found
    said = _READERS[ethertype](packet) if ethertype in _READERS else None
    return Seen(source, target, *said) if said else None


def _ipv4(packet: bytes) -> tuple[str, bytes, bytes] | None:
    if len(packet) < _IPV4_HEADER or packet[0] >> 4 != 4:
        return None
    return IP, packet[12:16], packet[16:20]


def _ipv6(packet: bytes) -> tuple[str, bytes, bytes] | None:
    if len(packet) < _IPV6_HEADER or packet[0] >> 4 != 6:
        return None
    return ndisc.parties(packet) or (IP, packet[8:24], packet[24:40])


_READERS = {_IPV4: _ipv4, arp.ETHERTYPE: arp.parties, ndisc.ETHERTYPE: _ipv6}
