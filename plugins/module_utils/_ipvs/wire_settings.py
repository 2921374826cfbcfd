# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time-outs and sync daemons as IPVS's generic netlink messages, both ways. Pure; numbers of ``linux/ip_vs.h``."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_pton

from .._model.settings import DAEMON_STATES, Daemon, Timeouts
from .._netlink import messages as nl
from . import wire

CMD_NEW_DAEMON, CMD_DEL_DAEMON, CMD_GET_DAEMON, CMD_SET_CONFIG, CMD_GET_CONFIG = 9, 10, 11, 12, 13

_CMD_ATTR_DAEMON = 3
_TIMEOUTS = (4, 5, 6)
_NAME_OF_STATE = dict(enumerate(DAEMON_STATES, 1))
_STATE, _INTERFACE, _ID, _MAXLEN, _GROUP, _GROUP6, _PORT, _TTL = range(1, 9)


def pack_timeouts(timeouts: Timeouts) -> bytes:
    """Return the payload of SET_CONFIG; the kernel leaves as it is what is 0."""
    return b"".join(nl.attribute(number, nl.U32.pack(value)) for number, value in zip(_TIMEOUTS, timeouts))


def unpack_timeouts(reply: dict[int, bytes]) -> Timeouts:
    """Return the time-outs of a GET_CONFIG reply."""
    return Timeouts(
        *(nl.take(reply, kind, nl.U32, f"timeout {name}") for kind, name in zip(_TIMEOUTS, Timeouts._fields))
    )


def pack_daemon(daemon: Daemon) -> bytes:
    """Return the payload of NEW_DAEMON."""
    is_ipv6 = ":" in daemon.group
    group = inet_pton(AF_INET6 if is_ipv6 else AF_INET, daemon.group)
    settings = [
        nl.text(_INTERFACE, daemon.interface),
        nl.attribute(_ID, nl.U32.pack(daemon.id)),
        nl.attribute(_GROUP6 if is_ipv6 else _GROUP, group),
        nl.attribute(_PORT, nl.U16.pack(daemon.port)),
        nl.attribute(_TTL, nl.U8.pack(daemon.ttl)),
    ]
    if daemon.maxlen:
        settings.append(nl.attribute(_MAXLEN, nl.U16.pack(daemon.maxlen)))
    return nl.nested(_CMD_ATTR_DAEMON, _daemon_state(daemon.state), *settings)


def pack_daemon_key(state: str) -> bytes:
    """Return the payload of DEL_DAEMON."""
    return nl.nested(_CMD_ATTR_DAEMON, _daemon_state(state))


def unpack_daemon(reply: dict[int, bytes]) -> Daemon:
    """Return a running daemon of a GET_DAEMON reply; kernels before 4.3 tell state, interface and id only."""
    found = nl.attributes(nl.value(reply, _CMD_ATTR_DAEMON, "sync daemon"))
    state = nl.take(found, _STATE, nl.U32, "a sync daemon's state")
    daemon = Daemon(
        _NAME_OF_STATE.get(state, str(state)),
        nl.string(nl.value(found, _INTERFACE, "a sync daemon's interface")),
        nl.take(found, _ID, nl.U32, "a sync daemon's id"),
    )
    if _PORT not in found:
        return daemon
    family, kind = ("ipv6", _GROUP6) if _GROUP6 in found else ("ipv4", _GROUP)
    return daemon._replace(
        group=wire.address_of(family, found, kind, "a sync daemon's multicast group"),
        port=nl.take(found, _PORT, nl.U16, "a sync daemon's port"),
        ttl=nl.take(found, _TTL, nl.U8, "a sync daemon's ttl"),
        maxlen=nl.take(found, _MAXLEN, nl.U16, "a sync daemon's longest message"),
    )


def _daemon_state(state: str) -> bytes:
    number = DAEMON_STATES.index(state) + 1 if state in DAEMON_STATES else int(state)
    return nl.attribute(_STATE, nl.U32.pack(number))
