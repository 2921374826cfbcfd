# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs with which the kernel chooses the frames that a socket gets (classic BPF: linux/filter.h). Pure."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable
from ipaddress import ip_address

INSTRUCTION = struct.Struct("=HBBI")  # struct sock_filter: code, jump if true, jump if false, operand
_WHOLE_FRAME = 65536
_MOST_ENDINGS = 256
#: Bytes of a frame in which every address is that is looked at.
HEADERS = 96
# linux/bpf_common.h: load 1, 2 or 4 bytes from a place, jump, jump if equal, and, return.
_LOAD, _JUMP, _JUMP_IF_EQUAL, _AND, _RETURN = {1: 0x30, 2: 0x28, 4: 0x20}, 0x05, 0x15, 0x54, 0x06
# linux/filter.h: what the kernel knows of a frame is loaded from places near the end of the address space.
_PACKET_TYPE, _VLAN_TAG, _HAS_VLAN_TAG = (0xFFFFF000 + place for place in (4, 44, 48))
_VLAN = 0x0FFF
_OTHERHOST, _OUTGOING = 3, 4  # linux/if_packet.h
_REFUSE = (_RETURN, 0, 0, 0)
# Where the two addresses are, for IPv6 their last words, and the one that neighbour discovery is about.
_IPV4, _ARP, _IPV6 = (0x0800, (26, 30)), (0x0806, (28, 38)), (0x86DD, (34, 50, 74))
# A kernel takes 4096 instructions, and fewer where net.core.optmem_max is 20 KB: each may become five of 8 bytes.
_MOST = 450


def having(pieces: Collection[tuple[int, bytes]], place: int, endings: Collection[bytes]) -> bytes:
    """Return the program for whole frames that have every piece at its place, and one of ``endings`` at ``place``.

    A piece has 1, 2 or 4 bytes, an ending four. Of very many endings nobody is kept away, for a kernel takes no program
    of any length.
    """
    accept, code = (_RETURN, 0, 0, _WHOLE_FRAME), []
    for at, piece in pieces:
        code += [(_LOAD[len(piece)], 0, 0, at), (_JUMP_IF_EQUAL, 1, 0, int.from_bytes(piece, "big")), _REFUSE]
    if len(endings) > _MOST_ENDINGS:
        return _packed([*code, accept])
    code.append((_LOAD[4], 0, 0, place))
    for ending in endings:
        code += [(_JUMP_IF_EQUAL, 0, 1, int.from_bytes(ending, "big")), accept]
    return _packed([*code, _REFUSE])


def about(addresses: Iterable[str], outgoing: bool) -> bytes:
    """Return the program for the headers of frames with one of these addresses; it lets a few others pass, too.

    Of IPv6 it looks at the last word of an address. Where there are too many addresses, it looks at the protocol alone.
    A frame of a VLAN belongs to another segment, and one to another host's MAC does not enter this one.
    """
    parsed = [ip_address(address) for address in addresses]
    words = {version: sorted({int(one) & 0xFFFFFFFF for one in parsed if one.version == version}) for version in (4, 6)}
    chosen = ((_IPV4, words[4]), (_ARP, words[4]), (_IPV6, words[6]))
    is_long = sum(2 * len(places) * len(all_) for (_type, places), all_ in chosen) > _MOST
    code = _of_this_host(outgoing)
    for (ethertype, places), all_ in chosen:
        code += _section(ethertype, places, all_, is_long)
    return _packed([*code, _REFUSE])


def _of_this_host(outgoing: bool) -> list[tuple[int, int, int, int]]:
    """Refuse what goes the other way, is another host's, or has a VLAN's tag, which is no part of the frame here.

    On the VLAN's own interface the tag is still there to be loaded, but the kernel says that it is none.
    """
    kind, is_outgoing = (_LOAD[4], 0, 0, _PACKET_TYPE), (_JUMP_IF_EQUAL, 1, 0, _OUTGOING)
    others = [] if outgoing else [(_JUMP_IF_EQUAL, 0, 1, _OTHERHOST)]
    has_tag = [(_LOAD[4], 0, 0, _HAS_VLAN_TAG), (_JUMP_IF_EQUAL, 4, 0, 0)]
    tag = [(_LOAD[4], 0, 0, _VLAN_TAG), (_AND, 0, 0, _VLAN), (_JUMP_IF_EQUAL, 1, 0, 0), _REFUSE]
    return [kind, is_outgoing, *others, _REFUSE, *has_tag, *tag]


def _section(
    ethertype: int, places: Iterable[int], words: Collection[int], is_long: bool
) -> list[tuple[int, int, int, int]]:
    """Let a frame of this type pass that has one of the words at one of the places, and refuse the others."""
    accept = (_RETURN, 0, 0, HEADERS)
    body = [accept] if words and is_long else []
    for place in () if body else places:
        body.append((_LOAD[4], 0, 0, place))
        for word in words:
            body += [(_JUMP_IF_EQUAL, 0, 1, word), accept]
    body.append(_REFUSE)
    # A conditional jump is short, so it only passes over the one that is not.
    return [(_LOAD[2], 0, 0, 12), (_JUMP_IF_EQUAL, 1, 0, ethertype), (_JUMP, 0, 0, len(body)), *body]


def _packed(code: Iterable[tuple[int, int, int, int]]) -> bytes:
    return b"".join(INSTRUCTION.pack(*instruction) for instruction in code)
