# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ethernet frames as bytes: the header put in front and taken off (IEEE 802.3, tags: 802.1Q); filters. Pure."""

from __future__ import annotations

import struct
from collections.abc import Collection

_HEADER = struct.Struct("!6s6sH")
_TAG = struct.Struct("!HH")  # a tag's priority and VLAN, and the type of what follows
_TAGS = (0x8100, 0x88A8)
_VLAN = 0x0FFF
_INSTRUCTION = struct.Struct("=HBBI")  # linux/filter.h, struct sock_filter: code, jump if true, if false, operand
INSTRUCTION_BYTES = _INSTRUCTION.size
# linux/bpf_common.h: load 1, 2 or 4 bytes from a place, jump if equal, return how much of the frame is let through.
_LOAD, _JUMP_IF_EQUAL, _RETURN = {1: 0x30, 2: 0x28, 4: 0x20}, 0x15, 0x06
_PASS, _DROP = (_INSTRUCTION.pack(_RETURN, 0, 0, size) for size in (0xFFFF, 0))
_MOST_ENDINGS = 256


def frame(destination: bytes, source: bytes, ethertype: int, payload: bytes) -> bytes:
    """Return a frame; the network card pads and sums it."""
    return _HEADER.pack(destination, source, ethertype) + payload


def opened(data: bytes, ethertype: int) -> tuple[bytes, bytes] | None:
    """Return source and payload of a frame of this type; None for any other bytes, also for a frame of a VLAN.

    What a VLAN's tag is still in belongs to another segment. A tag of VLAN 0 bears a priority alone and is passed over.
    """
    if len(data) < _HEADER.size:
        return None
    _destination, source, kind = _HEADER.unpack_from(data)
    payload = data[_HEADER.size :]
    if kind in _TAGS and len(payload) >= _TAG.size:
        tag, kind = _TAG.unpack_from(payload)
        payload = payload[_TAG.size :]
        if tag & _VLAN:
            return None
    return (source, payload) if kind == ethertype else None


def text(hardware_address: bytes) -> str:
    """Return a hardware address as people write it, such as ``02:42:0a:4d:01:02``."""
    return hardware_address.hex(":")


def filter_of(pieces: Collection[tuple[int, bytes]], place: int, endings: Collection[bytes]) -> bytes:
    """Return a filter for the kernel: a frame passes that has every piece at its place, and one of ``endings``.

    Those have four bytes and are looked for at ``place``; of very many nobody is kept away, for a kernel takes no
    filter of any length.
    """
    code = b""
    for at, piece in pieces:
        code += _INSTRUCTION.pack(_LOAD[len(piece)], 0, 0, at)
        code += _INSTRUCTION.pack(_JUMP_IF_EQUAL, 1, 0, int.from_bytes(piece, "big")) + _DROP
    if len(endings) > _MOST_ENDINGS:
        return code + _PASS
    code += _INSTRUCTION.pack(_LOAD[4], 0, 0, place)
    for ending in endings:
        code += _INSTRUCTION.pack(_JUMP_IF_EQUAL, 0, 1, int.from_bytes(ending, "big")) + _PASS
    return code + _DROP
