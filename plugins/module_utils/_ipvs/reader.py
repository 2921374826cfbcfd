# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dumped destinations, a datagram at a time. Pure.

A kernel writes the attributes of every destination in the same order and sizes, but another kernel does so otherwise.
So the layout is learned from the first message of a datagram; what does not fit it is walked attribute by attribute.
"""

from __future__ import annotations

import struct
from socket import inet_ntop
from typing import NamedTuple

from .._model.service import Destination
from .._netlink import messages as nl
from .._netlink.generic import HEADER
from . import wire

_PAYLOAD = nl.HEADER.size + HEADER.size
_ATTRIBUTES = _PAYLOAD + nl.ATTRIBUTE.size
_SEQUENCE_AND_PORT = slice(8, 16)
_DUMPED_ADDRESS = 16
_MOST_KNOWN = 4096


class Layout(NamedTuple):
    """How a kernel writes a destination: ``parts`` gives frame, address and two runs of attributes, all else skipped.

    The frame is everything before the address's value; ``frame`` is one without its sequence number and port.
    """

    frame: bytes
    parts: struct.Struct


def learn(datagram: bytes) -> Layout | None:
    """Return the layout of the first message, None for one that is not made as every known kernel does it."""
    message = next(nl.messages(datagram))
    end = nl.HEADER.size + len(message.payload)
    spans = list(nl.spans(datagram[:end], _ATTRIBUTES))
    runs = _runs((begin, nl.aligned(last)) for kind, begin, last in spans if kind in wire.DEST_SETTINGS)
    address = [begin + nl.ATTRIBUTE.size for kind, begin, last in spans if kind == wire.DEST_ADDR]
    if len(address) != 1 or not 1 <= len(runs) <= 2 or runs[0][0] != address[0] + _DUMPED_ADDRESS:
        return None
    (_first, settings), (family, last) = runs[0], (runs[1:] or [(runs[0][1], runs[0][1])])[0]
    sizes = (
        address[0],
        _DUMPED_ADDRESS,
        settings - runs[0][0],
        family - settings,
        last - family,
        nl.aligned(end) - last,
    )
    return Layout(_without_sequence(datagram[: address[0]]), struct.Struct("={}s{}s{}s{}x{}s{}x".format(*sizes)))


class DestinationReader(nl.Reader):
    """Makes the destinations of a service of ``family`` of a dump; good for any number of dumps."""

    def __init__(self, family: str) -> None:
        """Begin without having learned anything."""
        self._family = family
        self._layout: Layout | None = None
        self._known: dict[tuple[bytes, bytes], tuple] = {}

    def one(self, payload: bytes) -> Destination:
        """Walk the attributes of one message."""
        return wire.unpack_destination(self._family, nl.attributes(payload[HEADER.size :]))

    def many(self, datagram: bytes) -> tuple[list[Destination], int]:
        """Read as many messages as have one layout; when one among them has not, none."""
        layout = self._layout_of(datagram)
        if layout is None:
            return [], 0
        end = len(datagram) // layout.parts.size * layout.parts.size
        its_frame, found, new = datagram[: len(layout.frame) + 8], [], tuple.__new__
        last_settings = last_family = number = size = values = None
        for frame, address, settings, family in layout.parts.iter_unpack(datagram[:end]):
            if frame != its_frame:
                return [], 0
            if settings != last_settings or family != last_family:
                last_settings, last_family = settings, family
                number, size, values = self._known.get((settings, family)) or self._decode(settings, family)
            found.append(new(Destination, (inet_ntop(number, address[:size]), *values)))
        return found, end

    def _layout_of(self, datagram: bytes) -> Layout | None:
        layout = self._layout
        if layout is None or _without_sequence(datagram[: len(layout.frame) + 8]) != layout.frame:
            layout = self._layout = learn(datagram)
        return layout

    def _decode(self, settings: bytes, family: bytes) -> tuple[int, int, tuple]:
        """Decode all but the address, and remember it: a table has few destinations that differ in more."""
        values = wire.unpack_settings(self._family, nl.attributes(settings + family))
        its_family = values[wire.FAMILY_OF_SETTINGS]
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        result = wire.NUMBER_OF_FAMILY[its_family], wire.ADDRESS_BYTES[its_family], values
        self._known[settings, family] = result
        return result


def _runs(spans: object) -> list[tuple[int, int]]:
    """Join spans that follow each other."""
    runs: list[tuple[int, int]] = []
    for begin, end in spans:
        if runs and runs[-1][1] == begin:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((begin, end))
    return runs


def _without_sequence(frame: bytes) -> bytes:
    return frame[: _SEQUENCE_AND_PORT.start] + frame[_SEQUENCE_AND_PORT.stop :]
