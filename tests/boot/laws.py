# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a capture says of the laws. Each returns the frames, or names, that speak for it or against it."""

from __future__ import annotations

RESOLUTION = ("arp request", "arp reply", "nd request", "nd reply")


def said(frames, mac, address):
    """ARP and ND frames from that MAC which have the address as their sender, or answer for it."""
    return [frame for frame in frames if frame.source == mac and frame.kind in RESOLUTION and frame.sender == address]


def questions(frames, asker, address):
    """Who-has frames for the address from that MAC."""
    return [frame for frame in frames if frame.source == asker and frame.kind in RESOLUTION and frame.receiver == address]


def replies(frames, mac, address, flags):
    """TCP segments with these flags from the address, sent by that MAC."""
    segments = (frame for frame in frames if frame.kind == "ip" and frame.source == mac)
    return [frame for frame in segments if frame.sender == address and frame.flags == flags]


def requests(frames, source, target, address):
    """Clients' SYNs to the address which that MAC sent to that other."""
    opened = (frame for frame in frames if frame.opens and frame.receiver == address)
    return [frame for frame in opened if (frame.source, frame.target) == (source, target)]


def neighbour_entry(frames, address, owner):
    """The MACs that a router's entry for the address has, one after the other; it begins with the owner's.

    A router believes each ARP packet that reaches it and names the address as its sender (RFC 826).
    """
    entry = [owner]
    for frame in frames:
        if frame.kind in RESOLUTION and frame.sender == address and frame.source != entry[-1]:
            entry.append(frame.source)
    return entry
