# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of the example project's inventory: each in a network namespace and with an /etc and a record of its own.

web3 is not among them: it is the host that Tower has disabled, so that no job has it in its inventory.
"""

import os
import socket
import sys

from tests.kernel.conftest import run
from tests.kernel.traffic.segment import Namespace, Switch

ADDRESSES = {"lb1": "10.0.0.2", "web1": "10.0.0.11", "web2": "10.0.0.12"}
PORTS = (80, 443)

#: The host's interpreter, for the connection local: the module that it runs is on that host.
_PYTHON = """#!/bin/sh
exec nsenter --net=/proc/{process}/fd/{descriptor} unshare --mount sh -c '
    mount -t sysfs sysfs /sys && mount --bind {disk}/record /var/lib/lvs.cluster &&
    mount -t overlay -o lowerdir=/etc,upperdir={disk}/etc,workdir={disk}/work overlay /etc && exec "$0" "$@"
' {python} "$@"
"""


class Host(Namespace):
    """A host at the switch; ``python`` is what Ansible takes for its interpreter."""

    def __init__(self, switch, name, disk):
        super().__init__()
        for folder in ("etc", "work", "record"):
            (disk / folder).mkdir(parents=True)
        self.python = disk / "python"
        self.python.write_text(
            _PYTHON.format(process=os.getpid(), descriptor=self.descriptor, disk=disk, python=sys.executable)
        )
        self.python.chmod(0o755)
        with self.entered():
            switch.plug(name, f"{ADDRESSES[name]}/24")

    def run(self, *command, stdin=None):
        with self.entered():
            return run(*command, stdin=stdin)

    def listen(self):
        """Return sockets that listen on every port of the services."""
        with self.entered():
            return [socket.create_server(("", port)) for port in PORTS]


class Hosts:
    """All of them on one switch. Their disks are a tmpfs, since the guest's root could not carry an overlay."""

    def __init__(self, folder):
        self._disks = folder / "disks"
        self._disks.mkdir()
        run("mount", "-t", "tmpfs", "tmpfs", str(self._disks))
        os.makedirs("/var/lib/lvs.cluster", mode=0o700, exist_ok=True)
        self._switch = Switch()
        self._hosts = {name: Host(self._switch, name, self._disks / name) for name in ADDRESSES}
        self._listening = [one for name in ADDRESSES if name != "lb1" for one in self._hosts[name].listen()]

    def __getitem__(self, name):
        return self._hosts[name]

    def variables(self, name):
        return {"ansible_connection": "local", "ansible_python_interpreter": str(self._hosts[name].python)}

    def close(self):
        for one in (*self._listening, *self._hosts.values(), self._switch):
            one.close()
        run("umount", str(self._disks))
