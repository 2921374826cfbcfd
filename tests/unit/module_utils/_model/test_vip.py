# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import vip
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, Host, Memory, Step

IGNORE, ANNOUNCE = (name for name, _value in vip.HIDING_SYSCTLS)
VIP, OTHER = "203.0.113.10", "203.0.113.11"
RIP = HeldAddress("10.0.0.11", 24, "eth0", "eth0")
HIDDEN_VIP = HeldAddress(VIP, 32, "lo", "lo:0")
HIDDEN_OTHER = HeldAddress(OTHER, 32, "lo", "lo:0")


def host(*addresses, ignore=0, announce=0):
    return Host(["eth0", "lo"], (RIP, *addresses), {IGNORE: ignore, ANNOUNCE: announce})


def hidden(*addresses, present=True):
    return vip.declaration(addresses, vip.HIDDEN, None, present)


def announced(*addresses, interface=None, present=True):
    return vip.declaration(addresses, vip.ANNOUNCED, interface, present)


def test_the_sysctls_come_before_the_vip():
    assert vip.steps(hidden(VIP), host(), Memory()) == (
        Step(vip.SET_SYSCTL, IGNORE, 0, 1),
        Step(vip.SET_SYSCTL, ANNOUNCE, 0, 2),
        Step(vip.ADD_ADDRESS, HIDDEN_VIP),
    )


def test_the_vip_goes_before_the_sysctls():
    memory = Memory((VIP,), {IGNORE: 0, ANNOUNCE: 1})
    assert vip.steps(hidden(VIP, present=False), host(HIDDEN_VIP, ignore=1, announce=2), memory) == (
        Step(vip.DELETE_ADDRESS, HIDDEN_VIP),
        Step(vip.SET_SYSCTL, IGNORE, 1, 0),
        Step(vip.SET_SYSCTL, ANNOUNCE, 2, 1),
    )


def test_a_second_run_has_nothing_to_do():
    assert vip.steps(hidden(VIP), host(HIDDEN_VIP, ignore=1, announce=2), Memory()) == ()


def test_drifted_sysctls_are_mended_under_a_vip_that_is_there():
    assert vip.steps(hidden(VIP), host(HIDDEN_VIP, ignore=0, announce=2), Memory()) == (
        Step(vip.SET_SYSCTL, IGNORE, 0, 1),
    )


def test_the_sysctls_stay_while_another_vip_of_ours_is_there():
    memory = Memory((VIP, OTHER), {IGNORE: 0, ANNOUNCE: 0})
    present = host(HIDDEN_VIP, HIDDEN_OTHER, ignore=1, announce=2)
    assert vip.steps(hidden(VIP, present=False), present, memory) == (Step(vip.DELETE_ADDRESS, HIDDEN_VIP),)


def test_a_sysctl_that_somebody_else_has_changed_since_is_not_restored():
    memory = Memory((VIP,), {IGNORE: 0, ANNOUNCE: 0})
    assert vip.steps(hidden(VIP, present=False), host(HIDDEN_VIP, ignore=2, announce=2), memory) == (
        Step(vip.DELETE_ADDRESS, HIDDEN_VIP),
        Step(vip.SET_SYSCTL, ANNOUNCE, 2, 0),
    )


def test_memory_keeps_the_values_of_before_the_first_call():
    first = vip.remembered(hidden(VIP), host(ignore=0, announce=1), Memory())
    assert first == Memory((VIP,), {IGNORE: 0, ANNOUNCE: 1})
    second = vip.remembered(hidden(OTHER), host(HIDDEN_VIP, ignore=1, announce=2), first)
    assert second == Memory((VIP, OTHER), {IGNORE: 0, ANNOUNCE: 1})
    third = vip.remembered(hidden(VIP, present=False), host(HIDDEN_VIP, HIDDEN_OTHER, ignore=1, announce=2), second)
    assert third == Memory((OTHER,), {IGNORE: 0, ANNOUNCE: 1})
    assert vip.remembered(hidden(OTHER, present=False), host(HIDDEN_OTHER, ignore=1, announce=2), third) == Memory()


def test_a_director_announces_what_it_has_added():
    added = HeldAddress("10.0.0.100", 32, "eth0", "eth0")
    assert vip.steps(announced("10.0.0.100"), host(), Memory()) == (
        Step(vip.ADD_ADDRESS, added),
        Step(vip.ANNOUNCE, added),
    )
    assert vip.steps(announced("10.0.0.100"), host(added), Memory()) == ()


def test_a_director_withdraws_from_its_interface_and_never_from_lo():
    on_eth0 = HeldAddress(VIP, 32, "eth0", "eth0")
    assert vip.steps(announced(VIP, present=False), host(on_eth0, HIDDEN_VIP), Memory()) == (
        Step(vip.DELETE_ADDRESS, on_eth0),
    )


def test_no_interface_is_guessed_for_a_vip_out_of_every_subnet():
    with pytest.raises(ModelError, match=r"'203.0.113.10' is in no subnet of this host; name the interface"):
        vip.steps(announced(VIP), host(), Memory())


@pytest.mark.parametrize(
    ("declared", "held", "reason"),
    [
        (hidden(VIP), HeldAddress(VIP, 24, "eth0", "eth0"), "is on eth0 as /24 already; it belongs on lo as /32"),
        (hidden(VIP), HeldAddress(VIP, 24, "lo", "lo"), "is on lo as /24 already; it belongs on lo as /32"),
        (hidden("10.0.0.11"), RIP, "is on eth0 as /24 already; it belongs on lo as /32"),
        (announced(VIP, interface="eth0"), HIDDEN_VIP, "is on lo as /32 already; it belongs on eth0 as /32"),
    ],
)
def test_a_vip_that_the_host_holds_elsewhere_is_refused(declared, held, reason):
    with pytest.raises(ModelError) as caught:
        vip.steps(declared, host(held), Memory())
    assert str(caught.value) == f"addresses: {declared.addresses[0]!r} {reason}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["nonsense"], "hidden", None, True), "addresses[0]: 'nonsense' is not an IP address"),
        (([], "hidden", None, True), "addresses: [] names no address"),
        (
            ([VIP], "hidden", "eth0", True),
            "interface: 'eth0' cannot hide a VIP; a hidden VIP sits on lo",
        ),
    ],
)
def test_a_wrong_declaration_is_refused(arguments, message):
    with pytest.raises(ModelError) as caught:
        vip.declaration(*arguments)
    assert str(caught.value) == message


def test_an_interface_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ModelError, match="interface: 'eth7' is none of this host's: eth0, lo"):
        vip.steps(announced(VIP, interface="eth7"), host(), Memory())


def test_undo_goes_backwards_and_cannot_call_an_announcement_back():
    done = (
        Step(vip.SET_SYSCTL, IGNORE, 0, 1),
        Step(vip.ADD_ADDRESS, HIDDEN_VIP),
        Step(vip.ANNOUNCE, HIDDEN_VIP),
    )
    assert vip.undo_of(done) == (Step(vip.DELETE_ADDRESS, HIDDEN_VIP), Step(vip.SET_SYSCTL, IGNORE, 1, 0))
