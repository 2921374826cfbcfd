# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rtnetlink: interfaces, addresses, routes and rules of this process's network namespace (rtnetlink(7))."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from types import MappingProxyType

from .._model.host import IPV4, IPV6, HeldAddress, Interface, NextHop, Route, Rule
from . import messages as nl
from . import route_messages as rt
from .connection import NETLINK_ROUTE, NetlinkConnection, NetlinkError

#: What a kernel says that has not the family at all.
_NO_FAMILY = (errno.EAFNOSUPPORT, errno.EOPNOTSUPP)
#: Nothing leads there, or a route says so: unreachable, prohibit, blackhole (ip-route(8)).
_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EACCES, errno.EINVAL, *_NO_FAMILY)


class RouteClient:
    """A connection to rtnetlink."""

    _names: Mapping[int, str] = MappingProxyType({})

    def __init__(self, timeout: float = 10.0) -> None:
        """Open the connection; dumps are filtered by the kernel where it can, which matters for large tables."""
        self._connection = NetlinkConnection(NETLINK_ROUTE, timeout, strict=True)

    def __enter__(self) -> RouteClient:
        """Return itself; leaving closes the connection."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the connection."""
        self._connection.__exit__()

    def interfaces(self) -> dict[str, Interface]:
        """Return every interface by its name."""
        found = map(rt.unpack_interface, self._connection.dump(rt.GETLINK, rt.EVERY_LINK))
        return {interface.name: interface for interface in found}

    def addresses(self) -> tuple[HeldAddress, ...]:
        """Return every IPv4 and IPv6 address of every interface, sorted."""
        names = {interface.index: name for name, interface in self.interfaces().items()}
        replies = self._connection.dump(rt.GETADDR, rt.EVERY_ADDRESS)
        return tuple(sorted(rt.unpack_address(reply, names) for reply in replies if rt.is_ip(reply)))

    def add_address(self, address: HeldAddress) -> None:
        """Add an address; raise NetlinkError EEXIST where the interface has it.

        An IPv6 address is there at once (nodad), and is never chosen as a source by itself (preferred_lft 0).
        """
        payload = rt.pack_address(address, self.index(address.interface))
        self._connection.request(rt.NEWADDR, payload, nl.NLM_F_CREATE | nl.NLM_F_EXCL)

    def delete_address(self, address: HeldAddress) -> None:
        """Delete an address; raise NetlinkError EADDRNOTAVAIL where the interface has it not."""
        self._connection.request(rt.DELADDR, rt.pack_address(address, self.index(address.interface)))

    def next_hop(self, destination: str, source: str = "") -> NextHop | None:
        """Return where a packet of this host goes on its way to ``destination``; None where there is no way.

        With ``source``, an address that the host holds, it is the way of a packet from there, by the rules for it.
        """
        try:
            reply = self._connection.get(rt.GETROUTE, rt.pack_question(destination, source))
        except NetlinkError as error:
            if error.errno in _NO_WAY:
                return None
            raise
        return rt.unpack_next_hop(reply, destination, self.names(), source)

    def rules(self, table: int | None = None) -> tuple[Rule, ...]:
        """Return the rules that send what comes from one address to ``table``, or to any, sorted."""
        replies = (reply for kind in (IPV4, IPV6) for reply in self.dump(rt.GETRULE, rt.pack_family(kind)))
        found = map(rt.unpack_rule, replies)
        return tuple(sorted({rule for rule in found if rule is not None and table in (None, rule.table)}))

    def routes(self, table: int) -> tuple[Route, ...]:
        """Return the default routes of ``table``, IPv4 and IPv6, sorted."""
        names = self.names()
        replies = (reply for kind in (IPV4, IPV6) for reply in self.dump(rt.GETROUTE, rt.pack_table(kind, table)))
        found = [rt.unpack_route(reply, names) for reply in replies]
        # Asked for a family that it has not, a kernel may list the other one.
        return tuple(sorted({route for route in found if route is not None and route.table == table}))

    def add_rule(self, rule: Rule) -> None:
        """Add a rule; raise NetlinkError EEXIST where it is there."""
        self._connection.request(rt.NEWRULE, rt.pack_rule(rule), nl.NLM_F_CREATE | nl.NLM_F_EXCL)

    def delete_rule(self, rule: Rule) -> None:
        """Delete a rule; raise NetlinkError ENOENT where it is not there."""
        self._connection.request(rt.DELRULE, rt.pack_rule(rule))

    def add_route(self, route: Route) -> None:
        """Add a default route, in place of one that is there."""
        self._connection.request(rt.NEWROUTE, self._route(route), nl.NLM_F_CREATE | nl.NLM_F_REPLACE)

    def delete_route(self, route: Route) -> None:
        """Delete a default route; raise NetlinkError ESRCH where it is not there."""
        self._connection.request(rt.DELROUTE, self._route(route))

    def request(self, kind: int, payload: bytes) -> None:
        """Send a change and wait for its acknowledgement; raise NetlinkError with the kernel's errno."""
        self._connection.request(kind, payload)

    def _route(self, route: Route) -> bytes:
        return rt.pack_route(route, self.index(route.interface))

    def dump(self, kind: int, payload: bytes) -> list[bytes]:
        """Return the payloads of a dump; a kernel without the family, or without the table, has nothing of it."""
        try:
            return self._connection.dump(kind, payload)
        except NetlinkError as error:
            if error.errno not in (*_NO_FAMILY, errno.ENOENT):
                raise
            return []

    def names(self) -> dict[int, str]:
        """Return the interfaces' names by their indices, read once."""
        if not self._names:
            self._names = {interface.index: name for name, interface in self.interfaces().items()}
        return self._names

    def index(self, name: str) -> int:
        """Return the index of an interface; raise NetlinkError ENODEV where there is none of that name."""
        found = self.interfaces().get(name)
        if found is None:
            raise NetlinkError(errno.ENODEV, f"there is no interface {name}")
        return found.index
