# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The node images: Debian with systemd for director, real server, router and client; each made once per definition."""

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

DEFAULT = "bookworm"
# What a release has besides: the network service of its real server in the scenario networks, by package and unit.
SUITES = {
    DEFAULT: {},
    "bullseye": {"ifupdown": "networking.service"},
    "trixie": {"network-manager": "NetworkManager.service"},
}
REALSERVERS = ("web1", "web2", "web3")
# The router is no host of the collection's, and stays what it is.
HOSTS = ("director", *REALSERVERS, "client")
OURS = "lvs-node:"
PACKAGES = (
    "systemd systemd-sysv udev dbus kmod procps less python3 python3-apt "
    "iproute2 iputils-ping iputils-arping ndisc6 ethtool iptables tcpdump ipvsadm keepalived nginx-light curl socat"
).split()
# Started by who needs them: the roles and the scenarios.
DISABLED = ("nginx.service", "ipvsadm.service", "keepalived.service")
# Without a use, or degraded, in a container; each costs time on a slow kernel.
MASKED = (
    "getty@tty1.service console-getty.service systemd-logind.service systemd-remount-fs.service "
    "systemd-update-utmp.service e2scrub_reap.service e2scrub_all.timer fstrim.timer apt-daily.timer "
    "apt-daily-upgrade.timer dpkg-db-backup.timer"
).split()
# What is like a machine, with devices that come and go, unmasks it.
UDEV = (
    "systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udev-trigger.service"
).split()
CHANGES = ['CMD ["/lib/systemd/systemd"]', "ENV container=docker"]


def options(suite):
    """What mmdebstrap is told."""
    return [
        "--variant=minbase",
        f"--include={','.join([*PACKAGES, *SUITES[suite]])}",
        '--aptopt=Acquire::Languages "none"',
        *(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "locale")),
        f'--customize-hook=chroot "$1" systemctl disable {" ".join([*DISABLED, *SUITES[suite].values()])}',
        f'--customize-hook=chroot "$1" systemctl mask {" ".join(MASKED + UDEV)}',
    ]


def reference(suite=DEFAULT):
    """The image of a release: LVS_NODE_IMAGE for the default one, or ours, whose tag changes with its definition."""
    if suite == DEFAULT and not is_ours():
        return os.environ["LVS_NODE_IMAGE"]
    return f"{OURS}{suite}-{digest(suite)}"


def digest(suite=DEFAULT, more=()):
    """What changes with the definition of a release's image, and with what is made of it besides."""
    return hashlib.sha256(repr((suite, options(suite), CHANGES, *more)).encode()).hexdigest()[:8]


def is_ours():
    """True unless the user names an image; one of our own tags is what `lab env` exported, perhaps long ago."""
    return os.environ.get("LVS_NODE_IMAGE", "").startswith(OURS) or not os.environ.get("LVS_NODE_IMAGE")


def of_hosts():
    """{host: its release}: LVS_SUITES names that of all hosts, or those of the real servers, in order."""
    named = os.environ.get("LVS_SUITES", "").split() or [DEFAULT]
    if len(named) not in (1, len(REALSERVERS)) or not set(named) <= set(SUITES):
        wanted = f"one of {', '.join(SUITES)} for all hosts, or one for each of {', '.join(REALSERVERS)}"
        raise LabError(f"LVS_SUITES={' '.join(named)} does not name {wanted}")
    if len(named) == 1:
        return dict.fromkeys(HOSTS, named[0])
    return {**dict.fromkeys(HOSTS, DEFAULT), **dict(zip(REALSERVERS, named))}


def provide(engine):
    """Build and import each image that is asked for, unless the Engine has it or the user names it."""
    for suite in sorted({DEFAULT, *of_hosts().values()}):
        if (suite != DEFAULT or is_ours()) and engine.image_size(reference(suite)) is None:
            with built(suite) as archive:
                load(engine, archive, suite)


@contextmanager
def built(suite=DEFAULT):
    """The image's file system as a tar file, gone after the block."""
    if os.geteuid() != 0:
        raise LabError("building the node image needs root; run as root, or name an image by LVS_NODE_IMAGE")
    packages.need(mmdebstrap="mmdebstrap", unshare="util-linux", setpriv="util-linux")
    with tempfile.TemporaryDirectory(prefix="build-", dir=state.folder()) as work:
        archive = Path(work) / "root.tar"
        with step(f"building the node image {reference(suite)}"):
            _mmdebstrap(suite, archive)
        yield archive


def _mmdebstrap(suite, archive):
    """In process and mount namespaces of its own, which end with it, so that nothing stays mounted or running."""
    log = state.folder() / "image.log"
    alone = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    environment = {**os.environ, "PATH": packages.PATH, "TMPDIR": str(archive.parent), "LC_ALL": "C"}
    with open(log, "wb") as output:
        command = [*alone, "mmdebstrap", *options(suite), suite, archive]
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


def load(engine, archive, suite=DEFAULT):
    with step(f"importing the node image of {suite}"):
        changes = [word for change in CHANGES for word in ("--change", change)]
        engine.call("import", *changes, str(archive), reference(suite))
