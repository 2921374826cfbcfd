# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one crossing between the model and IPVS's generic netlink messages. Pure.

Names and numbers are those of ``linux/ip_vs.h``. Ports, IPv4 addresses and IPv4 netmasks travel in network order, all
else in host order. NEW and SET want every setting each time: what is left out of a SET becomes zero.
"""

from __future__ import annotations

import functools
import struct
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

from .._model.service import FORWARDING_METHODS, Destination, Service, ServiceKey
from .._netlink import messages as nl

FAMILY, VERSION = "IPVS", 1

CMD_NEW_SERVICE, CMD_SET_SERVICE, CMD_DEL_SERVICE, CMD_GET_SERVICE = 1, 2, 3, 4
CMD_NEW_DEST, CMD_SET_DEST, CMD_DEL_DEST, CMD_GET_DEST = 5, 6, 7, 8

CMD_ATTR_SERVICE, CMD_ATTR_DEST = 1, 2

_SVC_AF, _SVC_PROTOCOL, _SVC_ADDR, _SVC_PORT, _SVC_FWMARK = 1, 2, 3, 4, 5
_SVC_SCHED_NAME, _SVC_FLAGS, _SVC_TIMEOUT, _SVC_NETMASK, _SVC_PE_NAME = 6, 7, 8, 9, 11

DEST_ADDR, DEST_PORT, _DEST_FWD_METHOD, _DEST_WEIGHT = 1, 2, 3, 4
_DEST_U_THRESH, _DEST_L_THRESH, _DEST_ADDR_FAMILY = 5, 6, 11
_DEST_TUN_TYPE, _DEST_TUN_PORT, _DEST_TUN_FLAGS = 13, 14, 15

#: What of a dumped destination is configuration; the rest is counted.
DEST_SETTINGS = frozenset(
    (
        *(DEST_PORT, _DEST_FWD_METHOD, _DEST_WEIGHT, _DEST_U_THRESH, _DEST_L_THRESH),
        *(_DEST_ADDR_FAMILY, _DEST_TUN_TYPE, _DEST_TUN_PORT, _DEST_TUN_FLAGS),
    )
)
FAMILY_OF_SETTINGS = Destination._fields.index("family") - 1

#: Where the address is in what we pack: behind the nest's header, the family and its own header.
_PACKED_ADDRESS = 4 + 8 + 4

_ALL_FLAGS = 0xFFFFFFFF
_SVC_F_HASHED = 0x2  # the kernel's own: it is in the table; never part of a declaration
_FWD_MASK = 0x7

NUMBER_OF_FAMILY = {"ipv4": AF_INET, "ipv6": AF_INET6}
_FAMILY_OF_NUMBER = {number: family for family, number in NUMBER_OF_FAMILY.items()}
_NUMBER_OF_PROTOCOL = {"tcp": 6, "udp": 17, "sctp": 132}
_PROTOCOL_OF_NUMBER = {number: name for name, number in _NUMBER_OF_PROTOCOL.items()}
ADDRESS = {"ipv4": struct.Struct("4s"), "ipv6": struct.Struct("16s")}


@functools.lru_cache(maxsize=1024)
def pack_service_key(key: ServiceKey) -> bytes:
    """Return the service attribute that only identifies: DEL_SERVICE, GET_DEST, and every destination command."""
    return nl.nested(CMD_ATTR_SERVICE, _identity(key))


def pack_service(service: Service) -> bytes:
    """Return the service attribute with all settings, for NEW_SERVICE and SET_SERVICE."""
    settings = [
        nl.text(_SVC_SCHED_NAME, service.scheduler),
        nl.attribute(_SVC_FLAGS, nl.U32.pack(service.flags) + nl.U32.pack(_ALL_FLAGS & ~_SVC_F_HASHED)),
        nl.attribute(_SVC_TIMEOUT, nl.U32.pack(service.timeout)),
        nl.attribute(_SVC_NETMASK, _netmask_format(service.key.family).pack(service.netmask)),
    ]
    if service.engine:
        settings.append(nl.text(_SVC_PE_NAME, service.engine))
    return nl.nested(CMD_ATTR_SERVICE, _identity(service.key), *settings)


class DestinationPacker:
    """Packs destinations with all settings; quick for those that follow each other and differ but in their address."""

    def __init__(self) -> None:
        """Begin without knowing any."""
        self._key: ServiceKey | None = None
        self._settings: tuple = ()
        self._before, self._number, self._after = b"", 0, b""

    def pack(self, key: ServiceKey, destination: Destination) -> bytes:
        """Return the payload of NEW_DEST and SET_DEST: the service's identity and the destination."""
        settings = destination[1:]
        if key is not self._key or settings != self._settings:
            before, self._number, self._after = _around_address(settings)
            self._key, self._settings, self._before = key, settings, pack_service_key(key) + before
        return self._before + inet_pton(self._number, destination[0]) + self._after


