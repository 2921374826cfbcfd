# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A segment of LVS-DR made of network namespaces: clients, a director and real servers on one bridge.

The director is the namespace that the test is in already, so that whatever the test runs there, runs on the director.
"""

import contextlib
import ctypes
import os
import pathlib
import time

from tests.kernel.conftest import CLONE_NEWNET
from tests.kernel.traffic import links

VIP = "203.0.113.10"
DIRECTOR = "10.0.0.1"
#: Addresses of the one client namespace: to persistence each is a client of its own.
CLIENTS = tuple(f"203.0.113.{number}" for number in range(101, 109))

_IPV6_ADDRESSES, _TENTATIVE = pathlib.Path("/proc/thread-self/net/if_inet6"), 0x40  # linux/if_addr.h
_IPV6_ROUTES, _LOCAL = pathlib.Path("/proc/thread-self/net/ipv6_route"), 0x80000000  # linux/ipv6_route.h: RTF_LOCAL
_HERE = "/proc/thread-self/ns/net"
_LIBC = ctypes.CDLL(None, use_errno=True)


def realserver_address(number):
    """The address of real server 1, 2 …; those that the segment has not are addresses where nobody is."""
    return f"10.0.0.{10 + number}"


def write_sysctl(name, value):
    """Set ``net.ipv4.NAME`` where we are, for example ``vs.conn_reuse_mode``."""
    pathlib.Path("/proc/sys/net/ipv4", *name.split(".")).write_text(str(value), encoding="ascii")


def skip_dad():
    """Have IPv6 addresses of interfaces that come from now on there at once: nobody else is here."""
    for name in ("all", "default"):
        pathlib.Path("/proc/sys/net/ipv6/conf", name, "accept_dad").write_text("0", encoding="ascii")


def until_settled(interface="eth0"):
    """Wait until the interface has the IPv6 address that it gives itself, which comes a moment after it is up."""
    deadline = time.monotonic() + 10
    while not any(_is_settled(*line.split(), interface) for line in _IPV6_ADDRESSES.read_text().splitlines()):
        assert time.monotonic() < deadline, interface
        time.sleep(0.005)


def until_routed():
    """Wait until every IPv6 address is one for good and has its route, which the kernel adds a moment after it."""
    deadline = time.monotonic() + 10
    while not _are_routed([line.split() for line in _IPV6_ADDRESSES.read_text().splitlines()]):
        assert time.monotonic() < deadline, _IPV6_ADDRESSES.read_text()
        time.sleep(0.005)


def _are_routed(addresses):
    routes = [line.split() for line in _IPV6_ROUTES.read_text().splitlines()]
    routed = {words[0] for words in routes if int(words[8], 16) & _LOCAL}
    return all(words[0] in routed and not int(words[4], 16) & _TENTATIVE for words in addresses)


def _is_settled(address, _index, _prefix, _scope, flags, name, interface):
    return name == interface and address.startswith("fe80") and not int(flags, 16) & _TENTATIVE


class Namespace:
    """A fresh network namespace with lo up. It lives until it is closed and its last socket is."""

    def __init__(self):
        with _returning():
            _checked(_LIBC.unshare(CLONE_NEWNET))
            self.descriptor = os.open(_HERE, os.O_RDONLY)
            links.bring_up("lo")

    @contextlib.contextmanager
    def entered(self):
        """Be in it, this thread alone: sockets that are opened now are its own for good."""
        with _returning():
            _checked(_LIBC.setns(self.descriptor, CLONE_NEWNET))
            yield

    def close(self):
        os.close(self.descriptor)


class Switch(Namespace):
    """A bridge in a namespace of its own, so that a frame passes a host only where routing sends it there."""

    def __init__(self):
        super().__init__()
        with self.entered():
            links.add_bridge("switch")
            links.bring_up("switch")

    def plug(self, port, *addresses):
        """Lay a cable to ``port`` of the switch; where we are its end is eth0, with these addresses."""
        links.add_veth("eth0", port, self.descriptor)
        with self.entered():
            links.join(port, "switch")
            links.bring_up(port)
        links.bring_up("eth0")
        for address in addresses:
            links.add_address("eth0", address)


class Segment:
    """The namespaces ``client`` and ``realservers``, with the director where the caller is; each has its eth0.

    Real servers hold the VIP on lo:0, in silence; the director has it on its interface.
    """

    def __init__(self, count):
        self._switch, self.client = Switch(), Namespace()
        self._switch.plug("director", f"{DIRECTOR}/24", f"{VIP}/24")
        with self.client.entered():
            self._switch.plug("client", *(f"{address}/24" for address in CLIENTS))
            links.add_route("10.0.0.0/24", "eth0")
        self.realservers = tuple(self._realserver(number) for number in range(1, count + 1))

    def close(self):
        for namespace in (self._switch, self.client, *self.realservers):
            namespace.close()

    def _realserver(self, number):
        """First the silence, then the VIP: nobody else may ever hear of it."""
        realserver = Namespace()
        with realserver.entered():
            write_sysctl("conf.all.arp_ignore", 1)
            write_sysctl("conf.all.arp_announce", 2)
            self._switch.plug(f"realserver{number}", f"{realserver_address(number)}/24")
            links.add_route("203.0.113.0/24", "eth0")
            links.add_address("lo", f"{VIP}/32", "lo:0")
        return realserver


@contextlib.contextmanager
def _returning():
    before = os.open(_HERE, os.O_RDONLY)
    try:
        yield
    finally:
        _checked(_LIBC.setns(before, CLONE_NEWNET))
        os.close(before)


def _checked(status):
    if status:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
