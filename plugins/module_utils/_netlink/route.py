# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rtnetlink: interfaces and IPv4 addresses of the network namespace that this process is in (rtnetlink(7))."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address
from typing import NamedTuple

from .._model.vip import HeldAddress
from . import messages as nl
from .connection import NETLINK_ROUTE, NetlinkConnection

_RTM_NEWADDR, _RTM_DELADDR, _RTM_GETADDR, _RTM_GETLINK = 20, 21, 22, 18
_AF_UNSPEC, _AF_INET = 0, 2
_IFLA_ADDRESS, _IFLA_IFNAME = 1, 3
_IFA_ADDRESS, _IFA_LOCAL, _IFA_LABEL = 1, 2, 3
_LONGEST_PREFIX = 32
_IFINFO = struct.Struct("=BxHIII")  # struct ifinfomsg: family, type, index, flags, change
_IFADDR = struct.Struct("=BBBBI")  # struct ifaddrmsg: family, prefix length, flags, scope, index


class Interface(NamedTuple):
    """A network interface: its index and its hardware address, six bytes on Ethernet."""

    name: str
    index: int
    hardware_address: bytes


class RouteClient:
    """A connection to rtnetlink."""

    def __init__(self, timeout: float = 10.0) -> None:
        """Open the connection."""
        self._connection = NetlinkConnection(NETLINK_ROUTE, timeout)

    def __enter__(self) -> RouteClient:
        """Return itself; leaving closes the connection."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the connection."""
        self._connection.__exit__()

    def interfaces(self) -> dict[str, Interface]:
        """Return every interface by its name."""
        replies = self._connection.dump(_RTM_GETLINK, _IFINFO.pack(_AF_UNSPEC, 0, 0, 0, 0))
        found = (_interface(reply) for reply in replies)
        return {interface.name: interface for interface in found}

    def addresses(self) -> tuple[HeldAddress, ...]:
        """Return every IPv4 address of every interface, sorted."""
        names = {interface.index: name for name, interface in self.interfaces().items()}
        replies = self._connection.dump(_RTM_GETADDR, _IFADDR.pack(_AF_INET, 0, 0, 0, 0))
        return tuple(sorted(_host_address(reply, names) for reply in replies if _ifaddr(reply)[0] == _AF_INET))

    def add_address(self, address: HeldAddress) -> None:
        """Add an address of global scope; raise NetlinkError EEXIST where the interface has it."""
        self._connection.request(_RTM_NEWADDR, self._payload(address), nl.NLM_F_CREATE | nl.NLM_F_EXCL)

    def delete_address(self, address: HeldAddress) -> None:
        """Delete an address; raise NetlinkError EADDRNOTAVAIL where the interface has it not."""
        self._connection.request(_RTM_DELADDR, self._payload(address))

    def _payload(self, address: HeldAddress) -> bytes:
        index = self.interfaces()[address.interface].index
        packed = IPv4Address(address.address).packed
        return (
            _IFADDR.pack(_AF_INET, address.prefix, 0, 0, index)
            + nl.attribute(_IFA_LOCAL, packed)
            + nl.attribute(_IFA_ADDRESS, packed)
            + nl.text(_IFA_LABEL, address.label)
        )


def _interface(reply: bytes) -> Interface:
    found = nl.attributes(reply[_IFINFO.size :])
    index = nl.head(reply, _IFINFO, "an interface")[2]
    name = nl.string(nl.value(found, _IFLA_IFNAME, "name of an interface"))
    return Interface(name, index, found.get(_IFLA_ADDRESS, b""))


def _ifaddr(reply: bytes) -> tuple[int, int, int, int, int]:
    return nl.head(reply, _IFADDR, "an interface's address")


def _host_address(reply: bytes, names: dict[int, str]) -> HeldAddress:
    _family, prefix, _flags, _scope, index = _ifaddr(reply)
    if prefix > _LONGEST_PREFIX:
        raise nl.NetlinkProtocolError(f"the kernel names an IPv4 prefix of {prefix} bits")
    found = nl.attributes(reply[_IFADDR.size :])
    kind = _IFA_LOCAL if found.get(_IFA_LOCAL) else _IFA_ADDRESS
    local = IPv4Address(nl.take(found, kind, nl.BE32, "an interface's address"))
    interface = names.get(index, str(index))
    return HeldAddress(str(local), prefix, interface, nl.string(found.get(_IFA_LABEL, interface.encode())))
