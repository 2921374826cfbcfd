# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random edits of a declaration that take away no service and no destination which it had at first."""

import copy

from tests.kernel.traffic.segment import VIP, realserver_address

SCHEDULERS = ("rr", "wrr", "lc", "wlc", "sh", "mh", "sed", "nq", "dh", "lblc", "lblcr", "fo", "ovf")
_FLAGS = (["sh-port"], ["sh-fallback"], ["sh-port", "sh-fallback"], [])
_PERSISTENCE = (None, {"timeout": 60}, {"timeout": 600}, {"timeout": 60, "netmask": "255.255.255.0"})
_FORWARDING = (
    {"forwarding": "direct"},
    {"forwarding": "masquerade"},
    {"forwarding": "tunnel", "tunnel": {"type": "ipip"}},
    {"forwarding": "tunnel", "tunnel": {"type": "gue", "port": 6080, "flags": ["csum"]}},
)
#: Nobody is there, so no connection is; ports that no client visits.
_OTHER_ADDRESSES = tuple(realserver_address(number) for number in (7, 8, 9))
_OTHER_PORTS = (9001, 9002, 9003)


def walk(rng, services):
    """Yield the name of each edit once ``services`` (the module's, changed in place) have it; it never ends.

    Every kind comes once before any comes again, and every edit changes something.
    """
    kept = tuple(services)
    _spell_out(kept)
    while True:
        for edit in rng.sample(KINDS, len(KINDS)):
            before = copy.deepcopy(services)
            while services == before:
                edit(rng, services, rng.choice(kept))
            yield edit.__name__


def _spell_out(services):
    """Write down what the module takes for granted, so that writing it down later is no edit."""
    for service in services:
        service.update({"scheduler_flags": [], "persistence": None, **service})
        for destination in service["destinations"]:
            destination.update({"forwarding": "direct", "upper_threshold": 0, "lower_threshold": 0, **destination})


def _weight(rng, _services, service):
    _kept_destination(rng, service)["weight"] = rng.choice([0, 0, 1, 7, 65535])


def _all_weights(rng, _services, service):
    weight = rng.choice([0, 1, 2])
    for destination in service["destinations"]:
        destination["weight"] = weight


def _scheduler(rng, _services, service):
    service.update(scheduler=rng.choice(SCHEDULERS), scheduler_flags=[])


def _scheduler_flags(rng, _services, service):
    service.update(scheduler="sh", scheduler_flags=rng.choice(_FLAGS))


def _persistence(rng, _services, service):
    service["persistence"] = rng.choice(_PERSISTENCE)


def _thresholds(rng, _services, service):
    upper = rng.choice([0, 1, 10, 1000])
    _kept_destination(rng, service).update(upper_threshold=upper, lower_threshold=rng.randint(0, upper))


def _forwarding(rng, _services, service):
    destination = _kept_destination(rng, service)
    destination.pop("tunnel", None)
    destination.update(rng.choice(_FORWARDING))


def _other_destination(rng, _services, service):
    _come_or_go(service["destinations"], "address", {"address": rng.choice(_OTHER_ADDRESSES), "weight": 3})


def _other_service(rng, services, service):
    other = {"port": rng.choice(_OTHER_PORTS), "destinations": copy.deepcopy(service["destinations"])}
    _come_or_go(services, "port", {"address": VIP, "scheduler": "wrr", **other})


KINDS = (
    *(_weight, _all_weights, _scheduler, _scheduler_flags, _persistence, _thresholds, _forwarding),
    *(_other_destination, _other_service),
)


def _kept_destination(rng, service):
    return rng.choice([one for one in service["destinations"] if one["address"] not in _OTHER_ADDRESSES])


def _come_or_go(things, identity, thing):
    present = [one for one in things if one[identity] == thing[identity]]
    if present:
        things.remove(*present)
    else:
        things.append(thing)
