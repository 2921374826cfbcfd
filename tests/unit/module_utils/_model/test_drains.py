# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import drains
from ansible_collections.lvs.cluster.plugins.module_utils._model.drains import DRAINED, EVICTED, Drain
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import (
    SCHEDULER_FLAGS,
    Destination,
    Service,
    ServiceKey,
)

WEB, TLS = (ServiceKey("ipv4", "tcp", "203.0.113.10", port) for port in (80, 443))
SINCE = "2026-05-04T03:02:01Z"


def real(number, weight=5, port=80):
    return Destination(f"10.0.0.{number}", port, weight=weight)


def service(*destinations, key=WEB, **more):
    return Service(key, **{"scheduler": "wlc", **more}, destinations=destinations)


def out(destination, state=DRAINED, key=WEB):
    return Drain(key, destination, state, SINCE)


def test_a_drained_one_has_weight_0_and_an_evicted_one_is_not_there():
    declared = service(real(11), real(12), real(13))
    found = drains.respected([declared], [out(real(11, 9)), out(real(12), EVICTED)])
    assert found == (service(real(11, 0), real(13)),)


def test_a_drain_is_one_of_its_service_and_its_port_alone():
    declared = service(real(11)), service(real(11, port=443), key=TLS)
    elsewhere = [out(real(11, port=8080)), out(real(11, port=443), key=WEB)]
    assert drains.respected(declared, elsewhere) == declared
    assert drains.respected(declared, []) == declared


def test_a_service_that_says_nothing_of_destinations_still_says_nothing():
    silent = Service(WEB, "wlc")
    assert drains.respected([silent], [out(real(11))]) == (silent,)
    assert drains.lasting([out(real(11))], [silent], purge=True) == (out(real(11)),)


def test_what_is_given_back_is_what_is_declared_last():
    heavier = real(11, 9)._replace(upper_threshold=10)
    assert drains.lasting([out(real(11))], [service(heavier)], purge=True) == (out(heavier),)


def test_a_drain_of_a_service_that_is_not_declared_lasts():
    assert drains.lasting([out(real(11))], [service(key=TLS)], purge=True) == (out(real(11)),)


@pytest.mark.parametrize(
    ("purge", "absent", "lasts"),
    [(True, (), False), (False, (), True), (False, (real(11).key,), False), (False, (real(12).key,), True)],
)
def test_a_drain_goes_with_its_destination(purge, absent, lasts):
    declared = service(real(13))._replace(absent=absent)
    assert bool(drains.lasting([out(real(11))], [declared], purge)) is lasts


@pytest.mark.parametrize("state", [DRAINED, EVICTED])
@pytest.mark.parametrize("purge", [True, False])
def test_a_drain_of_one_that_is_kept_lasts_and_gives_back_what_is_declared(state, purge):
    declared = service(real(13))._replace(kept=(real(11, 9),))
    assert drains.lasting([out(real(11), state)], [declared], purge) == (out(real(11, 9), state),)


def test_ending_is_of_what_is_declared_alone():
    all_of_them = [out(real(11)), out(real(12), EVICTED), out(real(11, port=443), key=TLS)]
    assert drains.ended(all_of_them, [service(real(11))]) == tuple(all_of_them[1:])
    assert drains.ended(all_of_them, [Service(WEB, "wlc")]) == tuple(all_of_them)
    assert drains.ended(all_of_them, [service(real(11))._replace(kept=(real(12),))]) == tuple(all_of_them[2:])


@pytest.mark.parametrize(
    ("scheduler", "flags", "hint"),
    [
        ("sh", 0, "The flag sh-fallback sends them elsewhere, and so does evicting it"),
        ("mh", 0, "The flag mh-fallback sends them elsewhere, and so does evicting it"),
        ("dh", 0, "Evicting it sends them elsewhere"),
        ("sh", SCHEDULER_FLAGS["flag-1"], None),
        ("sh", SCHEDULER_FLAGS["flag-2"], "The flag sh-fallback sends them elsewhere, and so does evicting it"),
        ("wlc", 0, None),
    ],
)
def test_schedulers_that_refuse_the_clients_of_weight_0_are_told_of(scheduler, flags, hint):
    at_rest = service(real(11, 0), real(12), scheduler=scheduler, flags=flags)
    said = drains.warnings([at_rest])
    assert said == ([] if hint is None else [
        f"tcp 203.0.113.10:80: the scheduler {scheduler} refuses the clients that it maps to a real server of weight "
        f"0. {hint}"
    ])  # fmt: skip
    assert drains.warnings([service(real(11), scheduler=scheduler, flags=flags)]) == []


def test_it_is_described_with_the_weight_that_it_gets_back():
    assert out(Destination("2001:db8::1", 80, weight=7, family="ipv6"), EVICTED).described() == {
        "service": "tcp 203.0.113.10:80",
        "destination": "[2001:db8::1]:80",
        "state": "evicted",
        "weight": 7,
        "since": SINCE,
    }
