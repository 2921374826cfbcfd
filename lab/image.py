# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The node image: one Debian with systemd for director, real server, router and client; made once per definition."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import packages, state
from .errors import LabError
from .steps import step

SUITE = "bookworm"
OURS = f"lvs-node:{SUITE}-"
PACKAGES = (
    "systemd systemd-sysv dbus kmod procps less python3 python3-apt "
    "iproute2 iputils-ping iputils-arping tcpdump ipvsadm nginx-light curl"
).split()
# Started by who needs them: the roles and the scenarios.
DISABLED = ("nginx.service", "ipvsadm.service")
# Without a use, or degraded, in a container; each costs time on a slow kernel.
MASKED = (
    "getty@tty1.service console-getty.service systemd-logind.service systemd-remount-fs.service "
    "systemd-update-utmp.service e2scrub_reap.service e2scrub_all.timer fstrim.timer apt-daily.timer "
    "apt-daily-upgrade.timer dpkg-db-backup.timer"
).split()
OPTIONS = [
    "--variant=minbase",
    f"--include={','.join(PACKAGES)}",
    '--aptopt=Acquire::Languages "none"',
    *(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "locale")),
    f'--customize-hook=chroot "$1" systemctl disable {" ".join(DISABLED)}',
    f'--customize-hook=chroot "$1" systemctl mask {" ".join(MASKED)}',
]
CHANGES = ['CMD ["/lib/systemd/systemd"]', "ENV container=docker"]


def reference():
    """The image that nodes run: LVS_NODE_IMAGE, or ours, whose tag changes with its definition."""
    if not is_ours():
        return os.environ["LVS_NODE_IMAGE"]
    return f"{OURS}{digest()}"


def digest(*more):
    """What changes with the definition of the image, and with the packages that are to be in it besides."""
    return hashlib.sha256(repr((SUITE, OPTIONS, CHANGES, *more)).encode()).hexdigest()[:8]


def is_ours():
    """True unless the user names an image; one of our own tags is what `lab env` exported, perhaps long ago."""
    return os.environ.get("LVS_NODE_IMAGE", "").startswith(OURS) or not os.environ.get("LVS_NODE_IMAGE")


def provide(engine):
    """Build and import the image unless the Engine has it, or the user names one."""
    if is_ours() and engine.image_size(reference()) is None:
        with built() as archive:
            load(engine, archive)


@contextmanager
def built(*more):
    """The image's file system, with more packages if named, as a tar file that is gone after the block."""
    if os.geteuid() != 0:
        raise LabError("building the node image needs root; run as root, or name an image by LVS_NODE_IMAGE")
    packages.need(mmdebstrap="mmdebstrap", unshare="util-linux", setpriv="util-linux")
    with tempfile.TemporaryDirectory(prefix="build-", dir=state.folder()) as work:
        archive = Path(work) / "root.tar"
        with step(" with ".join((f"building the node image {OURS}{digest()}", *more))):
            _mmdebstrap(archive, more)
        yield archive


def _mmdebstrap(archive, more):
    """In process and mount namespaces of its own, which end with it, so that nothing stays mounted or running."""
    log = state.folder() / "image.log"
    alone = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    environment = {**os.environ, "PATH": packages.PATH, "TMPDIR": str(archive.parent), "LC_ALL": "C"}
    with open(log, "wb") as output:
        command = [*alone, "mmdebstrap", *OPTIONS, *(f"--include={name}" for name in more), SUITE, archive]
        status = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        ).returncode
    if status:
        raise LabError(f"building the node image failed: {_cause(log)}", log)


def _cause(log):
    """The first complaint; what follows it is mmdebstrap cleaning up."""
    lines = log.read_text(errors="replace").splitlines()
    complaints = [line for line in lines if line.startswith("E:") or "No space left" in line]
    return (complaints or lines or ["no reason given"])[0]


def load(engine, archive):
    with step("importing the node image"):
        changes = [word for change in CHANGES for word in ("--change", change)]
        engine.call("import", *changes, str(archive), reference())
