# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ARP frames as bytes (RFC 826; announcements: RFC 5227, section 3). Pure."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address

_BROADCAST = b"\xff" * 6
_ETHERTYPE_ARP = 0x0806
_REQUEST, _REPLY = 1, 2
_ARP = struct.Struct("!HHBBH6s4s6s4s")


def announcement(address: str, hardware_address: bytes) -> list[bytes]:
    """Return the frames that tell a segment who has ``address`` now: a gratuitous request, then a gratuitous reply.

    Both, because some hosts and switches update their caches on only one of them.
    """
    protocol_address = IPv4Address(address).packed
    ethernet = _BROADCAST + hardware_address + struct.pack("!H", _ETHERTYPE_ARP)
    targets = ((_REQUEST, b"\0" * 6), (_REPLY, hardware_address))
    return [
        ethernet + _ARP.pack(1, 0x0800, 6, 4, operation, hardware_address, protocol_address, target, protocol_address)
        for operation, target in targets
    ]
