# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of ``vip`` that is killed anywhere breaks no law at that instant nor at the next boot, and can be run again.

The kill comes right before an operation, right before the record is saved, and right before a file's new text takes the
place of the old one. The text that then lies beside the file is nothing that anybody reads.
"""

import shutil

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import vips

from tests.kernel import kills
from tests.kernel.boots import Host
from tests.kernel.conftest import live_in
from tests.kernel.vips import (
    GATEWAY,
    OTHER,
    PLACES,
    VIP,
    VIP6,
    announce,
    boot_from,
    fresh_host,
    hide,
    names,
    refuse_leaks,
    state,
)

RECORD = ["save", "file", "save"]
WAY = {"reply_gateway": [GATEWAY], "rp_filter": 2}


class Killed:
    """Kills a run at every place, and looks at what is there then, live and for the next boot."""

    def __init__(self, folder, switched_off):
        self._folder, self._switched_off = folder, switched_off
        self.booted = set()

    def every(self, prepare, act, complete, boots=False):
        """Return the number of places. ``complete`` goes on after a kill; all is then as if there had been none."""

        def fresh():
            fresh_host(self._folder)
            prepare()

        fresh()
        act()
        complete()
        wanted, places = self._state(), 0
        for places in kills.every_kill(fresh, act, PLACES):
            refuse_leaks()
            if boots:
                shutil.rmtree(self._switched_off, ignore_errors=True)
                shutil.copytree(self._folder, self._switched_off, symlinks=True)
            complete()
            assert sorted(map(str, self._state() ^ wanted)) == [], places
            if boots:
                self._boot()
        return places

    def _state(self):
        return {one for one in state(self._folder) if not str(one[0]).endswith(".new")}

    def _boot(self):
        """Boot the host as the kill has left it, once for each state of what it reads then."""
        texts = Host(self._switched_off / "root").texts()
        read = frozenset((name, text) for name, text in texts.items() if not name.endswith(".new"))
        if read not in self.booted:
            boot_from(self._switched_off)
            refuse_leaks()
        self.booted.add(read)


@pytest.fixture
def killed(_ipv6, tmp_path):
    folders = tmp_path / "host", tmp_path / "switched-off"
    folders[0].mkdir()
    with pytest.MonkeyPatch.context() as patch:
        live_in(patch, folders[0])
        yield Killed(*folders)


def nothing():
    pass


def test_a_killed_first_run_can_be_run_again(module, killed):
    def act():
        return hide(module, VIP, VIP6, **WAY)

    live = ["set_sysctl"] * 3 + ["set_route", "add_rule"] + ["add_address"] * 2
    texts = ["write_file", "file"] * 3
    units = ["enable_unit"] * 2
    assert killed.every(nothing, act, lambda: names(act()), boots=True) == len([*live, *texts, *units, *RECORD])
    assert len(killed.booted) == len(["none", *["file"] * 3, *units])


def test_a_killed_withdrawal_can_be_run_again(module, killed):
    def prepare():
        names(hide(module, VIP, VIP6, **WAY))

    def act():
        return hide(module, VIP, VIP6, state="absent")

    live = ["delete_address"] * 2 + ["delete_rule", "set_route"] + ["set_sysctl"] * 3
    units, texts = ["disable_unit"] * 2, ["write_file"] * 3
    assert killed.every(prepare, act, lambda: names(act()), boots=True) == len([*live, *units, *texts, *["save"] * 2])
    assert len(killed.booted) == len(["all", *units, *texts])


def test_what_a_killed_run_has_made_is_known_to_be_ours(module, killed):
    def act():
        return hide(module, VIP, VIP6, **WAY, persist=False)

    def undone():
        names(hide(module, VIP, VIP6, state="absent"))

    live = ["set_sysctl"] * 3 + ["set_route", "add_rule"] + ["add_address"] * 2
    assert killed.every(nothing, act, undone) == len([*live, *RECORD])


def test_a_killed_change_can_be_run_again(module, killed):
    """One VIP goes while another stays, which gets another way out."""

    def prepare():
        names(hide(module, VIP, OTHER, VIP6, **WAY, persist=False))

    def act():
        hide(module, VIP, state="absent")
        return hide(module, OTHER, reply_gateway=["203.0.113.4"], reply_table=7200, persist=False)

    assert killed.every(prepare, act, lambda: names(act())) > 8


def test_a_killed_change_of_the_gateway_can_be_run_again(module, killed):
    def prepare():
        names(hide(module, VIP, **WAY, persist=False))

    def act():
        return hide(module, VIP, reply_gateway=["203.0.113.4"], persist=False)

    places = len(["set_route", *RECORD, "file"])
    assert killed.every(prepare, act, lambda: names(act())) == places
    assert killed.every(prepare, act, lambda: names(hide(module, VIP, state="absent"))) == places


def test_a_killed_announcement_can_be_run_again_and_undone(module, killed):
    def act(**more):
        return announce(module, VIP, **more)

    steps = ["add_address", "announce", *["write_file"] * 3, "enable_unit"]
    assert killed.every(nothing, act, lambda: names(act())) == len([*steps, *["file"] * 3, *RECORD])
    steps = ["delete_address", "disable_unit", *["write_file"] * 3]
    assert killed.every(act, lambda: act(state="absent"), lambda: names(act(state="absent"))) == len(
        [*steps, *["save"] * 2]
    )


def test_the_law_that_is_looked_for_can_be_broken(module, killed, monkeypatch):
    """Control: sysctls after the address."""
    original = vips.vip.plan

    def turned_round(*arguments):
        plan = original(*arguments)
        return plan._replace(first=plan.first[::-1])

    def act():
        return hide(module, VIP, persist=False)

    monkeypatch.setattr(vips.vip, "plan", turned_round)
    with pytest.raises(AssertionError, match="nothing keeps it quiet"):
        killed.every(nothing, act, act)
