# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian packages: a few tools installed on the machine, everything for the guest and its commands only unpacked.

Installing docker.io would start a second Engine on the machine, ldirectord would start at once and at each boot. So
they go into the lab's own folder, which is laid over the view that a guest or a command has of the machine's files.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import state
from .errors import LabError
from .steps import step

#: What drives IPVS tables, systemctl, packet filters, and an oracle of frames, for the command of `lab run`.
COMMANDS = ("ipvsadm", "keepalived", "ldirectord", "systemd", "iptables", "nftables", "tcpdump")
GUEST = ("user-mode-linux", "docker.io", "kmod", *COMMANDS)
PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"))
# Debian's merged /usr: packages that still ship /sbin/x must not hide the machine's link /sbin -> usr/sbin.
MERGED = ("bin", "sbin", "lib", "lib64")
# A folder that every user can open, and so lock.
_APT = "/var/lib/apt"


def which(command):
    """Like shutil.which, but finds what is in sbin for ordinary users, too."""
    return shutil.which(command, path=PATH)


def need(**packages):
    """Install the packages whose command is missing: need(openssl='openssl')."""
    missing = sorted(package for command, package in packages.items() if not which(command))
    if not missing:
        return
    if os.geteuid() != 0:
        raise LabError(f"not root, and packages are missing: run 'apt-get install {' '.join(missing)}' as root first")
    with step(f"installing {', '.join(missing)}"):
        _apt("install", "--no-install-recommends", *missing)


def guest_tools():
    """The folder with the unpacked packages of the guest: its kernel, modules, Engine and commands."""
    return unpacked(GUEST)


def command_tools():
    """The folder with the unpacked commands alone, for a machine whose own kernel has IPVS."""
    return unpacked(COMMANDS)


def unpacked(names):
    """The folder with these packages, unpacked once."""
    path = state.folder() / f"tools-{hashlib.sha256(repr(names).encode()).hexdigest()[:8]}"
    if path.is_dir():
        return path
    with state.lock("tools", "another lab is fetching packages; waiting for it"):
        if not path.is_dir():
            with step(f"fetching {', '.join(names)}"), tempfile.TemporaryDirectory(dir=path.parent) as work:
                _unpack(_download(names, Path(work)), Path(work) / "tools").rename(path)
    return path


def _download(names, work):
    """Fetch the packages with whatever they need that the machine does not have."""
    archives = work / "archives"
    (archives / "partial").mkdir(parents=True)
    options = {"Dir::Cache::archives": archives, "Debug::NoLocking": 1, "APT::Sandbox::User": "root"}
    settings = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    _apt(*settings, "install", "--reinstall", "--download-only", "--no-install-recommends", *names)
    return sorted(archives.glob("*.deb"))


def _unpack(archives, root):
    for name in MERGED:
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")
    for archive in archives:
        _extract(archive, root)
    # Where modprobe looks; a link would dangle in a container that mounts /lib/modules.
    if (root / "usr/lib/uml/modules").is_dir():
        (root / "usr/lib/uml/modules").rename(root / "usr/lib/modules")
    return root


def _extract(archive, root):
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as reader:
        unpack = ["tar", "-x", "--keep-directory-symlink", "-C", root]
        result = subprocess.run(unpack, stdin=reader.stdout, stderr=subprocess.PIPE, text=True, check=False)
    if result.returncode or reader.returncode:
        raise LabError(f"cannot unpack {archive.name} below {state.folder()}: {result.stderr.partition(chr(10))[0]}")


def _apt(*arguments):
    """apt-get, with one 'update' when the lists turn out to be missing or old."""
    log = state.folder() / "apt.log"
    with _one_apt_at_a_time():
        if _apt_get(log, *arguments) == 0:
            return
        if os.geteuid() != 0:
            raise LabError("apt-get failed; its lists may be old: run 'apt-get update' as root", log)
        # One foreign source that is out of reach fails an update that did all that is needed.
        _apt_get(log, "update")
        if _apt_get(log, *arguments):
            raise LabError(f"apt-get {arguments[-1]} failed: {_last_line(log)}", log)


@contextmanager
def _one_apt_at_a_time():
    """Of all labs of the machine, whatever their folders; apt-get itself gives up where another one runs."""
    handle = os.open(_APT, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _apt_get(log, *arguments):
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C", "PATH": PATH}
    with open(log, "ab") as output:
        command = ["apt-get", "-q", "-y", *map(str, arguments)]
        return subprocess.call(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)


def _last_line(log):
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.startswith("E:")]
    return lines[-1] if lines else "no reason given"
