# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, collect and end the process that captures (``watcher``). It is spoken to by a socket in a private folder.

Who answers there is alive: no number of a process and no file is believed.
"""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import signal
import socket
from collections.abc import Callable, Collection, Iterator

from .._model.errors import LvsError
from .._model.host import HeldAddress, family
from .._model.traffic import Watch
from .._netlink import capture, packet
from .._netlink.route import RouteClient
from .record import Record
from .watcher import COLLECT, END, Watcher, forget

FOLDER = "/run/lvs.cluster"
_SOCKET = "watch"
_PATIENCE = 20.0  # s, until a watch has answered
_GRACE = 30  # s after its time, in which a process that is stuck is still let live
_NOBODY = "no watch runs on this host: it was not started, its time is over, or it was killed"


class WatchError(LvsError):
    """A watch cannot be started, or there is none to be collected."""


class Watches:
    """The one watch of this host."""

    def __init__(self, folder: str = FOLDER) -> None:
        """Touch nothing yet."""
        self._folder, self._path = folder, os.path.join(folder, _SOCKET)
        self._lock = Record(_SOCKET, folder).locked

    def start(self, wanted: Watch, memo: object) -> tuple[dict, bool]:
        """Return the name and the interfaces of a watch that captures, and whether another one was ended for it."""
        with self._lock():
            replaced = self._end()
            name = os.urandom(8).hex()
            with contextlib.ExitStack() as stack:
                ports = _ports(wanted, stack)
                ways = _ways(wanted)
                listener = self._listen(stack)
                watcher = Watcher(name, wanted, ports, listener, ways, memo)
                keep = [listener.fileno(), *(port.fileno() for port in ports)]
                _detach(lambda: self._watch(watcher, wanted.timeout), keep)
            forget(ways)
        return {"name": name, "interfaces": sorted({port.interface for port in ports})}, replaced

    def collect(self, name: str) -> tuple[dict, object]:
        """Return what the watch has seen, and the memo that it was started with; it ends."""
        with self._lock():
            answer = self._ask(COLLECT, name)
        if not answer:
            raise WatchError(_NOBODY)
        if "other" in answer:
            raise WatchError("this watch was ended when another one was started, which runs now")
        return answer["watch"], answer["memo"]

    def end(self) -> bool:
        """End the watch that was left; tell whether there was one."""
        with self._lock():
            return self._end()

    def _end(self) -> bool:
        was_there = self._ask(END) is not None
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._path)  # of one that was killed
        return was_there

    def _ask(self, what: str, name: str = "") -> dict | None:
        """Return the answer of the watch that runs, once it has ended; None where none does."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(_PATIENCE)
            try:
                asking.connect(self._path)
                asking.sendall(json.dumps({"do": what, "name": name}).encode())
                return json.loads(b"".join(_received(asking)))
            except socket.timeout:
                raise WatchError(f"the watch that runs on this host does not answer within {_PATIENCE:g} s") from None
            except (OSError, ValueError):
                return None  # nobody is there, or has ended before the answer was whole

    def _listen(self, stack: contextlib.ExitStack) -> socket.socket:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        listener.bind(self._path)
        listener.listen()
        return listener

    def _watch(self, watcher: Watcher, timeout: float) -> None:
        """Be the process. Its file goes while its socket still answers, so that it is no other one's that goes."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(math.ceil(timeout) + _GRACE)
        try:
            watcher.run()
        finally:
            os.unlink(self._path)


def _received(asking: socket.socket) -> Iterator[bytes]:
    while True:
        part = asking.recv(1 << 16)
        if not part:
            return
        yield part


def _ports(wanted: Watch, stack: contextlib.ExitStack) -> list[capture.Port]:
    """Open the interfaces that are named, else those that can be watched."""
    found = []
    for interface in wanted.interfaces or _with_addresses():
        try:
            opened = capture.ports(interface, (*wanted.vips, *wanted.controls()))
        except packet.PacketError as error:
            if wanted.interfaces or error.errno == errno.EPERM:
                raise
            continue
        for port in opened:
            stack.callback(port.close)
        found += opened
    if not found:
        raise WatchError("no interface of this host can be watched: none that is up has an address and a MAC")
    return found


def _with_addresses() -> list[str]:
    with RouteClient() as route:
        up = {name for name, interface in route.interfaces().items() if interface.is_up}
        return sorted(up & {one.interface for one in route.addresses()})


def _ways(wanted: Watch) -> list[tuple[str, str]]:
    """Return interface and neighbour of the way to each client, also of the answers from each VIP that the host holds.

    An answer may go another way than what the host itself says (policy rules).
    """
    with RouteClient() as route:
        held = route.addresses() if wanted.clients else ()
        questions = [(client, source) for client in wanted.clients for source in _sources(client, wanted.vips, held)]
        hops = [route.next_hop(*question) for question in questions]
    found = [(hop.interface, hop.gateway or hop.destination) for hop in hops if hop]
    return list(dict.fromkeys(found))


def _sources(client: str, vips: Collection[str], held: Collection[HeldAddress]) -> list[str]:
    held_here = {one.address for one in held}
    return ["", *(vip for vip in vips if vip in held_here and family(vip) == family(client))]


def _detach(act: Callable[[], None], keep: Collection[int]) -> None:
    """Run ``act`` in a process that outlives this one and has none of its files but ``keep``."""
    child = os.fork()
    if child:
        if os.waitpid(child, 0)[1]:
            raise WatchError("the system has no room for the process that watches")
        return
    status = 1
    try:
        os.setsid()
        if not os.fork():
            _let_go(keep)
            act()
        status = 0
    finally:
        os._exit(status)


def _let_go(keep: Collection[int]) -> None:
    """Who waits for the end of the module's output would wait for this process otherwise."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.chdir("/")
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor > 2 and descriptor not in keep:
            with contextlib.suppress(OSError):
                os.close(descriptor)
