# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ethernet frames as bytes: the header put in front and taken off (IEEE 802.3, tags: 802.1Q). Pure."""

from __future__ import annotations

import struct

_HEADER = struct.Struct("!6s6sH")
_TAG = struct.Struct("!HH")  # a tag's priority and VLAN, and the type of what follows
_TAGS = (0x8100, 0x88A8)
_VLAN = 0x0FFF


def frame(destination: bytes, source: bytes, ethertype: int, payload: bytes) -> bytes:
    """Return a frame; the network card pads and sums it."""
    return _HEADER.pack(destination, source, ethertype) + payload


def opened(data: bytes, ethertype: int) -> tuple[bytes, bytes] | None:
    """Return source and payload of a frame of this type; None for any other bytes, also for a frame of a VLAN."""
    found = unpacked(data)
    return (found[1], found[3]) if found and found[2] == ethertype else None


def unpacked(data: bytes) -> tuple[bytes, bytes, int, bytes] | None:
    """Return destination, source, type and payload of a frame; None for bytes cut off, and for a frame of a VLAN.

    What a VLAN's tag is still in belongs to another segment. A tag of VLAN 0 bears a priority alone and is passed over.
    """
    if len(data) < _HEADER.size:
        return None
    destination, source, kind = _HEADER.unpack_from(data)
    payload = data[_HEADER.size :]
    if kind in _TAGS and len(payload) >= _TAG.size:
        tag, kind = _TAG.unpack_from(payload)
        payload = payload[_TAG.size :]
        if tag & _VLAN:
            return None
    return destination, source, kind, payload


def text(hardware_address: bytes) -> str:
    """Return a hardware address as people write it, such as ``02:42:0a:4d:01:02``."""
    return hardware_address.hex(":")
