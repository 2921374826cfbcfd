# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole tables of the model, drawn at random: everything that ipvsadm can say (for hypothesis)."""

from ansible_collections.lvs.cluster.plugins.module_utils._model.service import (
    ONE_PACKET,
    PERSISTENT,
    WHOLE_ADDRESS,
    Destination,
    Service,
    ServiceKey,
)
from hypothesis import strategies as st

ADDRESSES = {
    "ipv4": [f"203.0.113.{number}" for number in (10, 11)],
    "ipv6": [f"2001:db8::{number}" for number in (10, 11)],
}
REAL_SERVERS = {
    "ipv4": [f"10.0.0.{number}" for number in range(1, 6)],
    "ipv6": [f"2001:db8:1::{number}" for number in range(1, 6)],
}
SCHEDULERS = ("rr", "wrr", "lc", "wlc", "sh", "mh", "sed", "nq", "dh", "lblc", "fo", "ovf")


def keys():
    """Identities of services; port 0 is left to services with persistence."""
    addressed = st.sampled_from(["ipv4", "ipv6"]).flatmap(
        lambda family: st.builds(
            ServiceKey,
            st.just(family),
            st.sampled_from(["tcp", "udp", "sctp"]),
            st.sampled_from(ADDRESSES[family]),
            st.sampled_from([0, 80, 65535]),
            st.just(0),
        )
    )
    marked = st.builds(
        ServiceKey,
        st.sampled_from(["ipv4", "ipv6"]),
        st.just(""),
        st.just(""),
        st.just(0),
        st.sampled_from([1, 7, 0x7FFFFFFF]),  # ipvsadm prints larger marks as negative numbers
    )
    return addressed | marked


@st.composite
def services(draw, key):
    """A service with the identity ``key``."""
    scheduler = draw(st.sampled_from(SCHEDULERS))
    # ipvsadm prints no third flag for the schedulers that name their two.
    scheduler_flags = draw(st.sampled_from([0, 8, 16, 24] if scheduler in ("sh", "mh") else [0, 8, 32, 56]))
    one_packet = ONE_PACKET if key.protocol in ("", "udp") and draw(st.booleans()) else 0
    persistent = (not key.port and not key.fwmark) or draw(st.booleans())
    netmasks = {"ipv4": [0xFFFFFFFF, 0xFFFFFF00], "ipv6": [128, 64]}[key.family]
    return Service(
        key,
        scheduler,
        scheduler_flags | one_packet | (PERSISTENT if persistent else 0),
        draw(st.integers(1, 3600)) if persistent else 0,
        draw(st.sampled_from(netmasks)) if persistent else WHOLE_ADDRESS[key.family],
        "sip" if persistent and key.protocol == "udp" and draw(st.booleans()) else "",
        tuple(sorted(draw(_destinations(key)))),
    )


def tables(most_services=4):
    """Tables as the client reads them: services by their identities."""
    return st.lists(keys(), max_size=most_services, unique=True).flatmap(
        lambda chosen: st.tuples(*map(services, chosen)).map(lambda found: {one.key: one for one in found})
    )


def _destinations(key):
    return st.lists(_destination(key), max_size=4, unique_by=lambda destination: destination.key)


@st.composite
def _destination(draw, key):
    forwarding = draw(st.sampled_from(["direct", "masquerade", "tunnel"]))
    upper = draw(st.sampled_from([0, 0, 10, 2**31 - 1]))
    tunnels = [(0, 0, 0), (1, 6080, 0), (1, 6080, 1), (1, 6080, 2), (2, 0, 0), (2, 0, 1)]
    return Destination(
        draw(st.sampled_from(REAL_SERVERS[key.family])),
        draw(st.sampled_from([key.port, 8080])) if forwarding == "masquerade" and key.port else key.port,
        forwarding,
        draw(st.sampled_from([0, 1, 65535])),
        upper,
        draw(st.integers(0, upper)) if upper else 0,
        key.family,
        draw(st.sampled_from(tunnels)) if forwarding == "tunnel" else (0, 0, 0),
    )
