# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames counted by what they say; bounded, whatever comes. Pure.

A cluster has few MACs and VIPs, but its clients are many, and some are made up: once there are many rows, those to come
name no client any more, but for those that were given.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, inet_ntop

_MOST_WITH_NAMES, _MOST = 1000, 4000
_FAMILIES = {4: AF_INET, 16: AF_INET6}


class Tally:
    """How often each frame came by an interface, in a direction. A frame is as ``_netlink.frames`` has seen it.

    ``controls`` are those of the addresses given as such that frames were about, each with its interface and
    direction. ``left_out`` are frames for whose rows there was no room.
    """

    def __init__(self, vips: Iterable[str], clients: Iterable[str] = (), controls: Iterable[str] = ()) -> None:
        """Count frames with a VIP as one of their addresses."""
        self._vips, self._controls = set(map(_packed, vips)), {_packed(one): one for one in controls}
        self._named = self._vips | set(map(_packed, clients))
        self._counts: dict = {}
        self.controls: set[tuple[str, str, str]] = set()
        self.left_out = 0

    def count(self, interface: str, direction: str, seen: tuple) -> None:
        """Count one frame. Most are like one before, so that is looked up first."""
        row = (interface, direction, *seen)
        if row not in self._counts:
            row = self._new_row(row)
        if row:
            self._counts[row] = self._counts.get(row, 0) + 1

    def frames(self) -> list[dict]:
        """Return the rows as they are reported, sorted; an address that is not named is an empty text."""
        return sorted((_reported(row, count) for row, count in self._counts.items()), key=lambda one: [*one.values()])

    def _new_row(self, row: tuple) -> tuple | None:
        interface, direction, _source, _target, _kind, sender, receiver = row
        if receiver in self._controls:
            self.controls.add((interface, direction, self._controls[receiver]))
            return None
        if sender not in self._vips and receiver not in self._vips:
            return None
        if len(self._counts) >= _MOST_WITH_NAMES:
            row = (*row[:-2], *(one if one in self._named else b"" for one in (sender, receiver)))
        if row not in self._counts and len(self._counts) >= _MOST:
            self.left_out += 1
            return None
        return row


def _packed(address: str) -> bytes:
    return ip_address(address).packed


def _reported(row: tuple, count: int) -> dict:
    interface, direction, source, target, kind, sender, receiver = row
    return {
        "interface": interface,
        "direction": direction,
        "source": source.hex(":"),
        "target": target.hex(":"),
        "kind": kind,
        "sender": _text(sender),
        "receiver": _text(receiver),
        "count": count,
    }


def _text(address: bytes) -> str:
    return inet_ntop(_FAMILIES[len(address)], address) if address else ""
