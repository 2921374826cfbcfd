# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What network cards do by themselves, asked over ioctl(2) (linux/ethtool.h)."""

from __future__ import annotations

import array
import fcntl
import socket
import struct
from collections.abc import Iterable

_SIOCETHTOOL, _ETHTOOL_GFLAGS, _ETH_FLAG_LRO = 0x8946, 0x25, 1 << 15  # linux/sockios.h, linux/ethtool.h


def merges_received(interfaces: Iterable[str]) -> dict[str, bool | None]:
    """Tell of each interface whether it merges packets before it hands them on (LRO); None where nobody can tell.

    Any user may ask.
    """
    found: dict[str, bool | None] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for interface in interfaces:
            value = array.array("I", (_ETHTOOL_GFLAGS, 0))  # struct ethtool_value
            request = struct.pack("16sP16x", interface.encode(), value.buffer_info()[0])
            try:
                fcntl.ioctl(any_socket, _SIOCETHTOOL, request)
                found[interface] = bool(value[1] & _ETH_FLAG_LRO)
            except OSError:
                found[interface] = None
    return found