def pack_destination_key(key: ServiceKey, destination: Destination) -> bytes:
    """Return the payload of DEL_DEST."""
    return pack_service_key(key) + nl.nested(CMD_ATTR_DEST, _destination_identity(destination))


def unpack_service(reply: dict[int, bytes]) -> Service:
    """Return the service of a GET_SERVICE reply, without its destinations; attributes unknown to us are passed over."""
    found = service_attributes(reply)
    family = _family(nl.take(found, _SVC_AF, nl.U16, "a service's address family"))
    return Service(
        key=_service_key(family, found),
        scheduler=nl.string(nl.value(found, _SVC_SCHED_NAME, "a service's scheduler")),
        flags=nl.take(found, _SVC_FLAGS, nl.U32, "a service's flags") & ~_SVC_F_HASHED,
        timeout=nl.take(found, _SVC_TIMEOUT, nl.U32, "a service's persistence timeout"),
        netmask=nl.take(found, _SVC_NETMASK, _netmask_format(family), "a service's netmask"),
        engine=nl.string(found.get(_SVC_PE_NAME, b"")),
    )


def unpack_destination(family: str, reply: dict[int, bytes]) -> Destination:
    """Return the destination of a GET_DEST reply for a service of ``family``."""
    found = destination_attributes(reply)
    settings = unpack_settings(family, found)
    return Destination(address_of(settings[FAMILY_OF_SETTINGS], found, DEST_ADDR, "a destination's address"), *settings)


def unpack_settings(family: str, found: dict[int, bytes]) -> tuple:
    """Return all of a Destination but its address; kernels before 3.18 name no family, theirs is the service's."""
    return (
        nl.take(found, DEST_PORT, nl.BE16, "a destination's port"),
        _forwarding(nl.take(found, _DEST_FWD_METHOD, nl.U32, "a destination's forwarding method")),
        nl.take(found, _DEST_WEIGHT, nl.U32, "a destination's weight"),
        nl.take(found, _DEST_U_THRESH, nl.U32, "a destination's upper threshold"),
        nl.take(found, _DEST_L_THRESH, nl.U32, "a destination's lower threshold"),
        _destination_family(family, found),
        _tunnel(found),
    )


def address_bytes(settings: tuple) -> int:
    """Return how long the address is of a destination with these settings."""
    return ADDRESS[settings[FAMILY_OF_SETTINGS]].size


def service_attributes(reply: dict[int, bytes]) -> dict[int, bytes]:
    """Return the attributes of the service of a GET_SERVICE reply."""
    return nl.attributes(nl.value(reply, CMD_ATTR_SERVICE, "service"))


def destination_attributes(reply: dict[int, bytes]) -> dict[int, bytes]:
    """Return the attributes of the destination of a GET_DEST reply."""
    return nl.attributes(nl.value(reply, CMD_ATTR_DEST, "destination"))


def address_of(family: str, found: dict[int, bytes], kind: int, name: str) -> str:
    """Return the address in an attribute; dumps give 16 bytes for either family, IPv4 addresses are the first four."""
    return inet_ntop(NUMBER_OF_FAMILY[family], nl.take(found, kind, ADDRESS[family], name))


def _identity(key: ServiceKey) -> bytes:
    if key.fwmark:
        return _family_attribute(key.family) + nl.attribute(_SVC_FWMARK, nl.U32.pack(key.fwmark))
    return _address_identity(key.family, key.protocol, key.address) + nl.attribute(_SVC_PORT, nl.BE16.pack(key.port))


@functools.lru_cache(maxsize=256)
def _address_identity(family: str, protocol: str, address: str) -> bytes:
    return (
        _family_attribute(family)
        + nl.attribute(_SVC_PROTOCOL, nl.U16.pack(_NUMBER_OF_PROTOCOL.get(protocol) or int(protocol)))
        + nl.attribute(_SVC_ADDR, inet_pton(NUMBER_OF_FAMILY[family], address))
    )


