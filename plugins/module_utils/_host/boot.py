# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's share of the next boot: files below /etc, and units of systemd(1) that read them.

The director's unit is shared by two modules: ``ipvs`` has the table in it (the files of ``_model.restore``), ``vip``
the virtual IPs, in a drop-in file that comes after. The unit flushes nothing, neither when it starts nor when it stops,
so that starting it anew under a live table is harmless. There are no sysctls of net.ipv4.vs to be set before ip_vs is
loaded, at the latest by ipvsadm.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Mapping

from .._model.operations import DISABLE_UNIT, ENABLE_UNIT, WRITE_FILE, Operation
from . import files

if TYPE_CHECKING:
    from .._model.restore import Texts

UNIT = "lvs-cluster-director.service"
RULES, SYSCTLS = "etc/lvs.cluster/director.rules", "etc/lvs.cluster/director.sysctls"
MODULES, OPTIONS = "etc/modules-load.d/lvs.cluster.conf", "etc/modprobe.d/lvs.cluster.conf"
UNITS = "etc/systemd/system"
UNIT_FILE = f"{UNITS}/{UNIT}"
VIPS_FILE = f"{UNIT_FILE}.d/vips.conf"
IPVSADM = "/sbin/ipvsadm"

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


class Boot:
    """The files below ``root``, which is / but for tests."""

    def __init__(self, root: str = "/") -> None:
        """Touch nothing yet."""
        self.root = root

    def texts(self) -> Texts:
        """Return what the next boot restores of a table."""
        # Of a director alone.
        from .._model.restore import Texts

        return Texts(*(files.read(self.path(name)) or "" for name in (RULES, SYSCTLS)))

    def plan(self, texts: Texts, has_options: bool = True) -> tuple[Operation, ...]:
        """Return the operations after which the next boot restores this table; nothing to restore, no unit.

        The options of ip_vs are another's matter; only with the last rule they go, unless ``has_options``.
        """
        from .._model.restore import kernel_modules

        is_used = bool(texts.rules) or self.has(VIPS_FILE)
        wanted = {
            RULES: texts.rules,
            SYSCTLS: texts.sysctls,
            MODULES: kernel_modules(texts.rules),
            UNIT_FILE: UNIT_TEXT if is_used else "",
        }
        if not texts.rules and not has_options:
            wanted[OPTIONS] = ""
        return self.plan_files(wanted, {UNIT: is_used})

    def has(self, name: str) -> bool:
        """Tell whether there is this file."""
        return os.path.exists(self.path(name))

    def plan_files(self, wanted: Mapping[str, str], units: Mapping[str, bool]) -> tuple[Operation, ...]:
        """Return the operations after which these files have these texts, none where it is empty, and units are on."""
        present = {name: files.read(self.path(name)) for name in wanted}
        writes = tuple(
            Operation(WRITE_FILE, "/" + name, text or "", wanted[name])
            for name, text in present.items()
            if text != (wanted[name] or None)
        )
        turned = [(unit, is_wanted) for unit, is_wanted in units.items() if self._is_enabled(unit) != is_wanted]
        if turned:
            from . import boot_steps

            boot_steps.tool()
        return (
            *(Operation(DISABLE_UNIT, unit, unit, None) for unit, is_wanted in turned if not is_wanted),
            *writes,
            *(Operation(ENABLE_UNIT, unit, None, unit) for unit, is_wanted in turned if is_wanted),
        )

    def _is_enabled(self, unit: str) -> bool:
        wants = (f"{UNITS}/{target}.wants/{unit}" for target in ("multi-user.target", "sysinit.target"))
        return any(os.path.islink(self.path(link)) for link in wants)

    def warnings(self) -> list[str]:
        """Return what the next boot lacks."""
        if self.has_ipvsadm:
            return []
        return [f"{IPVSADM}, which restores the table at boot, is missing on this host: install ipvsadm"]

    @property
    def has_ipvsadm(self) -> bool:
        """Whether the program is there that restores the table at boot."""
        return self.has(IPVSADM.lstrip("/"))

    @property
    def runs(self) -> bool:
        """Whether systemd runs here, rather than an image being made."""
        return self.root == "/" and os.path.isdir("/run/systemd/system")

    def perform(self, operation: Operation) -> None:
        """Carry out one of those operations, or its inverse; raise OSError."""
        # Most runs have nothing to carry out.
        from . import boot_steps

        boot_steps.perform(self, operation)

    def path(self, name: str) -> str:
        """Return where a file is."""
        return os.path.join(self.root, name)
