# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kept frames as tcpdump reads them: what was on the wire is said by it, and not by who played the wire."""

from __future__ import annotations

import struct

from . import root

MAGIC, ETHERNET, LONGEST = 0xA1B2C3D4, 1, 1 << 18
NAME = "/capture"


def pcap(kept):
    """The content of a capture file: pairs of time and frame."""
    parts = [struct.pack("=IHHiIII", MAGIC, 2, 4, 0, 0, LONGEST, ETHERNET)]
    for moment, frame in kept:
        seconds, rest = divmod(moment, 1)
        parts += [struct.pack("=IIII", int(seconds), int(rest * 1e6), len(frame), len(frame)), frame]
    return b"".join(parts)


def printed(kept, image, *options):
    """What the node image's tcpdump prints of the frames."""
    (image / NAME.lstrip("/")).write_bytes(pcap(kept))
    return root.inside(image, "tcpdump", "-Z", "root", "-n", "-e", "-tt", *options, "-r", NAME)
