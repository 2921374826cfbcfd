# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of ``vip`` that is refused at any of its steps leaves addresses, sysctls, rules, routes and files as before."""

import errno
import itertools
import os

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import vips

from tests.kernel.conftest import run
from tests.kernel.vips import GATEWAY, GATEWAY6, OTHER, VIP, VIP6, announce, arp, hide, names, state

pytestmark = pytest.mark.usefixtures("segment")
WAY = {"reply_gateway": [GATEWAY, GATEWAY6], "rp_filter": 2}


@pytest.fixture
def refused_at(monkeypatch):
    """Have step ``number`` refused, and no other, nor what is done after it."""
    perform = vips._Executor.perform

    def patched(number):
        places = itertools.count(1)

        def call(executor, operation):
            if next(places) == number:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            perform(executor, operation)

        monkeypatch.setattr(vips._Executor, "perform", call)

    return patched


def first(module):
    return hide(module, VIP, VIP6, **WAY)


def gone(module):
    return hide(module, VIP, VIP6, state="absent")


def other_way(module):
    return hide(module, VIP, reply_gateway=["203.0.113.4"])


def no_way(module):
    return hide(module, VIP, VIP6)


def announced(module):
    return announce(module, OTHER)


def withdrawn(module):
    return announce(module, OTHER, state="absent")


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ((), first),
        ((first,), gone),
        ((first,), other_way),
        ((first,), no_way),
        ((), announced),
        ((announced,), withdrawn),
    ],
)
def test_a_step_that_is_refused_takes_the_steps_before_it_back(module, tmp_path, refused_at, before, act):
    for earlier in before:
        names(earlier(module))
    untouched, number = state(tmp_path), 0
    for number in itertools.count(1):
        refused_at(number)
        result = act(module)
        if "failed" not in result:
            break
        assert result["msg"].endswith(": [Errno 5] Input/output error. All is as it was before")
        assert state(tmp_path) == untouched, number
    assert number == len(names(result)) + 1 > 2
    assert state(tmp_path) != untouched


def test_where_undoing_is_refused_too_the_error_lists_what_differs(module, monkeypatch):
    perform = vips._Executor.perform
    places = itertools.count(1)

    def call(executor, operation):
        if next(places) > 2:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        perform(executor, operation)

    with monkeypatch.context() as patch:
        patch.setattr(vips._Executor, "perform", call)
        message = hide(module, VIP, persist=False)["msg"]
    assert message == (
        f"add_address {VIP}/32 dev lo label lo:0 scope host: [Errno 5] Input/output error. "
        "Undoing failed too; not carried out: "
        "set_sysctl net/ipv4/conf/all/arp_announce = 0 ([Errno 5] Input/output error), "
        "set_sysctl net/ipv4/conf/all/arp_ignore = 0 ([Errno 5] Input/output error)"
    )
    names(hide(module, VIP, state="absent"))
    assert arp() == (0, 0)


def test_a_full_disk_leaves_all_as_it_was(module, tmp_path):
    folder = tmp_path / "root/etc/systemd/system"
    folder.mkdir(parents=True)
    run("mount", "-t", "tmpfs", "-o", "size=4k", "none", str(folder))
    try:
        untouched = state(tmp_path)
        assert "No space left on device. All is as it was before" in hide(module, VIP, **WAY)["msg"]
        assert state(tmp_path) == untouched
    finally:
        run("umount", str(folder))
    names(hide(module, VIP, **WAY))
