# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time-outs and sync daemons of IPVS, read and set through the connection of a client."""

from __future__ import annotations

import errno
import os

from .._model.settings import Daemon, Timeouts
from .._netlink.batch import AnswersLostError
from .._netlink.connection import NetlinkError
from . import wire_settings
from .client import Client

#: s. The kernel answers within the very call that sends; what is not there then does not come.
_ANSWER_OF_A_STOP = 0.0


class SettingsClient:
    """What a Client is for the table, for the settings beside it. What the kernel refuses is a NetlinkError."""

    def __init__(self, client: Client) -> None:
        """Use the client's connection."""
        self._family = client.family

    def timeouts(self) -> Timeouts:
        """Return the time-outs of connections."""
        return wire_settings.unpack_timeouts(self._family.get(wire_settings.CMD_GET_CONFIG))

    def daemons(self) -> tuple[Daemon, ...]:
        """Return the sync daemons that run."""
        replies = self._family.dump(wire_settings.CMD_GET_DAEMON)
        return tuple(sorted(wire_settings.unpack_daemon(reply) for reply in replies))

    def set_timeouts(self, timeouts: Timeouts) -> None:
        """Set the time-outs that are not 0."""
        self._change(wire_settings.CMD_SET_CONFIG, wire_settings.pack_timeouts(timeouts))

    def start_daemon(self, daemon: Daemon) -> None:
        """Start a sync daemon; EEXIST where one of its state runs."""
        self._change(wire_settings.CMD_NEW_DAEMON, wire_settings.pack_daemon(daemon))

    def stop_daemon(self, state: str) -> None:
        """Stop a sync daemon; one that somebody else has stopped is. What counts is what runs then.

        A kernel may lose its answer just after a start.
        """
        try:
            self._change(wire_settings.CMD_DEL_DAEMON, wire_settings.pack_daemon_key(state), _ANSWER_OF_A_STOP)
        except NetlinkError as error:
            if error.errno != errno.ESRCH and not isinstance(error, AnswersLostError):
                raise
        if state in {daemon.state for daemon in self.daemons()}:
            raise NetlinkError(errno.ETIMEDOUT, f"the {state} sync daemon did not stop")

    def _change(self, command: int, payload: bytes, timeout: float | None = None) -> None:
        for number in self._family.batch([(command, payload)], timeout).values():
            raise NetlinkError(number, os.strerror(number))
