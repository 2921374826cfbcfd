# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What decides on direct routing in the kernel and in files, what listens, and what machine it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Mapping

from ..._model.boot_files import printable
from ..._model.service import SYSCTLS
from ..._model.sysctl_files import conflicts
from .. import files, listeners, sysctl_files, sysctls

_FORWARD = "net/ipv4/ip_forward"
_VENDOR = "/sys/class/dmi/id/sys_vendor"


def machine() -> dict[str, str]:
    """Return the kernel, the Python that runs this, and who made the machine: of a virtual one its cloud."""
    try:
        vendor = files.read(_VENDOR) or ""
    except OSError:
        vendor = ""
    version = ".".join(map(str, sys.version_info[:3]))
    return {"kernel": os.uname().release, "python": version, "vendor": printable(vendor.strip())}


def of_kernel(interfaces: Iterable[str]) -> dict[str, str]:
    """Return the values for ARP and filtering, and those of IPVS where it is loaded, by their names with slashes."""
    found = {**sysctls.of_interfaces(interfaces), _FORWARD: sysctls.text(_FORWARD)}
    if os.path.isdir(os.path.join(sysctls.ROOT, SYSCTLS)):
        found.update({f"{SYSCTLS}/{name}": sysctls.text(f"{SYSCTLS}/{name}") for name in sysctls.names(SYSCTLS)})
    return found


def undoing(ours: Mapping[str, str], root: str, own_file: str) -> list[dict]:
    """Return the lines of files, read after our own at boot, that undo one of our sysctls."""
    later = sysctl_files.later(os.path.basename(own_file), root) if ours else ()
    return [{**found._asdict(), "value": printable(found.value)} for found in conflicts(later, ours)]


def sockets() -> list[dict]:
    """Return what waits for clients."""
    return [{"protocol": one.protocol, "address": one.address, "port": one.port} for one in listeners.listening()]
