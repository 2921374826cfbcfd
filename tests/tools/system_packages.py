# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install what the tests need of the system, where it is missing: Debian's own packages, nothing else.

The lab installs what it needs itself.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def missing() -> list[str]:
    """The packages whose use is not to be had, found by that use: a probe costs nothing, dpkg does."""
    here = {
        "python3-venv": importlib.util.find_spec("ensurepip") is not None,
        "ipvsadm": shutil.which("ipvsadm", path=PATH) is not None,
        "iproute2": shutil.which("ip", path=PATH) is not None,
    }
    return [package for package, present in here.items() if not present]


def install(packages: list[str]) -> None:
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(f"missing on this machine: {names}. As root on Debian: apt-get install {names}")
    print(f"installing {names}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "-qq", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", *packages]
    if subprocess.run(command, env=environment, check=False).returncode:
        # The lists of a fresh machine are empty or old.
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=True)
        subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    lacking = missing()
    if lacking:
        install(lacking)
