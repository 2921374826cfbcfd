# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``vip`` refuses on a real kernel, in one sentence, with nothing changed; each beside what it takes."""

import ctypes
import os
import signal
from pathlib import Path

import pytest

from tests.kernel.traffic import links
from tests.kernel.vips import OWN, OWN6, VIP, VIP6, announce, hide, names, set_sysctl, state

pytestmark = pytest.mark.usefixtures("segment")
CAP_NET_ADMIN = 12
UNFIT = {
    "203.0.113.0": "is the network address of 203.0.113.0/24 on eth0",
    "203.0.113.255": "is the broadcast address of 203.0.113.0/24 on eth0",
    "2001:db8::": "is the network address of 2001:db8::/64 on eth0",
    "224.0.0.1": "is a multicast address, which no cluster can serve",
    "ff02::1": "is a multicast address, which no cluster can serve",
    "127.0.0.1": "is a loopback address, which no cluster can serve",
    "::1": "is a loopback address, which no cluster can serve",
    "0.0.0.0": "is the unspecified address, which no cluster can serve",  # noqa: S104 - refused, not bound
    "255.255.255.255": "is the broadcast address, which no cluster can serve",
    "fe80::1": "is a link-local address, which no cluster can serve",
    "nonsense": "is not an IP address",
}


@pytest.mark.parametrize("act", [hide, announce])
def test_what_is_no_hosts_address_is_no_vip(exact, act):
    for address, reason in UNFIT.items():
        message = exact(act, VIP, address)["msg"]
        assert message in (f"addresses{index}: {address!r} {reason}" for index in ("", "[1]"))
    names(exact(act, VIP))


@pytest.mark.parametrize(("own", "prefix"), [(OWN, 24), (OWN6, 64)])
def test_the_hosts_own_address_is_no_vip(exact, own, prefix):
    full = 128 if ":" in own else 32
    for act, place in ((hide, "lo"), (announce, "eth0")):
        belongs = f"it belongs on {place} as /{full}"
        assert exact(act, own)["msg"] == f"addresses: {own!r} is on eth0 as /{prefix} already; {belongs}"


@pytest.mark.parametrize(
    ("act", "params", "message"),
    [
        (announce, {"interface": "eth7"}, "interface: 'eth7' is none of this host's: eth0, lo"),
        (hide, {"interface": "eth0"}, "interface: 'eth0' cannot hide a VIP; a hidden VIP sits on lo"),
        (announce, {"reply_gateway": ["203.0.113.3"]}, "reply_gateway: ['203.0.113.3'] goes with arp: hidden, "),
        (announce, {"announcements": 101}, "announcements: 101 is not between 0 and 100"),
        (announce, {"announcement_interval": -1}, "announcement_interval: -1.0 is not a time between 0 and 60 s"),
        (hide, {"reply_table": 254, "reply_gateway": []}, "reply_table: 254 is not a routing table that is free "),
    ],
)
def test_parameters_that_cannot_be_are_named(exact, act, params, message):
    assert exact(act, VIP, **params)["msg"].startswith(message)
    names(exact(act, VIP))


def test_a_list_without_an_address_is_refused(exact):
    assert exact(hide)["msg"] == "addresses: [] names no address"


def test_where_sysctls_cannot_be_written_the_sentence_says_how_to_set_them(exact, read_only_sysctls):
    with read_only_sysctls():
        assert exact(hide, VIP)["msg"] == (
            "sysctl net/ipv4/conf/all/arp_ignore: '0' has to become 1, and /proc/sys is read-only here, as in an "
            "unprivileged container. Have it set from outside (docker run --sysctl net.ipv4.conf.all.arp_ignore=1), "
            "or run the container privileged"
        )
        names(exact(hide, VIP6))
    for name, value in (("arp_ignore", 1), ("arp_announce", 2)):
        set_sysctl(name, value)
    with read_only_sysctls():
        names(exact(hide, VIP))
        names(exact(hide, VIP, VIP6, state="absent"))


@pytest.mark.parametrize("act", [hide, announce])
def test_where_ipv6_is_off_its_addresses_are_refused(exact, act):
    interface = "lo" if act is hide else "eth0"
    switch = Path("/proc/sys/net/ipv6/conf", interface, "disable_ipv6")
    switch.write_text("1")
    reason = f"IPv6 is off on {interface} (sysctl net/ipv6/conf/{interface}/disable_ipv6)"
    params = {"interface": "eth0"} if act is announce else {}
    assert exact(act, VIP, VIP6, **params)["msg"] == f"addresses: {VIP6!r} cannot be held: {reason}"
    names(exact(act, VIP))
    switch.write_text("0")
    names(exact(act, VIP, VIP6, **params))


def test_without_the_capability_nothing_is_changed(module, tmp_path):
    """The kernel refuses the first address; the sysctl files are root's, so they are set before, and go back."""
    before = state(tmp_path)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            drop_capability(CAP_NET_ADMIN)
            os.write(writing, hide(module, VIP, VIP6)["msg"].encode())
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        message = pipe.read()
    assert message == (
        f"add_address {VIP}/32 dev lo label lo:0 scope host: [Errno 1] Operation not permitted. All is as it was before"
    )
    assert state(tmp_path) == before


def drop_capability(number):
    """Of this process for good: capset(2) with every other capability of root kept."""
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(head, data) == 0
    for index in range(3):
        data[index] &= ~(1 << number)
    assert libc.capset(head, data) == 0


def test_a_host_that_has_no_interface_in_the_vips_network_needs_one_to_be_named(exact):
    assert exact(announce, "198.51.100.9")["msg"].endswith("is in no subnet of this host; name the interface")
    links.add_address("eth0", "198.51.100.2/24")
    names(exact(announce, "198.51.100.9"))
