# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What listens on this host, from /proc/net (proc(5)): who answers the requests for a VIP."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from socket import AF_INET, AF_INET6, inet_ntop

from .._model.vip_declaration import Listener
from . import files

#: Socket states (linux/net/tcp_states.h) of a TCP listener and of an unconnected UDP socket.
_STATES = {"tcp": "0A", "udp": "07"}


def missing(wanted: Iterable[Listener], root: str = "/proc/net") -> list[Listener]:
    """Return those that nothing listens for, be it on their address or on any."""
    wanted = list(wanted)
    heard = {found for protocol in {one.protocol for one in wanted} for found in _heard(protocol, root)}
    return [one for one in wanted if not one.is_served(heard)]


def listening(root: str = "/proc/net") -> list[Listener]:
    """Return every socket that waits for clients, sorted: TCP listeners, and UDP sockets that are not connected."""
    found = {one for protocol in _STATES for one in _heard(protocol, root)}
    return sorted(found, key=lambda one: (one.protocol, one.port, one.address))


def _heard(protocol: str, root: str) -> Iterator[Listener]:
    for address, port in _sockets(protocol, root):
        yield Listener(protocol, address, port)


def _sockets(protocol: str, root: str) -> Iterator[tuple[str, int]]:
    for name in (protocol, protocol + "6"):
        # A kernel without IPv6 has no second file.
        for line in (files.read(os.path.join(root, name)) or "").splitlines()[1:]:
            _number, local, _remote, state = line.split()[:4]
            if state == _STATES[protocol]:
                address, _colon, port = local.partition(":")
                yield _address(address), int(port, 16)


def _address(text: str) -> str:
    """The kernel prints each word of 32 bits as a number of its own byte order."""
    words = [int(text[start : start + 8], 16) for start in range(0, len(text), 8)]
    packed = struct.pack(f"={len(words)}I", *words)
    return inet_ntop(AF_INET if len(words) == 1 else AF_INET6, packed)
