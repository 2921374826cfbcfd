# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's share of the next boot: files below /etc, and units of systemd(1) that read them.

The director's unit is shared by two modules: ``ipvs`` has the table in it (the files of ``_model.restore``), ``vip``
the virtual IPs, in a drop-in file that comes after. The unit flushes nothing, neither when it starts nor when it stops,
so that starting it anew under a live table is harmless. ipvsadm loads ip_vs, and only then are there sysctls of
net.ipv4.vs to be set.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from typing import Mapping

from .._model.errors import LvsError
from .._model.operations import DISABLE_UNIT, ENABLE_UNIT, START_UNIT, WRITE_FILE, Operation
from .._model.restore import Texts
from . import files

UNIT = "lvs-cluster-director.service"
RULES, SYSCTLS = "etc/lvs.cluster/director.rules", "etc/lvs.cluster/director.sysctls"
_UNITS = "etc/systemd/system"
UNIT_FILE = f"{_UNITS}/{UNIT}"
VIPS_FILE = f"{UNIT_FILE}.d/vips.conf"
IPVSADM = "/sbin/ipvsadm"
_PATIENCE = 60  # s
_VERBS = {ENABLE_UNIT: ("enable",), DISABLE_UNIT: ("disable",), START_UNIT: ("start", "--no-block")}

UNIT_TEXT = f"""\
[Unit]
Description=LVS director: the table of virtual servers, then their virtual IPs
Documentation=man:ipvsadm(8)
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c '[ ! -e /{RULES} ] || exec {IPVSADM} --restore </{RULES}'
ExecStart=/bin/sh -c '[ ! -e /{SYSCTLS} ] || exec /lib/systemd/systemd-sysctl /{SYSCTLS}'

[Install]
WantedBy=multi-user.target
"""


class BootError(LvsError):
    """What the next boot shall do could not be said; the text tells why."""


class Boot:
    """The files below ``root``, which is / but for tests."""

    def __init__(self, root: str = "/") -> None:
        """Touch nothing yet."""
        self.root = root

    def texts(self) -> Texts:
        """Return what the next boot restores of a table."""
        return Texts(*(files.read(self._path(name)) or "" for name in (RULES, SYSCTLS)))

    def plan(self, texts: Texts) -> tuple[Operation, ...]:
        """Return the operations after which the next boot restores this table; nothing to restore, no unit."""
        is_used = bool(texts.rules) or self.has(VIPS_FILE)
        wanted = {RULES: texts.rules, SYSCTLS: texts.sysctls, UNIT_FILE: UNIT_TEXT if is_used else ""}
        return self.plan_files(wanted, {UNIT: is_used})

    def has(self, name: str) -> bool:
        """Tell whether there is this file."""
        return os.path.exists(self._path(name))

    def plan_files(self, wanted: Mapping[str, str], units: Mapping[str, bool]) -> tuple[Operation, ...]:
        """Return the operations after which these files have these texts, none where it is empty, and units are on."""
        present = {name: files.read(self._path(name)) for name in wanted}
        writes = tuple(
            Operation(WRITE_FILE, "/" + name, text or "", wanted[name])
            for name, text in present.items()
            if text != (wanted[name] or None)
        )
        turned = [(unit, is_wanted) for unit, is_wanted in units.items() if self._is_enabled(unit) != is_wanted]
        if turned:
            self._tool()
        return (
            *(Operation(DISABLE_UNIT, unit, unit, None) for unit, is_wanted in turned if not is_wanted),
            *writes,
            *(Operation(ENABLE_UNIT, unit, None, unit) for unit, is_wanted in turned if is_wanted),
        )

    def _is_enabled(self, unit: str) -> bool:
        wants = (f"{_UNITS}/{target}.wants/{unit}" for target in ("multi-user.target", "sysinit.target"))
        return any(os.path.islink(self._path(link)) for link in wants)

    def warnings(self) -> list[str]:
        """Return what the next boot lacks."""
        if self.has(IPVSADM.lstrip("/")):
            return []
        return [f"{IPVSADM}, which restores the table at boot, is missing on this host: install ipvsadm"]

    @property
    def runs(self) -> bool:
        """Whether systemd runs here, rather than an image being made."""
        return self.root == "/" and os.path.isdir("/run/systemd/system")

    def perform(self, operation: Operation) -> None:
        """Carry out one of those operations, or its inverse; raise OSError."""
        if operation.operation != WRITE_FILE:
            self._systemctl(*_VERBS[operation.operation], operation.key)
            return
        path = self._path(operation.key.lstrip("/"))
        _make_folder(os.path.dirname(path))
        files.replace(path, operation.after, 0o644)
        if not operation.after and "lvs" in os.path.dirname(operation.key) and operation.key.startswith("/etc/"):
            with contextlib.suppress(OSError):  # others' files are in it
                os.rmdir(os.path.dirname(path))
        if self.runs and path.startswith(f"/{_UNITS}/"):
            self._systemctl("daemon-reload")

    def _systemctl(self, *words: str) -> None:
        """Have systemd's own tool do it; that works where no systemd runs, too, as when an image is built."""
        elsewhere = [] if self.root == "/" else ["--root", self.root]
        command = [self._tool(), *elsewhere, *words]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        except subprocess.TimeoutExpired as error:
            raise BootError(f"systemctl {' '.join(words)} has not ended within {_PATIENCE} s") from error
        if ran.returncode:
            raise BootError(f"systemctl {' '.join(words)}: {ran.stderr.strip()}")

    @staticmethod
    def _tool() -> str:
        tool = shutil.which("systemctl")
        if tool is None:
            raise BootError("this host has no systemctl, which persist: true needs")
        return tool

    def _path(self, name: str) -> str:
        return os.path.join(self.root, name)


def _make_folder(path: str) -> None:
    """What is in it is no secret; a strict umask of the caller must not make it one."""
    if not os.path.isdir(path):
        os.makedirs(path, exist_ok=True)
        os.chmod(path, 0o755)  # noqa: S103 - as every folder of /etc
