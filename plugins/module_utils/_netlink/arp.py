# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ARP frames as bytes (RFC 826; probes and announcements: RFC 5227). Pure; ``ndisc`` is the same for IPv6."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address

from . import ethernet

ETHERTYPE = 0x0806
_BROADCAST, _NOBODY = b"\xff" * 6, b"\0" * 6
_REQUEST, _REPLY = 1, 2
_KINDS = {_REQUEST: "arp_request", _REPLY: "arp_reply"}
_IPV4_OVER_ETHERNET = (1, 0x0800, 6, 4)
_ARP = struct.Struct("!HHBBH6s4s6s4s")
#: What every answer has at which places of its frame, in pieces of 1, 2 or 4 bytes; where it has the last four bytes
#: of the address that it is for.
ANSWER, ADDRESS_AT = ((20, _REPLY.to_bytes(2, "big")),), 28


def announcement(address: str, hardware_address: bytes) -> list[bytes]:
    """Return the frames that tell a segment who has ``address`` now: a gratuitous request, then a gratuitous reply.

    Both, because some hosts and switches update their caches on only one of them.
    """
    own = IPv4Address(address).packed
    return [
        _broadcast(_REQUEST, hardware_address, own, _NOBODY, own),
        _broadcast(_REPLY, hardware_address, own, hardware_address, own),
    ]


def solicitation(address: str, hardware_address: bytes, source: str = "") -> bytes:
    """Return the frame that asks a segment who has ``address``.

    Who hears it learns that ``source`` is here. Without one it is a probe, from which nobody learns anything.
    """
    sender = IPv4Address(source or 0).packed
    return _broadcast(_REQUEST, hardware_address, sender, _NOBODY, IPv4Address(address).packed)


def responder(frame: bytes, address: str, source: str = "") -> str | None:
    """Return the MAC that answers for ``address`` with this frame, None where it is no such answer, whatever it is.

    With ``source`` only an answer to somebody who asked with it counts. An announcement is no answer.
    """
    found = ethernet.opened(frame, ETHERTYPE)
    if found is None or len(found[1]) < _ARP.size:
        return None
    *kinds, operation, hardware_address, sender, _hardware_target, target = _ARP.unpack_from(found[1])
    if (*kinds, operation, sender) != (*_IPV4_OVER_ETHERNET, _REPLY, IPv4Address(address).packed):
        return None
    if target == sender or (source and target != IPv4Address(source).packed):
        return None
    return ethernet.text(hardware_address)


def parties(packet: bytes) -> tuple[str, bytes, bytes] | None:
    """Return what an ARP packet is, and its sender's and target's address; None where it is no request and no reply."""
    if len(packet) < _ARP.size:
        return None
    *kinds, operation, _hardware_address, sender, _hardware_target, target = _ARP.unpack_from(packet)
    if tuple(kinds) != _IPV4_OVER_ETHERNET or operation not in _KINDS:
        return None
    return _KINDS[operation], sender, target


def _broadcast(operation: int, hardware_address: bytes, sender: bytes, hardware_target: bytes, target: bytes) -> bytes:
    payload = _ARP.pack(*_IPV4_OVER_ETHERNET, operation, hardware_address, sender, hardware_target, target)
    return ethernet.frame(_BROADCAST, hardware_address, ETHERTYPE, payload)
