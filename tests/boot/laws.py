# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a capture says of the laws: each returns the frames that speak for them or against them."""

from __future__ import annotations

RESOLUTION = ("arp request", "arp reply", "nd request", "nd reply")


def said(frames, mac, address):
    """ARP and ND frames from that MAC that have the address as their sender, or answer for it."""
    return [frame for frame in frames if frame.source == mac and frame.kind in RESOLUTION and frame.sender == address]


def questions(frames, mac, address):
    """Frames by which that MAC asks who has the address."""
    asked = (frame for frame in frames if frame.source == mac and frame.kind in RESOLUTION)
    return [frame for frame in asked if frame.receiver == address != frame.sender]


def segments(frames, mac, address, flags):
    """TCP segments with these flags from the address, sent by that MAC."""
    found = (frame for frame in frames if frame.kind == "ip" and frame.source == mac)
    return [frame for frame in found if frame.sender == address and frame.flags == flags]


def openings(frames, source, target, address):
    """Clients' SYNs to the address that the one MAC sent to the other."""
    opened = (frame for frame in frames if frame.opens and frame.receiver == address)
    return [frame for frame in opened if (frame.source, frame.target) == (source, target)]


def neighbour_entry(frames, mac, address, owner):
    """The MACs that a host's entry for the address holds, one after the other; the first is its owner's.

    The host believes every packet of ARP that reaches it and has the address as its sender (RFC 826).
    """
    entry = [owner]
    for frame in frames:
        reaches = frame.target in (mac, "ff:ff:ff:ff:ff:ff")
        if reaches and frame.kind in RESOLUTION and frame.sender == address and frame.source != entry[-1]:
            entry.append(frame.source)
    return entry
