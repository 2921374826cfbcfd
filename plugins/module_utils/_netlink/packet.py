# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packet sockets (packet(7)): announce addresses to a segment, and ask it who has one. This file alone opens them.

Needs CAP_NET_RAW. It and what it imports need nothing but the standard library and this folder: hosts run them at boot.
"""

from __future__ import annotations

import array
import contextlib
import errno
import fcntl
import os
import select
import socket
import struct
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import ModuleType
from typing import NamedTuple

from . import arp, bpf, ndisc

_ETHERNET = 1  # net/if_arp.h: ARPHRD_ETHER
_LONGEST_SEND = 5.0  # s; a frame waits while the interface's queue is full
_OURS = (socket.PACKET_HOST, socket.PACKET_BROADCAST, socket.PACKET_MULTICAST)
# asm-generic/socket.h, linux/sockios.h and linux/if.h: names that Python's modules do not have.
_SO_ATTACH_FILTER, _SIOCGIFFLAGS, _IFF_UP, _IFF_RUNNING = 26, 0x8913, 0x1, 0x40
_LAST_BYTES, _LARGEST_FRAME, _MOST_LATE = 4, 65536, 1000
# A socket's buffer has room for the answers of some dozens.
_FEWEST_PARTS, _LARGEST_PART = 20, 10
_REASONS = {
    errno.EPERM: "cannot be used for whole frames without CAP_NET_RAW",
    errno.ENODEV: "is none of this host's",
    errno.ENXIO: "is gone",
    errno.ENETDOWN: "is down",
    errno.ETIMEDOUT: f"took no frame within {_LONGEST_SEND:g} s",
}


class PacketError(OSError):
    """An interface that frames cannot be sent or received on; the text is one sentence that names it and says why."""

    def __init__(self, number: int, interface: str, reason: str) -> None:
        """Make the sentence of a phrase that completes "<interface> ..."."""
        super().__init__(number, f"interface: {interface!r} {reason}")

    def __str__(self) -> str:
        """Return the sentence without the number."""
        return str(self.strerror)


class Answer(NamedTuple):
    """Who answered, and when: in s since the first request."""

    mac: str
    after: float


def send_frames(interface: str, frames: list[bytes], interval: float = 0.0) -> None:
    """Send whole Ethernet frames out of ``interface``, ``interval`` s apart."""
    with explained(interface), bound(interface) as packet:
        for index, frame in enumerate(frames):
            if index:
                time.sleep(interval)
            _send(packet, frame)


def announce(interface: str, addresses: Iterable[str], count: int = 3, interval: float = 0.2) -> None:
    """Tell the segment ``count`` times, ``interval`` s apart, that these addresses, IPv4 or IPv6, are here now."""
    with explained(interface), bound(interface) as packet:
        mac = hardware_address(packet, interface)
        frames = [frame for address in addresses for frame in family_of(address).announcement(address, mac)]
        for turn in range(count):
            if turn:
                time.sleep(interval)
            for frame in frames:
                _send(packet, frame)


def ask(
    interface: str, address: str, source: str = "", count: int = 2, interval: float = 0.2, timeout: float = 1.0
) -> list[Answer]:
    """Ask the segment ``count`` times, ``interval`` s apart, who has ``address``; return the answers as they came.

    Without ``source`` nobody learns an address of ours from it. It ends ``timeout`` s after the last request, whatever
    comes in. Raises PacketError before a frame is sent where the interface cannot be asked on.
    """
    return ask_many(interface, {address: source}, count, interval, timeout)[address]


def ask_many(
    interface: str, questions: Mapping[str, str], count: int = 2, interval: float = 0.2, timeout: float = 1.0
) -> dict[str, list[Answer]]:
    """Ask for many addresses at once, each with the source that is beside it; see ``ask``, also for the time it takes.

    The requests of a turn are spread over half of its time, and answers are read in between, so that neither a switch
    nor this host drops any. Where it falls behind it takes longer, to wait half of ``timeout`` in any case.
    """
    answers: dict[str, list[Answer]] = {address: [] for address in questions}
    with contextlib.ExitStack() as stack:
        askers = [_Asker(stack, interface, family, questions) for family in {*map(family_of, questions)}]
        requests = [(asker.packet, request) for asker in askers for request in asker.requests]
        count_of_parts = min(len(requests), max(_FEWEST_PARTS, -(-len(requests) // _LARGEST_PART)))
        parts = [requests[first::count_of_parts] for first in range(count_of_parts)]
        began = time.monotonic()
        for wait in (*[interval] * (count - 1), timeout) if parts else ():
            turn = time.monotonic()
            for number, part in enumerate(parts, 1):
                for packet, request in part:
                    _send(packet, request)
                for address, mac in _answered(askers, _end(turn, wait, number / len(parts))):
                    answers[address].append(Answer(mac, time.monotonic() - began))
    return answers


def _end(turn: float, wait: float, share: float) -> float:
    """Return until when to listen after this share of the requests; after the last it is half of ``wait`` at least."""
    return turn + wait / 2 * share if share < 1 else max(turn + wait, time.monotonic() + wait / 2)


class _Asker:
    """The addresses of one family that are asked for, and the socket for it."""

    def __init__(
        self, stack: contextlib.ExitStack, interface: str, family: ModuleType, questions: Mapping[str, str]
    ) -> None:
        self._family = family
        self._questions: dict[bytes, list[tuple[str, str]]] = {}
        for address, source in questions.items():
            if family_of(address) is family:
                self._questions.setdefault(_last_bytes(address), []).append((address, source))
        program = bpf.having(family.ANSWER, family.ADDRESS_AT, self._questions)
        stack.enter_context(explained(interface))
        self.packet = stack.enter_context(bound(interface, family.ETHERTYPE, program))
        mac = hardware_address(self.packet, interface)
        refuse_without_carrier(self.packet, interface)
        asked = [question for questions in self._questions.values() for question in questions]
        self.requests = [family.solicitation(address, mac, source) for address, source in asked]

    def answered(self, frame: bytes) -> Iterator[tuple[str, str]]:
        """Yield each address that a frame answers for, with the MAC that has it."""
        place = self._family.ADDRESS_AT
        for address, source in self._questions.get(frame[place : place + _LAST_BYTES], ()):
            mac = self._family.responder(frame, address, source)
            if mac:
                yield address, mac


def family_of(address: str) -> ModuleType:
    """Return the module that makes and reads the frames in which an address is asked for."""
    return ndisc if ":" in address else arp


def _last_bytes(address: str) -> bytes:
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)[-_LAST_BYTES:]


@contextlib.contextmanager
def explained(interface: str) -> Iterator[None]:
    """Have an OSError of what is done here become a PacketError, which names the interface."""
    try:
        yield
    except PacketError:
        raise
    except OSError as error:
        number = error.errno or errno.ETIMEDOUT  # a timeout of Python's own has no number
        raise PacketError(number, interface, _REASONS.get(number, f"refuses: {os.strerror(number)}")) from error


def bound(interface: str, ethertype: int = 0, program: bytes = b"") -> socket.socket:
    """Return a socket on ``interface`` that receives what has the type and passes the program (see ``bpf``)."""
    packet = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    try:
        if program:
            _attach_filter(packet, program)
        packet.bind((interface, ethertype))
    except BaseException:
        packet.close()
        raise
    return packet


def hardware_address(packet: socket.socket, interface: str) -> bytes:
    """Return the MAC of the interface that the socket is on; raise PacketError where it has none."""
    _name, _protocol, _kind, hardware, address = packet.getsockname()
    if hardware != _ETHERNET or not any(address):
        raise PacketError(errno.EOPNOTSUPP, interface, "has no MAC address")
    return address


def refuse_without_carrier(packet: socket.socket, interface: str) -> None:
    """Where no frame can go out, that nobody answers would mean nothing."""
    request = struct.pack("16sH14x", interface.encode(), 0)
    flags = struct.unpack_from("H", fcntl.ioctl(packet, _SIOCGIFFLAGS, request), 16)[0]
    if not flags & _IFF_RUNNING:
        raise PacketError(errno.ENETDOWN, interface, "has no carrier" if flags & _IFF_UP else _REASONS[errno.ENETDOWN])


def _attach_filter(packet: socket.socket, program: bytes) -> None:
    """Have the kernel keep the traffic away in which the frames that are wanted would get lost."""
    memory = array.array("B", program)
    header = struct.pack("HP", len(program) // bpf.INSTRUCTION.size, memory.buffer_info()[0])
    packet.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, header)


def _send(packet: socket.socket, frame: bytes) -> None:
    packet.settimeout(_LONGEST_SEND)
    packet.send(frame)


def _answered(askers: Collection[_Asker], deadline: float) -> Iterator[tuple[str, str]]:
    """Yield the answers that come until ``deadline``: each an address and the MAC that has it.

    Where that is over already it reads what has come, but no flood to its end.
    """
    readable = select.poll()
    by_descriptor = {asker.packet.fileno(): asker for asker in askers}
    for descriptor in by_descriptor:
        readable.register(descriptor, select.POLLIN)
    late = 0
    while late < _MOST_LATE:
        left = deadline - time.monotonic()
        events = readable.poll(max(left * 1000, 0))
        if left <= 0 and not events:
            return
        late += left <= 0
        for descriptor, _event in events:
            asker = by_descriptor[descriptor]
            for frame in _received(asker.packet):
                yield from asker.answered(frame)


def _received(packet: socket.socket) -> Iterator[bytes]:
    """Yield the next frame if it came to this host: neither its own, nor another's that it overhears.

    The kernel takes a VLAN's tag off before a frame comes here. It marks the frame as another host's, or where the
    VLAN has an interface, as one that came in by that.
    """
    packet.settimeout(0)
    with contextlib.suppress(BlockingIOError):
        frame, sender = packet.recvfrom(_LARGEST_FRAME)
        if sender[0] == packet.getsockname()[0] and sender[2] in _OURS:
            yield frame
