# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process of its own in a network namespace of its own for each measurement, and nothing left of it afterwards.

A destination that was removed waits minutes in a list of its namespace that every new one is looked up in. So creation
is measured in a namespace that never had any.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_CLONE_NEWNS, _CLONE_NEWNET = 0x00020000, 0x40000000
_MS_REC, _MS_PRIVATE = 0x4000, 0x40000
_USERS = Path("/sys/module/ip_vs_wlc/refcnt")


def apart(measure: Callable[..., dict], *arguments: object) -> dict:
    """Return what ``measure(*arguments)`` returns in a room of its own: figures by their names."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        _live(measure, arguments, write)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        text = pipe.read()
    if os.waitpid(child, 0)[1]:
        raise RuntimeError(f"{measure.__name__}{arguments} failed")
    _wait_until_gone()
    return json.loads(text)


def _live(measure: Callable[..., dict], arguments: tuple, write: int) -> None:
    status = 1
    try:
        _move_in()
        os.write(write, json.dumps(measure(*arguments)).encode())
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        os._exit(status)


def _move_in() -> None:
    """The module's record must not be that of the machine: /var/lib is empty here."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET | _CLONE_NEWNS) or libc.mount(None, b"/", None, _MS_REC | _MS_PRIVATE, None):
        raise OSError(ctypes.get_errno(), "no namespaces of its own")
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/var/lib"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def _wait_until_gone(longest: float = 120.0) -> None:
    """The kernel takes a namespace down in the background; that must not fall into the next measurement."""
    deadline = time.monotonic() + longest
    while _USERS.exists() and int(_USERS.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
