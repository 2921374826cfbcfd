# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Netlink framing: bytes to messages and attributes, and back. Pure.

A datagram holds messages, each a 16-byte header (length, type, flags, sequence number, port) and a payload. A payload
holds attributes, each a 4-byte header (length, type) and a value; messages and attributes start at multiples of 4.
All header fields are in host order (netlink(7), linux/netlink.h).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR = 0x1, 0x4, 0x300, 0x10
NLM_F_EXCL, NLM_F_CREATE = 0x200, 0x400
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLA_F_NESTED = 0x8000
_TYPE_MASK = 0x3FFF

_HEADER = struct.Struct("=IHHII")
_ATTRIBUTE = struct.Struct("=HH")
U8, U16, U32 = struct.Struct("=B"), struct.Struct("=H"), struct.Struct("=I")
BE16, BE32 = struct.Struct("!H"), struct.Struct("!I")


class NetlinkProtocolError(ValueError):
    """Bytes that are not netlink: a length that points outside of what was received."""


class Message(NamedTuple):
    """A message that was received. ``type`` is the protocol's or a control type; ``payload`` follows the header."""

    type: int
    flags: int
    sequence: int
    payload: bytes


def message(kind: int, flags: int, sequence: int, payload: bytes) -> bytes:
    """Return one message with its header; the kernel fills in the port."""
    return _padded(_HEADER.pack(_HEADER.size + len(payload), kind, flags, sequence, 0) + payload)


def messages(datagram: bytes) -> Iterator[Message]:
    """Yield the messages of a datagram; raise NetlinkProtocolError where a length cannot be."""
    position = 0
    while position < len(datagram):
        if len(datagram) - position < _HEADER.size:
            raise NetlinkProtocolError(f"{len(datagram) - position} bytes are left, too few for a message header")
        length, kind, flags, sequence, _port = _HEADER.unpack_from(datagram, position)
        if not _HEADER.size <= length <= len(datagram) - position:
            raise NetlinkProtocolError(f"a message of {length} bytes does not fit into what was received")
        yield Message(kind, flags, sequence, datagram[position + _HEADER.size : position + length])
        position += _aligned(length)


def attribute(kind: int, value: bytes) -> bytes:
    """Return one attribute, padded."""
    return _padded(_ATTRIBUTE.pack(_ATTRIBUTE.size + len(value), kind) + value)


def nested(kind: int, *attributes: bytes) -> bytes:
    """Return an attribute that holds attributes."""
    return attribute(kind | NLA_F_NESTED, b"".join(attributes))


def text(kind: int, value: str) -> bytes:
    """Return a string attribute, ended by NUL as the kernel's policies want it."""
    return attribute(kind, value.encode("ascii") + b"\0")


def attributes(payload: bytes) -> dict[int, bytes]:
    """Return the attributes of a payload by type; a type that comes twice keeps its last value."""
    found, position = {}, 0
    while position + _ATTRIBUTE.size <= len(payload):
        length, kind = _ATTRIBUTE.unpack_from(payload, position)
        if not _ATTRIBUTE.size <= length <= len(payload) - position:
            raise NetlinkProtocolError(f"an attribute of {length} bytes does not fit into its message")
        found[kind & _TYPE_MASK] = payload[position + _ATTRIBUTE.size : position + length]
        position += _aligned(length)
    return found


def error_number(payload: bytes) -> int:
    """Return the errno of an NLMSG_ERROR or NLMSG_DONE payload, 0 for an acknowledgement."""
    return -struct.unpack_from("=i", payload)[0] if len(payload) >= 4 else 0


def string(value: bytes) -> str:
    """Return a string attribute's text up to its NUL."""
    return value.split(b"\0", 1)[0].decode("ascii", "replace")


def _aligned(length: int) -> int:
    return (length + 3) & ~3


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