def _family_attribute(family: str) -> bytes:
    return nl.attribute(_SVC_AF, nl.U16.pack(NUMBER_OF_FAMILY[family]))


def _destination_identity(destination: Destination) -> bytes:
    number = NUMBER_OF_FAMILY[destination.family]
    return (
        nl.attribute(_DEST_ADDR_FAMILY, nl.U16.pack(number))
        + nl.attribute(DEST_ADDR, inet_pton(number, destination.address))
        + nl.attribute(DEST_PORT, nl.BE16.pack(destination.port))
    )


@functools.lru_cache(maxsize=4096)
def _around_address(settings: tuple) -> tuple[bytes, int, bytes]:
    """Return what is before and after the address: a table has many destinations, but few that differ in more."""
    port, forwarding, weight, upper_threshold, lower_threshold, family, tunnel = settings
    kind, tunnel_port, flags = tunnel
    size = ADDRESS[family].size
    any_address = inet_ntop(NUMBER_OF_FAMILY[family], bytes(size))
    packed = nl.nested(
        CMD_ATTR_DEST,
        _destination_identity(Destination(any_address, port, family=family)),
        nl.attribute(_DEST_FWD_METHOD, nl.U32.pack(FORWARDING_METHODS.index(forwarding))),
        nl.attribute(_DEST_WEIGHT, nl.U32.pack(weight)),
        nl.attribute(_DEST_U_THRESH, nl.U32.pack(upper_threshold)),
        nl.attribute(_DEST_L_THRESH, nl.U32.pack(lower_threshold)),
        nl.attribute(_DEST_TUN_TYPE, nl.U8.pack(kind)),
        nl.attribute(_DEST_TUN_PORT, nl.BE16.pack(tunnel_port)),
        nl.attribute(_DEST_TUN_FLAGS, nl.U16.pack(flags)),
    )
    return packed[:_PACKED_ADDRESS], NUMBER_OF_FAMILY[family], packed[_PACKED_ADDRESS + size :]


def _service_key(family: str, found: dict[int, bytes]) -> ServiceKey:
    mark = nl.take(found, _SVC_FWMARK, nl.U32, "a service's firewall mark") if _SVC_FWMARK in found else 0
    if mark:
        return ServiceKey(family, "", "", 0, mark)
    protocol = nl.take(found, _SVC_PROTOCOL, nl.U16, "a service's protocol")
    return ServiceKey(
        family,
        _PROTOCOL_OF_NUMBER.get(protocol, str(protocol)),
        address_of(family, found, _SVC_ADDR, "a service's address"),
        nl.take(found, _SVC_PORT, nl.BE16, "a service's port"),
    )


def _netmask_format(family: str) -> object:
    return nl.BE32 if family == "ipv4" else nl.U32


def _tunnel(found: dict[int, bytes]) -> tuple[int, int, int]:
    """Kernels before 5.3 send none of these; theirs is ipip, which is all zeros."""
    if _DEST_TUN_TYPE not in found:
        return 0, 0, 0
    given = {_DEST_TUN_PORT: b"\0\0", _DEST_TUN_FLAGS: b"\0\0", **found}
    return (
        nl.take(given, _DEST_TUN_TYPE, nl.U8, "a destination's tunnel type"),
        nl.take(given, _DEST_TUN_PORT, nl.BE16, "a destination's tunnel port"),
        nl.take(given, _DEST_TUN_FLAGS, nl.U16, "a destination's tunnel flags"),
    )


def _destination_family(family: str, found: dict[int, bytes]) -> str:
    if _DEST_ADDR_FAMILY not in found:
        return family
    return _family(nl.take(found, _DEST_ADDR_FAMILY, nl.U16, "a destination's address family"))


def _family(number: int) -> str:
    if number not in _FAMILY_OF_NUMBER:
        raise nl.NetlinkProtocolError(f"the kernel names an address family {number} that is neither IPv4 nor IPv6")
    return _FAMILY_OF_NUMBER[number]


def _forwarding(value: int) -> str:
    method = value & _FWD_MASK
    if method >= len(FORWARDING_METHODS):
        raise nl.NetlinkProtocolError(f"the kernel names an unknown forwarding method {method}")
    return FORWARDING_METHODS[method]
