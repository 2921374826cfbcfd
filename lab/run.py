# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`lab run`: a command under an IPVS kernel in a private network namespace, natively or in a guest of its own."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from . import memory, packages
from .errors import LabError
from .guest import Guest


def run(command, how=None, size=None):
    """Run it and return its exit status, 128+n when signal n ended it."""
    how = how or _choose()
    with _exchange_folder() as out:
        return _native(command) if how == "native" else _in_guest(command, out, size or memory.bound(4))


def _choose():
    return "native" if kernel_has_ipvs() else "guest"


def kernel_has_ipvs():
    """True when this process may use IPVS here and now; loads the module where there is one."""
    if os.geteuid() != 0:
        return False
    if not Path("/proc/net/ip_vs").exists() and packages.which("modprobe"):
        subprocess.run([packages.which("modprobe"), "-q", "ip_vs"], check=False, stderr=subprocess.DEVNULL)
    return Path("/proc/net/ip_vs").exists()


@contextmanager
def _exchange_folder():
    """LVS_LAB_OUT as the caller set it, or a folder for this run only."""
    kept = os.environ.get("LVS_LAB_OUT")
    if kept:
        os.environ["LVS_LAB_OUT"] = kept = os.path.abspath(kept)
        os.makedirs(kept, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="lvs-lab-") as out:
        os.environ["LVS_LAB_OUT"] = out
        yield out


def _native(command):
    """In network and mount namespaces of its own; what the guest brings along lies over its /usr."""
    packages.need(unshare="util-linux", ip="iproute2", mount="mount")
    layers = f"lowerdir={packages.command_tools()}/usr:/usr"
    script = 'mount -t overlay -o "$0" overlay /usr && ip link set lo up && exec "$@"'
    alone = ["unshare", "--net", "--mount", "--", "sh", "-c", script, layers, *command]
    with subprocess.Popen(alone, stdin=subprocess.DEVNULL) as process:
        try:
            status = process.wait()
        except BaseException:
            process.terminate()
            raise
    return 128 - status if status < 0 else status


def _in_guest(command, out, size):
    with Guest("run", out=out) as guest:
        (guest.job / "command").write_text(_script(command))
        pumps = _start(guest, size)
        guest.wait_until("booted")
        guest.process.wait()
        # A helper process that outlives the kernel would hold the pipes open.
        guest.end()
        for pump in pumps:
            pump.join()
        return _status(guest)


def _script(command):
    """The command in the caller's folder and environment; env takes names that a shell's export does not."""
    variables = [f"{name}={value}" for name, value in os.environ.items()]
    return f"cd {shlex.quote(os.getcwd())} || exit 125\nexec {shlex.join(['env', '-i', *variables, *command])}\n"


def _start(guest, size):
    """Boot with consoles 1 and 2 on pipes of their own, and copy them to our stdout and stderr."""
    streams = [(os.pipe(), target) for target in (1, 2)]
    inner = [write for (_, write), _ in streams]
    consoles = [f"con{number}=null,fd:{write}" for number, write in enumerate(inner, start=1)]
    guest.start(*consoles, size=size, tied=True, inherit=inner)
    for write in inner:
        os.close(write)
    pumps = [threading.Thread(target=_copy, args=(read, target), daemon=True) for (read, _), target in streams]
    for pump in pumps:
        pump.start()
    return pumps


def _copy(source, target):
    while data := os.read(source, 65536):
        with suppress(BrokenPipeError):
            while data:
                data = data[os.write(target, data) :]
    os.close(source)


def _status(guest):
    try:
        return int((guest.job / "status").read_text())
    except (OSError, ValueError):
        raise LabError(guest.ended("before the command did"), guest.log) from None
