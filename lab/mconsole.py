# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""User Mode Linux's management console: a datagram socket in the guest's folder."""

from __future__ import annotations

import os
import socket
import struct

MAGIC, VERSION = 0xCAFEBABE, 2


def press_ctrl_alt_del(job):
    """Ask the guest's first process to shut down; False when no guest listens."""
    return _send(job, b"cad")


def _send(job, command):
    request = struct.pack("=III512s", MAGIC, VERSION, len(command), command)
    try:
        folder = os.open(job / "uml", os.O_PATH)
    except OSError:
        return False
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            # Through /proc, because the full path may be longer than a socket's address can be.
            client.sendto(request, f"/proc/self/fd/{folder}/mconsole")
        return True
    except OSError:
        return False
    finally:
        os.close(folder)
