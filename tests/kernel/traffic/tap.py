# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host says on its segment, seen from outside: at its port of the switch, not in its own namespace."""

import select
import socket
import struct
import time
from typing import NamedTuple

_ALL, _ARP, _IPV4, _IPV6, _ICMPV6 = 0x0003, 0x0806, 0x0800, 0x86DD, 58  # linux/if_ether.h, linux/in.h
# linux/if_packet.h, asm-generic/socket.h: names that Python's socket module does not have.
_SOL_PACKET, _STATISTICS, _IGNORE_OUTGOING, _SO_RCVBUFFORCE = 263, 6, 23, 33
_BUFFER = 1 << 23
_QUIET, _PATIENCE = 0.03, 10.0  # s
_ND = {135: "solicitation", 136: "advertisement"}


class Frame(NamedTuple):
    """A frame: its MACs, what it is, and the two addresses in it.

    ``kind``: request or reply (ARP), solicitation or advertisement (IPv6), else packet. ``sender`` is the address that
    the frame gives its source MAC to; of a packet it is the source address.
    """

    to: str
    mac: str
    kind: str
    sender: str
    target: str


class Tap:
    """Every frame that comes out of the host at ``port``."""

    def __init__(self, switch, port):
        with switch.entered():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL))
            self._socket.bind((port, _ALL))
        self._socket.setsockopt(_SOL_PACKET, _IGNORE_OUTGOING, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER)
        self.frames()

    def frames(self, quiet=_QUIET):
        """Return what has come since the last time, once nothing has come for ``quiet`` s: a frame is a moment late."""
        found = []
        while self._is_readable(quiet):
            found += self._next()
        return found

    def frames_until(self, enough):
        """Return what comes from now on up to the frame at which ``enough(frames)`` is true."""
        found, deadline = [], time.monotonic() + _PATIENCE
        while not enough(found):
            assert time.monotonic() < deadline, found
            if self._is_readable(_QUIET):
                found += self._next()
        return found

    def _is_readable(self, timeout):
        return bool(select.select([self._socket], [], [], timeout)[0])

    def _next(self):
        """That a frame was lost is an error of the test."""
        frame = _read(self._socket.recv(65536))
        _seen, dropped = struct.unpack("II", self._socket.getsockopt(_SOL_PACKET, _STATISTICS, 8))
        assert not dropped
        return [frame] if frame else []

    def close(self):
        self._socket.close()


def speaks_for(address, frames):
    """Those from which the segment learns a MAC for ``address``."""
    return [frame for frame in frames if frame.sender == address and frame.kind != "packet"]


def _read(data):
    to, mac, kind = data[:6].hex(":"), data[6:12].hex(":"), int.from_bytes(data[12:14], "big")
    packet = data[14:]
    if kind == _ARP:
        is_reply = packet[7] == 2
        return Frame(
            to, mac, "reply" if is_reply else "request", *map(socket.inet_ntoa, (packet[14:18], packet[24:28]))
        )
    if kind == _IPV4:
        return Frame(to, mac, "packet", *map(socket.inet_ntoa, (packet[12:16], packet[16:20])))
    return _read_ipv6(to, mac, packet) if kind == _IPV6 else None


def _read_ipv6(to, mac, packet):
    source, destination = (socket.inet_ntop(socket.AF_INET6, packet[at : at + 16]) for at in (8, 24))
    kind = _ND.get(packet[40]) if packet[6] == _ICMPV6 else None
    if kind is None:
        return Frame(to, mac, "packet", source, destination)
    about = socket.inet_ntop(socket.AF_INET6, packet[48:64])
    return Frame(to, mac, kind, *((about, destination) if kind == "advertisement" else (source, about)))
