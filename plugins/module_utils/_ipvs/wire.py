# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one crossing between the model and IPVS's generic netlink messages. Pure.

Names and numbers are those of ``linux/ip_vs.h``. Ports, IPv4 addresses and IPv4 netmasks travel in network order, all
else in host order.
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

SVC_AF, SVC_PROTOCOL, SVC_ADDR, SVC_PORT, SVC_FWMARK = 1, 2, 3, 4, 5
SVC_SCHED_NAME, SVC_FLAGS, SVC_TIMEOUT, SVC_NETMASK, SVC_PE_NAME = 6, 7, 8, 9, 11

DEST_ADDR, DEST_PORT, DEST_FWD_METHOD, DEST_WEIGHT = 1, 2, 3, 4
DEST_U_THRESH, DEST_L_THRESH, DEST_ADDR_FAMILY = 5, 6, 11
DEST_TUN_TYPE, DEST_TUN_PORT, DEST_TUN_FLAGS = 13, 14, 15

#: What of a dumped destination is configuration; the rest is counted.
DEST_SETTINGS = frozenset(
    (
        *(DEST_PORT, DEST_FWD_METHOD, DEST_WEIGHT, DEST_U_THRESH, DEST_L_THRESH),
        *(DEST_ADDR_FAMILY, DEST_TUN_TYPE, DEST_TUN_PORT, DEST_TUN_FLAGS),
    )
)
FAMILY_OF_SETTINGS = Destination._fields.index("family") - 1

SVC_F_HASHED = 0x2  # the kernel's own: it is in the table; never part of a declaration
_FWD_MASK = 0x7

NUMBER_OF_FAMILY = {"ipv4": AF_INET, "ipv6": AF_INET6}
_FAMILY_OF_NUMBER = {number: family for family, number in NUMBER_OF_FAMILY.items()}
_NUMBER_OF_PROTOCOL = {"tcp": 6, "udp": 17, "sctp": 132}
_PROTOCOL_OF_NUMBER = {number: name for name, number in _NUMBER_OF_PROTOCOL.items()}
ADDRESS = {"ipv4": struct.Struct("4s"), "ipv6": struct.Struct("16s")}


@functools.lru_cache(maxsize=1024)
def pack_service_key(key: ServiceKey) -> bytes:
    """Return the service attribute that only identifies: DEL_SERVICE, GET_DEST, and every destination command."""
    return nl.nested(CMD_ATTR_SERVICE, identity(key))


def unpack_service(reply: dict[int, bytes]) -> Service:
    """Return the service of a GET_SERVICE reply, without its destinations; attributes unknown to us are passed over."""
    found = service_attributes(reply)
    family = _family(nl.take(found, SVC_AF, nl.U16, "a service's address family"))
    return Service(
        key=_service_key(family, found),
        scheduler=nl.string(nl.value(found, SVC_SCHED_NAME, "a service's scheduler")),
        flags=nl.take(found, SVC_FLAGS, nl.U32, "a service's flags") & ~SVC_F_HASHED,
        timeout=nl.take(found, SVC_TIMEOUT, nl.U32, "a service's persistence timeout"),
        netmask=nl.take(found, SVC_NETMASK, netmask_format(family), "a service's netmask"),
        engine=nl.string(found.get(SVC_PE_NAME, b"")),
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
        _forwarding(nl.take(found, DEST_FWD_METHOD, nl.U32, "a destination's forwarding method")),
        nl.take(found, DEST_WEIGHT, nl.U32, "a destination's weight"),
        nl.take(found, DEST_U_THRESH, nl.U32, "a destination's upper threshold"),
        nl.take(found, DEST_L_THRESH, nl.U32, "a destination's lower threshold"),
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


def identity(key: ServiceKey) -> bytes:
    """Return the attributes that identify a service."""
    if key.fwmark:
        return _family_attribute(key.family) + nl.attribute(SVC_FWMARK, nl.U32.pack(key.fwmark))
    return _address_identity(key.family, key.protocol, key.address) + nl.attribute(SVC_PORT, nl.BE16.pack(key.port))


@functools.lru_cache(maxsize=256)
def _address_identity(family: str, protocol: str, address: str) -> bytes:
    return (
        _family_attribute(family)
        + nl.attribute(SVC_PROTOCOL, nl.U16.pack(_NUMBER_OF_PROTOCOL.get(protocol) or int(protocol)))
        + nl.attribute(SVC_ADDR, inet_pton(NUMBER_OF_FAMILY[family], address))
    )


def _family_attribute(family: str) -> bytes:
    return nl.attribute(SVC_AF, nl.U16.pack(NUMBER_OF_FAMILY[family]))


def _service_key(family: str, found: dict[int, bytes]) -> ServiceKey:
    mark = nl.take(found, SVC_FWMARK, nl.U32, "a service's firewall mark") if SVC_FWMARK in found else 0
    if mark:
        return ServiceKey(family, "", "", 0, mark)
    protocol = nl.take(found, SVC_PROTOCOL, nl.U16, "a service's protocol")
    return ServiceKey(
        family,
        _PROTOCOL_OF_NUMBER.get(protocol, str(protocol)),
        address_of(family, found, SVC_ADDR, "a service's address"),
        nl.take(found, SVC_PORT, nl.BE16, "a service's port"),
    )


def netmask_format(family: str) -> object:
    return nl.BE32 if family == "ipv4" else nl.U32


def _tunnel(found: dict[int, bytes]) -> tuple[int, int, int]:
    """Kernels before 5.3 send none of these; theirs is ipip, which is all zeros."""
    if DEST_TUN_TYPE not in found:
        return 0, 0, 0
    given = {DEST_TUN_PORT: b"\0\0", DEST_TUN_FLAGS: b"\0\0", **found}
    return (
        nl.take(given, DEST_TUN_TYPE, nl.U8, "a destination's tunnel type"),
        nl.take(given, DEST_TUN_PORT, nl.BE16, "a destination's tunnel port"),
        nl.take(given, DEST_TUN_FLAGS, nl.U16, "a destination's tunnel flags"),
    )


def _destination_family(family: str, found: dict[int, bytes]) -> str:
    if DEST_ADDR_FAMILY not in found:
        return family
    return _family(nl.take(found, DEST_ADDR_FAMILY, nl.U16, "a destination's address family"))


def _family(number: int) -> str:
    if number not in _FAMILY_OF_NUMBER:
        raise nl.NetlinkProtocolError(f"the kernel names an address family {number} that is neither IPv4 nor IPv6")
    return _FAMILY_OF_NUMBER[number]


def _forwarding(value: int) -> str:
    method = value & _FWD_MASK
    if method >= len(FORWARDING_METHODS):
        raise nl.NetlinkProtocolError(f"the kernel names an unknown forwarding method {method}")
    return FORWARDING_METHODS[method]
