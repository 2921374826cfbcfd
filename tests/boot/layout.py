# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in the segment of a node that boots: addresses of both families, and what the wire plays for it."""

from __future__ import annotations

from typing import NamedTuple

from lab.boot.frames import Host
from lab.boot.wire import Client, Segment

VIPS = ("10.0.0.100", "2001:db8:0:1::100")


class Machine(NamedTuple):
    """A host of the segment with one address per family."""

    mac: str
    addresses: tuple

    def hosts(self):
        return tuple(Host(self.mac, address) for address in self.addresses)

    def address(self, like):
        """Its address of the same family."""
        return next(own for own in self.addresses if (":" in own) == (":" in like))


def _machine(number):
    return Machine(f"02:00:00:00:00:{number:02x}", (f"10.0.0.{number}", f"2001:db8:0:1::{number}"))


ROUTER, DIRECTOR, NEIGHBOUR, REALSERVER = map(_machine, (1, 2, 9, 11))
#: Beyond the router.
CLIENT = ("198.51.100.7", "2001:db8:ffff::7")


def around_the_realserver():
    """Everybody but the real server. What the director forwards to it comes as soon as its own address answers."""
    return _segment(REALSERVER, DIRECTOR, [REALSERVER.address(vip) for vip in VIPS], [ROUTER, DIRECTOR])


def around_the_director():
    """Everybody but the director. A client's packets reach it as soon as it says that it has the VIP."""
    return _segment(DIRECTOR, ROUTER, VIPS, [ROUTER, REALSERVER])


def _segment(node, hop, awaited, others):
    clients = tuple(
        Client(Host(hop.mac, client), Host(node.mac, vip), after) for client, vip, after in zip(CLIENT, VIPS, awaited)
    )
    hosts = tuple(host for other in others for host in other.hosts())
    return Segment(hosts, NEIGHBOUR.hosts(), (*VIPS, *node.addresses), clients)
