# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames that an interface sends and receives about some addresses, as this host sees them (packet(7)).

The kernel hands over what it has: it may have put several segments of TCP together before, which then are one frame.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Collection, Iterator

from . import bpf, packet

IN, OUT = "in", "out"
_EVERY_TYPE = 3  # linux/if_ether.h: ETH_P_ALL; of another type, a socket gets nothing that this host sends
# linux/if_packet.h, asm-generic/socket.h: names that Python's socket module does not have.
_SOL_PACKET, _STATISTICS, _SO_RCVBUFFORCE = 263, 6, 33
_COUNTS = struct.Struct("=II")  # struct tpacket_stats: what passed the filter, and how much of that found no room
_BUFFER = 1 << 24  # counted with the kernel's bookkeeping: some ten thousand frames
_MOST_AT_ONCE = 256


class Port:
    """What goes one way through an interface: a socket each, for the way of a frame costs a system call to ask for."""

    def __init__(self, interface: str, direction: str, addresses: Collection[str]) -> None:
        """Capture from now on; raise PacketError where nothing can be sent and received now."""
        self.interface, self.direction = interface, direction
        with packet.explained(interface):
            self._socket = packet.bound(interface, _EVERY_TYPE, bpf.about(addresses, direction == OUT))
            try:
                self.hardware_address = packet.hardware_address(self._socket, interface)
                packet.refuse_without_carrier(self._socket, interface)
                self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER)
            except BaseException:
                self.close()
                raise
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor that is readable once a frame is there."""
        return self._socket.fileno()

    def frames(self) -> Iterator[bytes]:
        """Yield the headers of frames that have come, a few hundred at most.

        An interface that goes down ends it; frames come again once the interface does.
        """
        receive = self._socket.recv
        with contextlib.suppress(OSError):
            for _turn in range(_MOST_AT_ONCE):
                yield receive(bpf.HEADERS)

    def dropped(self) -> int:
        """Return how many frames were lost since the last time because nobody took them soon enough."""
        found = self._socket.getsockopt(_SOL_PACKET, _STATISTICS, _COUNTS.size)
        return _COUNTS.unpack(found)[1]

    def close(self) -> None:
        """End the capture."""
        self._socket.close()


def ports(interface: str, addresses: Collection[str]) -> list[Port]:
    """Return the two ports of an interface."""
    incoming = Port(interface, IN, addresses)
    try:
        return [incoming, Port(interface, OUT, addresses)]
    except BaseException:
        incoming.close()
        raise
