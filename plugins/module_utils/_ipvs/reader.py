# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dumped destinations, a datagram at a time. Pure.

A kernel writes the attributes of every destination in the same order and sizes, but another kernel does so otherwise.
So the layout is learned from the first message of a datagram; what does not fit it is walked attribute by attribute.
Whatever the bytes are, both ways find the same: a message has the layout only if each of its headers says so.
"""

from __future__ import annotations

import operator
import struct
from socket import inet_ntop
from typing import NamedTuple

from .._model.service import Destination
from .._netlink import messages as nl
from .._netlink.generic import HEADER
from . import wire

_PAYLOAD = nl.HEADER.size + HEADER.size
_ATTRIBUTES = _PAYLOAD + nl.ATTRIBUTE.size
_WORD = 4  # every header begins at a multiple of it, and so does every message
_SEQUENCE = 2
#: Length, type and flags, sequence number, and the nest; what else is before the attributes says nothing.
_OWN_HEADERS = (0, 1, _SEQUENCE, _PAYLOAD // _WORD)
_DUMPED_ADDRESS = 16
_MOST_KNOWN = 4096


class Layout(NamedTuple):
    """How a kernel writes a destination: ``parts`` gives address and two runs of settings, all else is passed over.

    ``heads`` are the words that hold a header outside of the runs, ``pick`` gets those that are the same in each dump
    and ``picked`` is what it got. ``run_pick`` and ``run_picked`` are the same for the headers within the runs.
    """

    parts: struct.Struct
    address_bytes: int
    heads: tuple[int, ...]
    pick: operator.itemgetter
    picked: tuple[int, ...]
    run_pick: operator.itemgetter
    run_picked: tuple[int, ...]

    def extent(self, datagram: bytes) -> int:
        """Return the bytes of the messages at the begin of a datagram; 0 unless all of them have this layout."""
        size = self.parts.size
        end = len(datagram) // size * size
        words = memoryview(datagram)[:end].cast("I")
        if not end or self.pick(words) != self.picked:
            return 0
        size //= _WORD
        last = len(words) - size
        for head in self.heads:
            if words[head:last:size] != words[head + size :: size]:
                return 0
        return end


def learn(datagram: bytes, family: str) -> Layout | None:
    """Return the layout of the first message, None for one that is not made as every known kernel does it.

    ``family`` is the service's. A layout is for destinations with addresses as long as that of the first.
    """
    message = next(nl.messages(datagram))
    end = nl.HEADER.size + len(message.payload)
    one_nest = [(wire.CMD_ATTR_DEST, _PAYLOAD, end)]
    if list(nl.spans(datagram[:end], _PAYLOAD)) != one_nest or len(datagram) < nl.aligned(end):
        return None
    spans = list(nl.spans(datagram[:end], _ATTRIBUTES))
    runs = _runs((begin, nl.aligned(last)) for kind, begin, last in spans if kind in wire.DEST_SETTINGS)
    address = [begin + nl.ATTRIBUTE.size for kind, begin, last in spans if kind == wire.DEST_ADDR]
    if len(address) != 1 or not 1 <= len(runs) <= 2 or runs[0][0] != address[0] + _DUMPED_ADDRESS:
        return None
    (begin, settings), (later, last) = runs[0], (runs[1:] or [(runs[0][1], runs[0][1])])[0]
    found = datagram[begin:settings] + datagram[later:last]
    used = wire.address_bytes(wire.unpack_settings(family, nl.attributes(found)))
    gaps = (address[0], used, _DUMPED_ADDRESS - used, settings - begin, later - settings, last - later)
    parts = struct.Struct("={}x{}s{}x{}s{}x{}s{}x".format(*gaps, nl.aligned(end) - last))
    heads = (*_OWN_HEADERS, *(begin // _WORD for kind, begin, _end in spans if kind not in wire.DEST_SETTINGS))
    pick = operator.itemgetter(*(head for head in heads if head != _SEQUENCE))
    run_pick = operator.itemgetter(*(begin // _WORD for _kind, begin, _end in nl.spans(found)))
    return Layout(parts, used, heads, pick, pick(_words(datagram[: parts.size])), run_pick, run_pick(_words(found)))


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
        layout = self._layout
        end = layout.extent(datagram) if layout else 0
        if not end:
            layout, self._known = learn(datagram, self._family), {}
            end = layout.extent(datagram) if layout else 0
            self._layout = layout
        found, new = [], tuple.__new__
        last_settings = last_family = number = values = None
        for address, settings, family in layout.parts.iter_unpack(datagram[:end]) if end else ():
            if settings != last_settings or family != last_family:
                last_settings, last_family = settings, family
                known = self._known.get((settings, family)) or self._decode(layout, settings, family)
                if known is None:
                    self._layout = None
                    return [], 0
                number, values = known
            found.append(new(Destination, (inet_ntop(number, address), *values)))
        return found, end

    def _decode(self, layout: Layout, settings: bytes, family: bytes) -> tuple[int, tuple] | None:
        """Decode all but the address, and remember it: a table has few destinations that differ in more."""
        run = settings + family
        if layout.run_pick(_words(run)) != layout.run_picked:
            return None
        values = wire.unpack_settings(self._family, nl.attributes(run))
        if wire.address_bytes(values) != layout.address_bytes:
            return None
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        result = wire.NUMBER_OF_FAMILY[values[wire.FAMILY_OF_SETTINGS]], values
        self._known[settings, family] = result
        return result


def _words(data: bytes) -> memoryview:
    return memoryview(data).cast("I")


def _runs(spans: object) -> list[tuple[int, int]]:
    """Join spans that follow each other."""
    runs: list[tuple[int, int]] = []
    for begin, end in spans:
        if runs and runs[-1][1] == begin:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((begin, end))
    return runs
