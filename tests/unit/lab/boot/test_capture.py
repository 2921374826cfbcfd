# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import struct

from lab.boot import capture


def test_a_capture_file_has_each_frame_with_its_time():
    content = capture.pcap([(1700000000.25, b"first"), (1700000001.0, b"second!")])
    head, records = content[:24], content[24:]
    assert struct.unpack("=IHHiIII", head) == (0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
    first, second = records[:21], records[21:]
    assert (struct.unpack("=IIII", first[:16]), first[16:]) == ((1700000000, 250000, 5, 5), b"first")
    assert (struct.unpack("=IIII", second[:16]), second[16:]) == ((1700000001, 0, 7, 7), b"second!")
