# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a 6.1 kernel in literal bytes, little-endian; what may become of them (for hypothesis); and a replay."""

import errno
import struct

from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import reader
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import messages as nl
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.connection import NetlinkConnection, NetlinkError
from hypothesis import strategies as st

SEQUENCE = 7
_STATS = (
    "60000a00 08000100 00000000 08000200 00000000 08000300 00000000 0c000400 00000000 00000000 04000b00"
    "0c000500 00000000 00000000 08000600 00000000 08000700 00000000 08000800 00000000 08000900 00000000"
    "08000a00 00000000"
)
_PADDED_STATS = _STATS.replace("60000a00", "64000a00").replace("0c000400", "04000b00 0c000400")
_STATS64 = "a0000c00" + "04000b00".join(f"0c00{kind:02x}00 {kind:02x}000000 00000000" for kind in range(1, 11))

#: The payloads of answers, behind the message header: generic netlink's header or rtnetlink's, then attributes.
PAYLOADS = {
    name: bytes.fromhex(literal)
    for name, literal in {
        "service": "01010000 5c010100 06000100 02000000 06000200 11000000"
        "14000300 cb00710a 00000000 00000000 00000000 06000400 00500000 08000600 776c6300 08000b00 73697000"
        "0c000700 03000000 ffffffff 08000800 2c010000 08000900 ffffffff" + _STATS + _STATS64,
        "marked service": "01010000 38000100 06000100 0a000000 08000500 07000000 08000600 776c6300"
        "0c000700 02000000 ffffffff 08000800 00000000 08000900 80000000",
        "destination": "05010000 7c010200 14000100 0a00000b 00000000 00000000 00000000 06000200 00500000"
        "08000300 03000000 08000400 03000000 05000d00 00000000 06000e00 00000000 06000f00 00000000"
        "08000500 00000000 08000600 00000000 08000700 00000000 08000800 00000000 08000900 00000000"
        "06000b00 02000000" + _PADDED_STATS + _STATS64,
        "config": "0c010000 08000400 84030000 08000500 78000000 08000600 2c010000",
        "daemon": "09010000 3c000300 08000100 01000000 07000200 6c6f0000 08000300 05000000 06000400 c0050000"
        "06000700 90220000 05000800 01000000 08000500 e0000051",
        "info": "0e010000 08000100 01020100 08000200 00100000",
        "family": "01020000 09000200 49505653 00000000 06000100 1c000000 08000300 01000000 08000400 00000000"
        "08000500 06000000 18000600 14000100 08000100 01000000 08000200 0b000000",
        "interface": "00000403 01000000 49000100 00000000 07000300 6c6f0000 08000d00 e8030000 05001000 00000000"
        "0a000100 00000000 00000000 0a000200 00000000 00000000",
        "address": "020880fe 01000000 08000100 7f000001 08000200 7f000001 07000300 6c6f0000 08000800 80000000"
        "14000600 ffffffff ffffffff f9010000 f9010000",
        "rule": "02002000 fc000001 00000000 08000f00 bc1b0000 08000e00 ffffffff 05001500 02000000 08000600 bc1b0000"
        "08000200 cb00710a",
        "route": "02000000 fc020001 04000000 08000f00 bc1b0000 08000500 0a0000fe 08000400 01000000",
        "next hop": "02200000 fe000001 00020000 08000f00 fe000000 08000100 c0000201 08000400 01000000 08000700 0a00000b"
        "08000500 0a000001 08001900 00000000 24000c00" + "00" * 32,
        "way by IPv6": "02200000 fe000001 00020000 08000f00 fe000000 08000100 c6336407 08000400 01000000"
        "16001200 0a002001 0db80000 00000000 00000000 00990000 24000c00" + "00" * 32,
        "default ways": "02000000 fe030001 00000000 08000f00 fe000000 0c000800 08000200 14050000"
        "24000900 10000000 01000000 08000500 0a0000fe 10000000 02000000 08000500 0a0100fe",
        "neighbour": "02000000 01000000 04000001 08000100 0a00000b 0a000200 02000000 00110000 08000400 00000000"
        "14000300 9d170000 2d000000 2d000000 00000000",
    }.items()
}


class Replay(NetlinkConnection):
    """A connection on which these datagrams come and then nothing; each request has the same sequence number."""

    def __init__(self, *datagrams):
        self._datagrams, self._timeout, self._sequence = list(datagrams), 0, SEQUENCE - 1

    def send(self, *_request):
        return SEQUENCE

    def _receive(self, _timeout):
        if not self._datagrams:
            raise NetlinkError(errno.ETIMEDOUT, "no datagram is left")
        return self._datagrams.pop(0)


def part(payload, kind=0x1C, flags=nl.NLM_F_MULTI):
    """A message of the dump SEQUENCE."""
    return nl.message(kind, flags, SEQUENCE, payload)


DONE = part(bytes(4), nl.NLMSG_DONE)


def outcome(read):
    """The value that ``read`` returns, or the kind of its clear error; any other exception is a failure."""
    try:
        return read()
    except nl.NetlinkProtocolError:
        return nl.NetlinkProtocolError
    except NetlinkError as error:
        return NetlinkError, error.errno


def shortened(data):
    """The bytes cut off at every length."""
    return [data[:length] for length in range(len(data))]


def overwritten(data, values=(0, 1, 2, 4, 0x80, 0xFF)):
    """The bytes with each of them replaced by each of the values."""
    return [data[:at] + bytes([value]) + data[at + 1 :] for at in range(len(data)) for value in values]


@st.composite
def spoiled(draw, payload, start, nest=True):
    """A payload with attributes from ``start`` (within the nest there, if any) removed, resized, doubled, foreign."""
    inside = start + nl.ATTRIBUTE.size if nest else start
    attributes = [(kind, payload[begin + nl.ATTRIBUTE.size : end]) for kind, begin, end in nl.spans(payload, inside)]
    for _change in range(draw(st.integers(1, 3))):
        if not attributes:
            break
        at = draw(st.integers(0, len(attributes) - 1))
        kind, value = attributes[at]
        size = draw(st.integers(0, len(value)))
        attributes[at : at + 1] = draw(
            st.sampled_from(
                [
                    [],
                    [(kind, value[:size])],
                    [(kind, value + bytes(size))],
                    [(kind, value), (kind, draw(st.binary(max_size=20)))],
                    [(kind, draw(st.binary(min_size=len(value), max_size=len(value))))],
                    [(draw(st.integers(0, 0xFFFF)), value)],
                    [(0x63, value), (kind, value)],
                ]
            )
        )
    body = b"".join(nl.attribute(kind, value) for kind, value in attributes)
    return payload[:start] + (nl.attribute(struct.unpack_from("=HH", payload, start)[1], body) if nest else body)


@st.composite
def patched(draw, data):
    """The bytes with a few of their words replaced by what may be read as a header, or by anything."""
    for _change in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data) // 4 - 1)) * 4
        header = st.builds(nl.ATTRIBUTE.pack, st.integers(0, 48), st.integers(0, 16))
        data = data[:at] + draw(header | st.binary(min_size=4, max_size=4)) + data[at + 4 :]
    return data


class DestinationReader(reader.DestinationReader):
    """The reader as it is, with the destinations themselves in place of the blocks that they come in."""

    def one(self, payload):
        (destination,) = reader.each([super().one(payload)])
        return destination

    def many(self, datagram):
        blocks, end = super().many(datagram)
        return list(reader.each(blocks)), end
