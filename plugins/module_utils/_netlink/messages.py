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
NLM_F_REPLACE, NLM_F_EXCL, NLM_F_CREATE = 0x100, 0x200, 0x400
NLM_F_MULTI = 0x2
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLA_F_NESTED = 0x8000
_TYPE_MASK = 0x3FFF
_LARGEST_ERRNO = 4095  # linux/err.h: MAX_ERRNO

HEADER = struct.Struct("=IHHII")
ATTRIBUTE = struct.Struct("=HH")
U8, U16, U32 = struct.Struct("=B"), struct.Struct("=H"), struct.Struct("=I")
BE16, BE32 = struct.Struct("!H"), struct.Struct("!I")
_ERROR = struct.Struct("=i")


class NetlinkProtocolError(OSError):
    """Bytes that cannot be understood: the text says what is missing, short or unknown. Reported as any OSError is."""


class Message(NamedTuple):
    """A message that was received. ``type`` is the protocol's or a control type; ``payload`` follows the header."""

    type: int
    flags: int
    sequence: int
    payload: bytes


class Reader:
    """Makes something of each message of a dump. A subclass may know a faster way for a datagram that holds many."""

    def many(self, _datagram: bytes) -> tuple[list, int]:
        """Return what is made of the messages at the begin of a datagram, and their bytes: as here, maybe of none.

        Its first message is an ordinary one. No message may be taken that has another type, flags or sequence number.
        """
        return [], 0

    def one(self, payload: bytes) -> object:
        """Return what is made of the payload of one message."""
        return payload


def message(kind: int, flags: int, sequence: int, payload: bytes) -> bytes:
    """Return one message with its header; the kernel fills in the port."""
    return _padded(HEADER.pack(HEADER.size + len(payload), kind, flags, sequence, 0) + payload)


def messages(datagram: bytes, position: int = 0) -> Iterator[Message]:
    """Yield the messages of a datagram from ``position``; raise NetlinkProtocolError where a length cannot be."""
    while position < len(datagram):
        if len(datagram) - position < HEADER.size:
            raise NetlinkProtocolError(f"{len(datagram) - position} bytes are left, too few for a message header")
        length, kind, flags, sequence, _port = HEADER.unpack_from(datagram, position)
        if not HEADER.size <= length <= len(datagram) - position:
            raise NetlinkProtocolError(f"a message of {length} bytes does not fit into what was received")
        yield Message(kind, flags, sequence, datagram[position + HEADER.size : position + length])
        position += aligned(length)


def begins_plainly(datagram: bytes, sequence: int) -> bool:
    """Tell whether the first message is an ordinary part of the dump ``sequence``, read undisturbed."""
    if len(datagram) < HEADER.size:
        return False
    _length, kind, flags, its_sequence, _port = HEADER.unpack_from(datagram)
    return kind > NLMSG_DONE and flags == NLM_F_MULTI and its_sequence == sequence


def attribute(kind: int, value: bytes) -> bytes:
    """Return one attribute, padded."""
    return _padded(ATTRIBUTE.pack(ATTRIBUTE.size + len(value), kind) + value)


def nested(kind: int, *attributes: bytes) -> bytes:
    """Return an attribute that holds attributes."""
    return attribute(kind | NLA_F_NESTED, b"".join(attributes))


def text(kind: int, value: str) -> bytes:
    """Return a string attribute, ended by NUL as the kernel's policies want it."""
    return attribute(kind, value.encode("ascii") + b"\0")


def attributes(payload: bytes) -> dict[int, bytes]:
    """Return the attributes of a payload by type; a type that comes twice keeps its last value."""
    return {kind: payload[begin + ATTRIBUTE.size : end] for kind, begin, end in spans(payload)}


def spans(payload: bytes, position: int = 0) -> Iterator[tuple[int, int, int]]:
    """Yield type, begin and end of each attribute from ``position``: header included, padding not."""
    unpack_from, smallest, size = ATTRIBUTE.unpack_from, ATTRIBUTE.size, len(payload)
    while position + smallest <= size:
        length, kind = unpack_from(payload, position)
        if not smallest <= length <= size - position:
            raise NetlinkProtocolError(f"an attribute of {length} bytes does not fit into its message")
        yield kind & _TYPE_MASK, position, position + length
        position += (length + 3) & ~3  # aligned(), without the cost of calling it


def value(found: dict[int, bytes], kind: int, name: str) -> bytes:
    """Return an attribute that has to be there; ``name`` is what NetlinkProtocolError calls it."""
    try:
        return found[kind]
    except KeyError:
        raise NetlinkProtocolError(f"the kernel's answer has no attribute {kind} ({name})") from None


def take(found: dict[int, bytes], kind: int, form: struct.Struct, name: str) -> object:
    """Return the one item that ``form`` reads from the begin of an attribute that has to be there."""
    try:
        return form.unpack_from(found[kind])[0]
    except (KeyError, struct.error):
        size = len(value(found, kind, name))
    raise NetlinkProtocolError(
        f"attribute {kind} ({name}) of the kernel's answer has {size} bytes, fewer than {form.size}"
    )


def head(payload: bytes, form: struct.Struct, name: str) -> tuple:
    """Return what ``form`` reads from the begin of a payload; ``name`` is what NetlinkProtocolError calls it."""
    try:
        return form.unpack_from(payload)
    except struct.error:
        raise NetlinkProtocolError(f"{len(payload)} bytes are too few for {name}, which has {form.size}") from None


def error_number(payload: bytes) -> int:
    """Return the errno of an NLMSG_ERROR or NLMSG_DONE payload, 0 for an acknowledgement."""
    number = -head(payload, _ERROR, "an error number")[0]
    if not 0 <= number <= _LARGEST_ERRNO:
        raise NetlinkProtocolError(f"the kernel's answer has an error number {number}, which is none")
    return number


def string(value: bytes) -> str:
    """Return a string attribute's text up to its NUL."""
    return value.split(b"\0", 1)[0].decode("ascii", "replace")


def aligned(length: int) -> int:
    """Return where what follows something of ``length`` begins."""
    return (length + 3) & ~3


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4) if len(data) % 4 else data
