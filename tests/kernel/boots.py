# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the next boot have in common: a host with its files, and the boot itself as the unit does it."""

import re
import shlex
import stat
import subprocess
from pathlib import Path

from ansible_collections.lvs.cluster.plugins.module_utils._host import boot
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.settings_client import SettingsClient

from tests.kernel.conftest import run
from tests.kernel.whole_tables import fresh_namespace

VIP = "203.0.113.10"
UNITS = boot.UNITS
SYSCTLS = Path("/proc/sys/net/ipv4/vs")


def service(*weights, port=80, **more):
    destinations = [{"address": f"10.0.0.{number}", "weight": weight} for number, weight in enumerate(weights, 11)]
    return {"address": VIP, "port": port, "destinations": destinations, **more}


def segment():
    """What sync daemons need: an interface that does multicast, and a route by it."""
    run("ip", "link", "add", "sync0", "up", "type", "dummy")
    run("ip", "address", "add", "10.9.9.1/24", "dev", "sync0")


def live():
    """Table, time-outs and daemons of the kernel."""
    with Client() as client:
        settings = SettingsClient(client)
        return client.dump(), settings.timeouts(), settings.daemons()


def started(root, unit):
    """Run what systemd runs as it starts a unit whose files are below ``root``; return the statuses, as far as it goes.

    What a command says is left to the commands themselves: systemd itself is not there.
    """
    folder = root / UNITS
    texts = [path.read_text() for path in (folder / unit, *sorted(folder.glob(f"{unit}.d/*.conf")))]
    statuses = []
    for mark, command in re.findall(r"^ExecStart=(-?)(.*)", "".join(texts), re.MULTILINE):
        words = shlex.split(re.sub(r"(?<=[ <])/(?=etc/|var/)", f"{root}/", command))
        statuses.append(subprocess.run(words, capture_output=True, timeout=30, check=False).returncode)
        if statuses[-1] and not mark:
            break
    return statuses


class Host:
    """The folder of one test as the host's /."""

    def __init__(self, folder):
        self.folder = folder
        self.root = folder / "root"
        self.rules, self.sysctls, self.unit = (self.root / name for name in (boot.RULES, boot.SYSCTLS, boot.UNIT_FILE))
        self.link = self.root / UNITS / "multi-user.target.wants" / boot.UNIT
        self.record = folder / "record/ipvs.json"

    def files(self):
        """Every file and link by its name, with its text, its mode, and what tells whether it was written anew."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            state = path.lstat()
            if not path.is_dir():
                text = str(path.readlink()) if path.is_symlink() else path.read_text(errors="surrogateescape")
                times = state.st_ino, state.st_mtime_ns
                found[str(path.relative_to(self.folder))] = text, stat.S_IMODE(state.st_mode), times
        return found

    def texts(self):
        return {name: text for name, (text, _mode, _times) in self.files().items()}

    def restore(self):
        """Tell whether all that the director's unit runs at its start ends well."""
        return not any(started(self.root, boot.UNIT))

    def reboot(self):
        """The kernel has forgotten everything; the files are there."""
        fresh_namespace()
        segment()
        assert self.restore()
