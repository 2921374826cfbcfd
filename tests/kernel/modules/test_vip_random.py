# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo is exact: after random calls of ``vip``, with others at work in between, ``absent`` leaves what others made."""

import contextlib
from typing import NamedTuple

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import answers, vip
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, Route, Rule
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.route import RouteClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.boots import Host
from tests.kernel.vips import (
    GATEWAY,
    GATEWAY6,
    OTHER,
    OTHER6,
    VIP,
    VIP6,
    announce,
    fresh_host,
    hide,
    kernel,
    names,
    refuse_leaks,
    set_sysctl,
    state,
)
from tests.kernel.whole_tables import on_a_kernel

VIPS = (VIP, OTHER, VIP6, OTHER6)
#: Others never use the addresses and routes of ours; that they set a sysctl to a value that will do is theirs to keep.
ADDRESSES = (
    HeldAddress("198.51.100.1", 32, "lo", "lo:0"),
    HeldAddress("203.0.113.77", 24, "eth0", "eth0"),
    HeldAddress("2001:db8::77", 128, "lo"),
)
RULES = (Rule("198.51.100.1", 7100), Rule(VIP, 100), Rule("2001:db8::77", 7200))
ROUTES = (Route(100, GATEWAY, "eth0"), Route(100, GATEWAY6, "eth0"), Route(254, "203.0.113.4", "eth0"))
SYSCTLS = (("arp_ignore", 8, "all"), ("arp_ignore", 2, "all"), ("rp_filter", 2, "lo"), ("arp_announce", 1, "default"))


class Call(NamedTuple):
    """A call of the module."""

    act: object
    vips: list
    params: dict

    def make(self, module):
        return self.act(module, *self.vips, **self.params)


class Foreign(NamedTuple):
    """What somebody else does: ``name`` is a method of RouteClient; what is there, or gone, already stays so."""

    name: str
    thing: object

    def make(self):
        if self.name == "set_sysctl":
            set_sysctl(*self.thing)
        else:
            with RouteClient() as route, contextlib.suppress(OSError):
                getattr(route, self.name)(self.thing)


def foreign():
    kinds = {"address": ADDRESSES, "rule": RULES, "route": ROUTES}
    drawn = [Foreign(f"{verb}_{kind}", one) for verb in ("add", "delete") for kind in kinds for one in kinds[kind]]
    return st.sampled_from([*drawn, *(Foreign("set_sysctl", one) for one in SYSCTLS)])


def calls():
    vips = st.lists(st.sampled_from(VIPS), min_size=1, unique=True)
    persist = st.booleans()
    hidden = st.fixed_dictionaries({
        "persist": persist,
        "rp_filter": st.sampled_from([None, 2]),
        "reply_gateway": st.sampled_from([[], [GATEWAY], ["203.0.113.4"], [GATEWAY, GATEWAY6]]),
        "reply_table": st.sampled_from([7100, 7200]),
    })  # fmt: skip
    announced = st.fixed_dictionaries({"persist": persist, "announcements": st.integers(0, 1)})
    absent = st.just({"state": "absent"})
    return st.one_of(
        st.builds(Call, st.just(hide), vips, hidden),
        st.builds(Call, st.just(announce), vips, announced),
        st.builds(Call, st.sampled_from([hide, announce]), vips, absent),
    )


def left_over(module, folder, steps):
    """What ``steps`` and ``absent`` of all leave that is not there had only others been at work, or the reverse."""
    fresh_host()
    for step in steps:
        if isinstance(step, Foreign):
            step.make()
    alone = kernel()
    fresh_host(folder)
    for step in steps:
        run_one(module, folder, step)
    for act in (hide, announce):
        names(act(module, *VIPS, state="absent"))
    return sorted(map(str, (kernel() ^ alone) | Host(folder).texts().items()))


@pytest.mark.usefixtures("_ipv6")
@given(st.lists(st.one_of(calls(), calls(), foreign()), min_size=2, max_size=10))
@settings(on_a_kernel, max_examples=30)
def test_what_others_make_is_all_that_is_left(module, tmp_path, steps):
    assert left_over(module, tmp_path, steps) == []


@pytest.mark.usefixtures("_ipv6")
def test_what_is_left_would_be_seen(module, tmp_path, monkeypatch):
    """Control: without the undoing of sysctls, and without that of rules and routes."""
    steps = [Call(hide, [VIP], {"reply_gateway": [GATEWAY]})]
    assert left_over(module, tmp_path, steps) == []
    for owner, name, seen in ((vip, "_restoring", "arp_ignore"), (answers, "leaving", "(34, ")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, lambda *_arguments: ())
            assert seen in str(left_over(module, tmp_path, steps))


def run_one(module, folder, step):
    if isinstance(step, Foreign):
        step.make()
        return
    before = state(folder)
    result = step.make(module)
    refuse_leaks()
    if "failed" in result:
        assert state(folder) == before
    else:
        assert step.make(module)["operations"] == []
