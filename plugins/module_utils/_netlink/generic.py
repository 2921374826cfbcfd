# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generic netlink: a family is found by its name, and each of its messages starts with a command and a version.

Source: linux/genetlink.h. Resolving a family makes the kernel load the module that has it, where it may.
"""

from __future__ import annotations

import struct
from collections.abc import Collection

from . import messages as nl
from .connection import NETLINK_GENERIC, NetlinkConnection

_GENL_ID_CTRL, _CTRL_CMD_GETFAMILY = 0x10, 3
_CTRL_ATTR_FAMILY_ID, _CTRL_ATTR_FAMILY_NAME = 1, 2
HEADER = struct.Struct("=BBH")


class AttributesReader(nl.Reader):
    """Makes a message's attributes of it."""

    def one(self, payload: bytes) -> dict[int, bytes]:
        """Return the attributes."""
        return nl.attributes(payload[HEADER.size :])


class GenericFamily:
    """One generic netlink family on a connection of its own. Raises NetlinkError ENOENT if the kernel has it not."""

    def __init__(self, name: str, version: int, timeout: float = 10.0) -> None:
        """Open a connection and resolve ``name``."""
        self._connection = NetlinkConnection(NETLINK_GENERIC, timeout)
        self._version = version
        try:
            self._family = self._resolve(name)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.__exit__()

    def batch(self, requests: Collection[tuple[int, bytes]], timeout: float | None = None) -> dict[int, int]:
        """Send changes, each a command and a payload, in one go; return the errno of each refused one by its index."""
        headers = {command: self._header(command) for command in {command for command, _payload in requests}}
        payloads = [headers[command] + payload for command, payload in requests]
        return self._connection.batch(self._family, payloads, timeout)

    def get(self, command: int, payload: bytes = b"") -> dict[int, bytes]:
        """Return the attributes of the one message that answers a question."""
        reply = self._connection.get(self._family, self._header(command) + payload)
        return nl.attributes(reply[HEADER.size :])

    def dump(self, command: int, payload: bytes = b"", reader: nl.Reader | None = None) -> list:
        """Return what ``reader`` makes of every message of a dump; if none is given, its attributes."""
        return self._connection.dump(self._family, self._header(command) + payload, reader or AttributesReader())

    def _header(self, command: int) -> bytes:
        return HEADER.pack(command, self._version, 0)

    def _resolve(self, name: str) -> int:
        payload = HEADER.pack(_CTRL_CMD_GETFAMILY, 1, 0) + nl.text(_CTRL_ATTR_FAMILY_NAME, name)
        reply = self._connection.get(_GENL_ID_CTRL, payload)
        return nl.take(
            nl.attributes(reply[HEADER.size :]), _CTRL_ATTR_FAMILY_ID, nl.U16, f"number of the family {name}"
        )
