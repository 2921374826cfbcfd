# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time-outs and sync daemons as IPVS's generic netlink messages, both ways. Pure; numbers of ``linux/ip_vs.h``."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

from .._model.settings import DAEMON_STATES, Daemon, Timeouts
from .._netlink import messages as nl

CMD_NEW_DAEMON, CMD_DEL_DAEMON, CMD_GET_DAEMON, CMD_SET_CONFIG, CMD_GET_CONFIG = 9, 10, 11, 12, 13

_CMD_ATTR_DAEMON = 3
_TIMEOUTS = (4, 5, 6)
_STATE, _INTERFACE, _ID, _MAXLEN, _GROUP, _GROUP6, _PORT, _TTL = range(1, 9)


def pack_timeouts(timeouts: Timeouts) -> bytes:
    """Return the payload of SET_CONFIG; the kernel leaves as it is what is 0."""
    return b"".join(nl.attribute(number, nl.U32.pack(value)) for number, value in zip(_TIMEOUTS, timeouts))


def unpack_timeouts(reply: dict[int, bytes]) -> Timeouts:
    """Return the time-outs of a GET_CONFIG reply."""
    return Timeouts(*(nl.U32.unpack(reply[number])[0] for number in _TIMEOUTS))


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
    found = nl.attributes(reply[_CMD_ATTR_DAEMON])
    daemon = Daemon(
        DAEMON_STATES[nl.U32.unpack(found[_STATE])[0] - 1],
        nl.string(found[_INTERFACE]),
        nl.U32.unpack(found[_ID])[0],
    )
    if _PORT not in found:
        return daemon
    return daemon._replace(
        group=inet_ntop(AF_INET6, found[_GROUP6]) if _GROUP6 in found else inet_ntop(AF_INET, found[_GROUP]),
        port=nl.U16.unpack(found[_PORT])[0],
        ttl=nl.U8.unpack(found[_TTL])[0],
        maxlen=nl.U16.unpack(found[_MAXLEN])[0],
    )


def _daemon_state(state: str) -> bytes:
    return nl.attribute(_STATE, nl.U32.pack(DAEMON_STATES.index(state) + 1))
