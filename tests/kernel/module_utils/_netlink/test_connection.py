# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import time

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.connection import (
    NETLINK_GENERIC,
    NetlinkConnection,
    NetlinkError,
)
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.generic import GenericFamily


def test_no_wait_is_endless():
    started = time.monotonic()
    with NetlinkConnection(NETLINK_GENERIC, timeout=0.2) as silent, pytest.raises(NetlinkError) as caught:
        next(silent.answers(1))
    assert caught.value.errno == errno.ETIMEDOUT
    assert time.monotonic() - started < 5


def test_a_family_that_the_kernel_has_not_is_enoent():
    with pytest.raises(NetlinkError) as caught:
        GenericFamily("NO_SUCH_FAMILY", 1)
    assert caught.value.errno == errno.ENOENT


def test_a_dump_that_a_writer_disturbs_each_time_ends_with_an_error(monkeypatch):
    with NetlinkConnection(NETLINK_GENERIC) as connection:
        readings = []
        monkeypatch.setattr(connection, "_dump_once", lambda *arguments: readings.append(arguments) or ([], True))
        with pytest.raises(NetlinkError, match="changed during each of 20 readings"):
            connection.dump(16, b"")
    assert len(readings) == 20
