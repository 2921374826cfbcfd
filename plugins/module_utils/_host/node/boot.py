# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files of the next boot hold, ours and those of others that would drive the table."""

from __future__ import annotations

import glob
import os

from ..._model import boot_files
from ..._model.boot_files import printable
from .. import files, vip_files
from ..boot import RULES, UNIT, UNITS, VIPS_FILE, Boot
from ..sysctl_files import counting

IPVSADM = "ipvsadm.service"
_NAMES = (UNIT, vip_files.REALSERVER, vip_files.AGAIN, IPVSADM)
_FOLDERS = (UNITS, "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
_ENABLED, _DISABLED, _NONE = "enabled", "disabled", ""
_SCRIPT, _STARTED, _DEFAULTS = "etc/init.d/ipvsadm", "etc/rc[2-5].d/S??ipvsadm", "etc/default/ipvsadm"
_LOADED = "modules-load.d"


def of(boot: Boot) -> dict:
    """Return the part ``boot``."""
    return {
        "units": {name: _state(boot, name) for name in _NAMES},
        "rules": printable(_text(boot, RULES)),
        "modules_load": boot_files.modules(text for _path, text in counting(_LOADED, boot.root)),
        "vips": {
            "hidden": boot_files.held(_text(boot, f"{UNITS}/{vip_files.REALSERVER}")),
            "announced": boot_files.held(_text(boot, VIPS_FILE)),
        },
    }


def _state(boot: Boot, unit: str) -> str:
    """Return whether a unit is started at boot; a masked one is not, whatever wants it."""
    there = [folder for folder in _FOLDERS if os.path.lexists(boot.path(f"{folder}/{unit}"))]
    if not there:
        return _of_script(boot) if unit == IPVSADM else _NONE
    if os.path.realpath(boot.path(f"{there[0]}/{unit}")) == os.devnull:
        return _DISABLED
    wanted = (glob.glob(boot.path(f"{UNITS}/*.{kind}/{unit}")) for kind in ("wants", "requires"))
    return _ENABLED if any(wanted) else _DISABLED


def _of_script(boot: Boot) -> str:
    """Debian has a script of System V instead, which does nothing unless it is told to."""
    if not boot.has(_SCRIPT):
        return _NONE
    does_something = boot_files.is_automatic(_text(boot, _DEFAULTS))
    return _ENABLED if does_something and glob.glob(boot.path(_STARTED)) else _DISABLED


def _text(boot: Boot, name: str) -> str:
    return files.read(boot.path(name)) or ""
