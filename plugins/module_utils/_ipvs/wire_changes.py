# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services and destinations as the messages that change them; the other half of ``wire``. Pure.

NEW and SET want every setting each time: what is left out of a SET becomes zero.
"""

from __future__ import annotations

import functools
from socket import inet_ntop, inet_pton

from .._model.service import FORWARDING_METHODS, Destination, Service, ServiceKey
from .._netlink import messages as nl
from . import wire

#: Where the address is in what we pack: behind the nest's header, the family and its own header.
_PACKED_ADDRESS = 4 + 8 + 4
_ALL_FLAGS = 0xFFFFFFFF


def pack_service(service: Service) -> bytes:
    """Return the service attribute with all settings, for NEW_SERVICE and SET_SERVICE."""
    settings = [
        nl.text(wire.SVC_SCHED_NAME, service.scheduler),
        nl.attribute(wire.SVC_FLAGS, nl.U32.pack(service.flags) + nl.U32.pack(_ALL_FLAGS & ~wire.SVC_F_HASHED)),
        nl.attribute(wire.SVC_TIMEOUT, nl.U32.pack(service.timeout)),
        nl.attribute(wire.SVC_NETMASK, wire.netmask_format(service.key.family).pack(service.netmask)),
    ]
    if service.engine:
        settings.append(nl.text(wire.SVC_PE_NAME, service.engine))
    return nl.nested(wire.CMD_ATTR_SERVICE, wire.identity(service.key), *settings)


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
            self._key, self._settings, self._before = key, settings, wire.pack_service_key(key) + before
        return self._before + inet_pton(self._number, destination[0]) + self._after


def pack_destination_key(key: ServiceKey, destination: Destination) -> bytes:
    """Return the payload of DEL_DEST."""
    return wire.pack_service_key(key) + nl.nested(wire.CMD_ATTR_DEST, _destination_identity(destination))


def _destination_identity(destination: Destination) -> bytes:
    number = wire.NUMBER_OF_FAMILY[destination.family]
    return (
        nl.attribute(wire.DEST_ADDR_FAMILY, nl.U16.pack(number))
        + nl.attribute(wire.DEST_ADDR, inet_pton(number, destination.address))
        + nl.attribute(wire.DEST_PORT, nl.BE16.pack(destination.port))
    )


@functools.lru_cache(maxsize=4096)
def _around_address(settings: tuple) -> tuple[bytes, int, bytes]:
    """Return what is before and after the address: a table has many destinations, but few that differ in more."""
    port, forwarding, weight, upper_threshold, lower_threshold, family, tunnel = settings
    kind, tunnel_port, flags = tunnel
    size = wire.ADDRESS[family].size
    any_address = inet_ntop(wire.NUMBER_OF_FAMILY[family], bytes(size))
    packed = nl.nested(
        wire.CMD_ATTR_DEST,
        _destination_identity(Destination(any_address, port, family=family)),
        nl.attribute(wire.DEST_FWD_METHOD, nl.U32.pack(FORWARDING_METHODS.index(forwarding))),
        nl.attribute(wire.DEST_WEIGHT, nl.U32.pack(weight)),
        nl.attribute(wire.DEST_U_THRESH, nl.U32.pack(upper_threshold)),
        nl.attribute(wire.DEST_L_THRESH, nl.U32.pack(lower_threshold)),
        nl.attribute(wire.DEST_TUN_TYPE, nl.U8.pack(kind)),
        nl.attribute(wire.DEST_TUN_PORT, nl.BE16.pack(tunnel_port)),
        nl.attribute(wire.DEST_TUN_FLAGS, nl.U16.pack(flags)),
    )
    return packed[:_PACKED_ADDRESS], wire.NUMBER_OF_FAMILY[family], packed[_PACKED_ADDRESS + size :]
