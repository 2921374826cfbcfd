# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import ctypes
import errno
import struct

from ansible_collections.lvs.cluster.plugins.module_utils._netlink import offload


def test_an_interface_that_merges_what_it_receives_says_so(monkeypatch):
    """No interface of a test's kernel can do that; so the driver is played, which writes into the caller's memory."""

    def driver(_socket, request, argument):
        name, address = struct.unpack("16sP16x", argument)
        command, answer = (ctypes.c_uint32 * 2).from_address(address), {b"lro0": 1 << 15, b"gro0": 1 << 14}
        assert (request, command[0]) == (0x8946, 0x25)
        if name.rstrip(b"\0") not in answer:
            raise OSError(errno.EOPNOTSUPP, "Operation not supported")
        command[1] = answer[name.rstrip(b"\0")]

    monkeypatch.setattr(offload.fcntl, "ioctl", driver)
    assert offload.merges_received(["lro0", "gro0", "old0"]) == {"lro0": True, "gro0": False, "old0": None}
