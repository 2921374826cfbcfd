# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark's own world: network, mounts and processes that nobody outside of it reaches, and that end with it.

Whatever ends the benchmark, be it Ctrl-C, a failure or SIGKILL, the kernel then ends every process in here, and with
the last one the network and the mounts are gone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from lab import packages, run, state

#: Only unpacked: an installed openssh-server would serve the machine itself.
SERVERS = ("openssh-server", "python3-apt", "systemd", "ipvsadm", "ethtool")
# The shell, process 1, takes in what ssh's masters leave; the machine's /run stays untouched.
_SCRIPT = """
mount -t overlay -o "lowerdir=$0/usr:/usr" overlay /usr && mount -t tmpfs -o mode=0755 tmpfs /run &&
ip link set lo up || exit
"$@"
exit $?
"""


def enter(module: str, *arguments: str) -> int:
    """Run a Python module in there and return its exit status."""
    packages.need(setpriv="util-linux", unshare="util-linux", ip="iproute2", ssh="openssh-client", mount="mount")
    if not run.kernel_has_ipvs():
        packages.guest_tools()
    spaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    alone = ["setpriv", "--pdeathsig", "KILL", "unshare", *spaces, "sh", "-c", _SCRIPT, str(servers())]
    environment = {**os.environ, "PATH": packages.PATH}
    command = [*alone, sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=False, env=environment, stdin=subprocess.DEVNULL).returncode


def forget(name: str) -> None:
    """Remove what a guest of this stage has left that was ended with all the rest."""
    for path in (state.folder() / "guests").glob(f"{name}-*"):
        shutil.rmtree(path, ignore_errors=True)


def servers() -> Path:
    return packages.unpacked(SERVERS)
