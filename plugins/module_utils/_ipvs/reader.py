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
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from socket import AF_INET6, inet_ntop
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
_IPV4_BYTES, _OCTETS = 4, tuple(map(str, range(256)))
_MOST_KNOWN = 4096


class Layout(NamedTuple):
    """How a kernel writes a destination: ``parts`` gives address and two runs of settings, all else is passed over.

    ``heads`` are the words that hold a header outside of the runs, ``pick`` gets those that are the same in each dump
    and ``picked`` is what it got. ``run_pick`` and ``run_picked`` are the same for the headers within the runs, and
    ``port`` is where in them the port is.
    """

    parts: struct.Struct
    address_bytes: int
    heads: tuple[int, ...]
    pick: operator.itemgetter
    picked: tuple[int, ...]
    run_pick: operator.itemgetter
    run_picked: tuple[int, ...]
    port: int

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
    within = list(nl.spans(found))
    port = [begin + nl.ATTRIBUTE.size for kind, begin, _end in within if kind == wire.DEST_PORT]
    if len(port) != 1:
        return None
    run_pick = operator.itemgetter(*(begin // _WORD for _kind, begin, _end in within))
    picked, run_picked = pick(_words(datagram[: parts.size])), run_pick(_words(found))
    return Layout(parts, used, heads, pick, picked, run_pick, run_picked, port[0])


class Block(NamedTuple):
    """Destinations that differ in their address alone; ``values`` is all the rest of a Destination.

    Most services have no others, so that comparing columns tells that nothing has changed before any is made.
    """

    addresses: Sequence[str]
    values: tuple


def each(blocks: Iterable[Block]) -> Iterator[Destination]:
    """Return the destinations, as they were dumped."""
    rows = (zip(block.addresses, *map(repeat, block.values)) for block in blocks)
    return map(tuple.__new__, repeat(Destination), chain.from_iterable(rows))


def are(blocks: Sequence[Block], expected: tuple[Destination, ...]) -> bool:
    """Tell whether the blocks are these destinations, sorted; False as well where that is not cheap to tell."""
    if not expected or not blocks or any(block.values != blocks[0].values for block in blocks):
        return False
    addresses, *columns = zip(*expected)
    found = list(chain.from_iterable(block.addresses for block in blocks))
    found.reverse()  # a kernel lists the newest first, so those that were made in their order are sorted by this
    if addresses != tuple(found) and addresses != tuple(sorted(found)):
        return False
    return all(column.count(value) == len(column) for column, value in zip(columns, blocks[0].values))


class DestinationReader(nl.Reader):
    """Makes blocks of destinations of a service of ``family`` of a dump; good for any number of dumps."""

    def __init__(self, family: str) -> None:
        """Begin without having learned anything."""
        self._family = family
        self._layout: Layout | None = None
        self._known: dict[bytes, tuple | None] = {}

    def one(self, payload: bytes) -> Block:
        """Walk the attributes of one message."""
        address, *values = wire.unpack_destination(self._family, nl.attributes(payload[HEADER.size :]))
        return Block((address,), tuple(values))

    def many(self, datagram: bytes) -> tuple[list[Block], int]:
        """Read as many messages as have one layout; when one among them has not, none."""
        layout = self._layout
        end = layout.extent(datagram) if layout else 0
        if not end:
            layout, self._known = learn(datagram, self._family), {}
            end = layout.extent(datagram) if layout else 0
            self._layout = layout
        blocks = self._blocks(layout, datagram[:end]) if end else []
        if blocks is None:
            self._layout = None
            return [], 0
        return blocks, end

    def _blocks(self, layout: Layout, messages: bytes) -> list[Block] | None:
        """Return the destinations, column by column as C does it; None where one does not fit."""
        addresses, settings, families = zip(*layout.parts.iter_unpack(messages))
        texts = _dotted(addresses) if layout.address_bytes == _IPV4_BYTES else _colons(addresses)
        if settings.count(settings[0]) == len(settings) == families.count(families[0]):
            values = self._values(layout, settings[0], families[0])
            return None if values is None else [Block(texts, values)]
        known = [self._values(layout, *run) for run in zip(settings, families)]
        return None if None in known else [Block((text,), values) for text, values in zip(texts, known)]

    def _values(self, layout: Layout, settings: bytes, family: bytes) -> tuple | None:
        """Return all but the address; a table has few destinations that differ in more than the port."""
        run, port = settings + family, layout.port
        rest = run[:port] + run[port + nl.BE16.size :]
        if rest not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[rest] = self._decode(layout, run)
        known = self._known[rest]
        return known and (*nl.BE16.unpack_from(run, port), *known)

    def _decode(self, layout: Layout, run: bytes) -> tuple | None:
        """Return all but address and port."""
        if layout.run_pick(_words(run)) != layout.run_picked:
            return None
        values = wire.unpack_settings(self._family, nl.attributes(run))
        return values[1:] if wire.address_bytes(values) == layout.address_bytes else None


def _dotted(addresses: Iterable[bytes]) -> list[str]:
    """Return IPv4 addresses as inet_ntop does, in half the time."""
    octet = _OCTETS
    return [f"{octet[one]}.{octet[two]}.{octet[three]}.{octet[four]}" for one, two, three, four in addresses]


def _colons(addresses: Iterable[bytes]) -> list[str]:
    return [inet_ntop(AF_INET6, address) for address in addresses]


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
