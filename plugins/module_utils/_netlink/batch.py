# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many changes in one message, and which of them the kernel refused.

Only a run that has something to do imports this.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection

from . import messages as nl
from .connection import NetlinkConnection, NetlinkError


class AnswersLostError(NetlinkError):
    """The answers to a batch did not all come; ``refused`` are those that did. What was done, only the table tells."""

    def __init__(self, number: int, refused: dict[int, int]) -> None:
        """Keep the errnos that are known, by the index of their request."""
        super().__init__(number, os.strerror(number))
        self.refused = refused


def send(connection: NetlinkConnection, kind: int, payloads: Collection[bytes], timeout: float) -> dict[int, int]:
    """Return the errno of each change that was refused, by its index.

    A batch is no transaction: what follows a refused change is carried out all the same. Errors come unasked for,
    so only the last change is acknowledged. Raises AnswersLostError.
    """
    flags = [nl.NLM_F_REQUEST] * (len(payloads) - 1) + [nl.NLM_F_REQUEST | nl.NLM_F_ACK]
    first = connection.send(kind, flags, payloads)
    refused: dict[int, int] = {}
    lost = _collect_errors(connection, first, first + len(payloads) - 1, refused, timeout)
    if lost:
        raise AnswersLostError(lost, refused)
    return refused


def _collect_errors(
    connection: NetlinkConnection, first: int, last: int, refused: dict[int, int], timeout: float
) -> int:
    """Fill ``refused``; return why some answers did not come (ENOBUFS, ETIMEDOUT, EBADMSG), 0 when all did.

    After ENOBUFS those that found room are still there to be read, and nothing is worth waiting for.
    """
    lost = 0
    while True:
        try:
            for message in connection.answers(first, last, 0 if lost else timeout):
                number = nl.error_number(message.payload)
                if number:
                    refused[message.sequence - first] = number
                if message.sequence == last:
                    return lost
        except NetlinkError as error:
            if lost or error.errno != errno.ENOBUFS:
                return lost or error.errno
            lost = error.errno
        except nl.NetlinkProtocolError:
            return lost or errno.EBADMSG
