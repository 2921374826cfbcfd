# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the figures were measured on, without saying whose machine it is."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib import metadata
from pathlib import Path


def description() -> dict[str, str]:
    """Kernel, processors and versions, as the measuring process sees them."""
    ipvsadm = subprocess.run(["ipvsadm", "--version"], capture_output=True, text=True, check=False).stdout.split()
    return {
        "kernel": f"Linux {platform.release()} {platform.machine()}{_user_mode()}",
        "CPUs of that kernel": str(len(os.sched_getaffinity(0))),
        "Python": platform.python_version(),
        "ipvsadm": ipvsadm[1] if len(ipvsadm) > 1 else "unknown",
        "pyroute2": metadata.version("pyroute2"),
        "ansible-core": metadata.version("ansible-core"),
    }


def processor() -> str:
    """The model of the machine's own processor and how many there are; a guest does not know it."""
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return f"{found[1] if found else platform.machine()}, {os.cpu_count()} CPUs"


def _user_mode() -> str:
    return " (User Mode Linux)" if "User Mode Linux" in Path("/proc/cpuinfo").read_text(encoding="utf-8") else ""
