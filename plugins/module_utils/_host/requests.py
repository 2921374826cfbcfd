# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client's requests, one after another, each on a connection or flow of its own: what became of them."""

from __future__ import annotations

import os
import socket
import time

from .._model.host import IPV6, family
from .._model.traffic import Request, Requests

_KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
_MOST = 1 << 16
_COUNTS = ("sent", "answered", "refused", "timed_out", "reset", "bytes")


class _UnansweredError(Exception):
    """The other side has ended the connection and said nothing."""


def run(wanted: Requests) -> list[dict]:
    """Return for each declared request how often it was sent, and what became of that."""
    deadline = time.monotonic() + wanted.deadline
    return [_result(request, wanted.timeout, deadline) for request in wanted.requests]


def _result(request: Request, timeout: float, deadline: float) -> dict:
    """Send it as often as it is declared and there is time for; ``error`` is what went wrong first."""
    asked = {"address": request.address, "port": request.port, "protocol": request.protocol}
    found = {**asked, **dict.fromkeys(_COUNTS, 0), "error": ""}
    for _turn in range(request.count):
        now = time.monotonic()
        if now >= deadline:
            found["error"] = found["error"] or "there was no time for all of them"
            break
        found["sent"] += 1
        error = _attempt(request, min(now + timeout, deadline), found)
        found["error"] = found["error"] or error
    return found


def _attempt(request: Request, deadline: float, found: dict) -> str:
    """Send it once and count what became of it; return what went wrong, empty if nothing did."""
    before = found["bytes"]
    try:
        _exchange(request, deadline, found)
    except (socket.timeout, TimeoutError):
        found["timed_out"] += 1
        came = found["bytes"] - before
        return f"timed out: {came} bytes came, and then no end" if came else "timed out"
    except ConnectionRefusedError as error:
        found["refused"] += 1
        return os.strerror(error.errno)
    except (ConnectionResetError, BrokenPipeError) as error:
        found["reset"] += 1
        return os.strerror(error.errno)
    except _UnansweredError:
        return "closed without an answer"
    except OSError as error:
        return os.strerror(error.errno) if error.errno else str(error)
    found["answered"] += 1
    return ""


def _exchange(request: Request, deadline: float, found: dict) -> None:
    """Connect, send, and read a datagram, or a connection to its end. For TCP without anything to send, connect."""
    kind = socket.AF_INET6 if family(request.address) == IPV6 else socket.AF_INET
    with socket.socket(kind, _KINDS[request.protocol]) as sock:
        _limit(sock, deadline)
        sock.connect((request.address, request.port))
        if request.protocol == "tcp" and not request.send:
            return
        _limit(sock, deadline)
        sock.sendall(request.send.encode())
        before = found["bytes"]
        while True:
            _limit(sock, deadline)
            part = sock.recv(_MOST)
            found["bytes"] += len(part)
            if request.protocol == "udp":
                return
            if not part:
                break
        if found["bytes"] == before:
            raise _UnansweredError


def _limit(sock: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise socket.timeout
    sock.settimeout(left)
