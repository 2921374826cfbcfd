# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The director's share of the next boot: the two files of ``_model.restore`` and the unit that reads them.

The unit only adds: it flushes nothing, neither when it starts nor when it stops, so that starting it anew under a live
table is harmless. ipvsadm loads ip_vs, and only then are there sysctls of net.ipv4.vs to be set.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from .._model.errors import LvsError
from .._model.operations import DISABLE_UNIT, ENABLE_UNIT, WRITE_FILE, Operation
from .._model.restore import Texts
from . import files

UNIT = "lvs-cluster-director.service"
RULES, SYSCTLS = "etc/lvs.cluster/director.rules", "etc/lvs.cluster/director.sysctls"
_UNIT_FILE = "etc/systemd/system/" + UNIT
_WANTED = f"etc/systemd/system/multi-user.target.wants/{UNIT}"
IPVSADM = "/sbin/ipvsadm"
_PATIENCE = 60  # s

_UNIT_TEXT = f"""\
[Unit]
Description=LVS director: the table of virtual servers
Documentation=man:ipvsadm(8)
Wants=network-online.target
After=network-online.target
ConditionPathExists=/{RULES}

[Service]
Type=oneshot
RemainAfterExit=yes
StandardInput=file:/{RULES}
ExecStart={IPVSADM} --restore
ExecStart=/lib/systemd/systemd-sysctl /{SYSCTLS}

[Install]
WantedBy=multi-user.target
"""


class BootError(LvsError):
    """What the next boot shall do could not be said; the text tells why."""


class Boot:
    """The files below ``root``, which is / but for tests."""

    def __init__(self, root: str = "/") -> None:
        """Touch nothing yet."""
        self._root = root

    def texts(self) -> Texts:
        """Return what the next boot restores."""
        return Texts(*(files.read(self._path(name)) or "" for name in (RULES, SYSCTLS)))

    def plan(self, texts: Texts) -> tuple[Operation, ...]:
        """Return the operations after which the next boot restores this; nothing to restore, no unit."""
        wanted = {RULES: texts.rules, SYSCTLS: texts.sysctls, _UNIT_FILE: _UNIT_TEXT} if texts.rules else {}
        present = {name: files.read(self._path(name)) for name in (RULES, SYSCTLS, _UNIT_FILE)}
        writes = tuple(
            Operation(WRITE_FILE, "/" + name, text or "", wanted.get(name, ""))
            for name, text in present.items()
            if text != wanted.get(name)
        )
        if os.path.islink(self._path(_WANTED)) == bool(wanted):
            return writes
        self._tool()
        enable, disable = Operation(ENABLE_UNIT, UNIT, None, UNIT), Operation(DISABLE_UNIT, UNIT, UNIT, None)
        return (*writes, enable) if wanted else (disable, *writes)

    def warnings(self) -> list[str]:
        """Return what the next boot lacks."""
        if os.path.exists(self._path(IPVSADM.lstrip("/"))):
            return []
        return [f"{IPVSADM}, which restores the table at boot, is missing on this host: install ipvsadm"]

    def perform(self, operation: Operation) -> None:
        """Carry out one of those operations, or its inverse; raise OSError."""
        if operation.operation != WRITE_FILE:
            self._systemctl("enable" if operation.operation == ENABLE_UNIT else "disable", operation.key)
            return
        path = self._path(operation.key.lstrip("/"))
        _make_folder(os.path.dirname(path))
        files.replace(path, operation.after, 0o644)
        if path == f"/{_UNIT_FILE}" and os.path.isdir("/run/systemd/system"):
            self._systemctl("daemon-reload")

    def _systemctl(self, *words: str) -> None:
        """Have systemd's own tool do it; that works where no systemd runs, too, as when an image is built."""
        elsewhere = [] if self._root == "/" else ["--root", self._root]
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
        return os.path.join(self._root, name)


def _make_folder(path: str) -> None:
    """What is in it is no secret; a strict umask of the caller must not make it one."""
    if not os.path.isdir(path):
        os.makedirs(path, exist_ok=True)
        os.chmod(path, 0o755)  # noqa: S103 - as every folder of /etc
