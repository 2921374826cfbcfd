# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The node image as a folder that a guest boots from: unpacked once per definition, copied for each node."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from .. import image, packages, state
from ..errors import LabError
from ..guest import forget_old
from ..steps import step

# About devices, file systems and chips that this guest has not; together they take a third of the boot.
MASKED = (
    "modprobe@configfs.service modprobe@dm_mod.service modprobe@efi_pstore.service modprobe@fuse.service "
    "modprobe@loop.service kmod-static-nodes.service dev-mqueue.mount sys-fs-fuse-connections.mount "
    "sys-kernel-config.mount proc-sys-fs-binfmt_misc.automount systemd-binfmt.service systemd-pcrphase.service "
    "systemd-pcrphase-sysinit.service systemd-network-generator.service systemd-random-seed.service "
    "systemd-tmpfiles-clean.timer systemd-update-utmp-runlevel.service"
).split()
# A press of Ctrl-Alt-Del is how the machine outside ends it; a reboot would be no end.
CTRL_ALT_DEL, POWER_OFF = "etc/systemd/system/ctrl-alt-del.target", "/lib/systemd/system/poweroff.target"
FILES = Path(__file__).with_name("files")


def base():
    """The unpacked image with the guest's kernel modules; nobody writes to it."""
    path = state.folder() / f"root-{image.digest(more=MASKED)}"
    if path.is_dir():
        return path
    with state.lock("root", "another lab is unpacking the node image; waiting for it"):
        if not path.is_dir():
            with tempfile.TemporaryDirectory(prefix="root-", dir=path.parent) as work:
                _unpack(Path(work) / "root").rename(path)
            forget_old(path.parent, "root-*")
    return path


def _unpack(root):
    root.mkdir()
    with image.built() as archive, step("unpacking the node image"):
        run("tar", "-x", "-p", "-f", archive, "-C", root)
    shutil.copytree(packages.guest_tools() / "usr/lib/modules", root / "usr/lib/modules", symlinks=True)
    inside(root, "systemctl", "mask", *MASKED)
    inside(root, "systemctl", "unmask", *image.UDEV)
    return root


def new(target):
    """A root of one's own at ``target``, which must not be there yet."""
    copy(base(), target)
    add(FILES, target)
    (target / CTRL_ALT_DEL).symlink_to(POWER_OFF)
    return target


def copy(source, target):
    run("cp", "-a", "--reflink=auto", source, target)
    return target


def add(folder, root):
    """Lay a folder's files over a root; its folders stay as they are."""
    run("cp", "-r", "-P", f"{folder}/.", root)


def inside(root, *command):
    """What a command prints that has the root as its /."""
    return run("chroot", root, *command)


def run(*command, **options):
    result = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, **options)
    if result.returncode:
        raise LabError(f"'{' '.join(map(str, command))}' failed: {result.stderr.strip()}")
    return result.stdout
