# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bare nodes on one bridge: real servers as namespaces of this kernel, and a director whose kernel has IPVS."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lab import memory, run
from lab.guest import Guest

from . import inventory, rooms

_HERE = Path(__file__).parent
_BRIDGE, _TAP = "segment", "tap-director"
_PATIENCE = 120.0  # s
_SSHD = """\
Port 22
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/key.pub
AuthenticationMethods publickey
StrictModes no
UsePAM no
UseDNS no
PidFile none
Subsystem sftp internal-sftp
SetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
"""
# What Ansible takes for the node's Python: it leaves a mark each time that it is started.
_INTERPRETER = '#!/bin/sh\necho >>{folder}/{name}.started\nexec /usr/bin/python3 "$@"\n'


class Fleet:
    """The nodes, by the names and addresses of the inventory; ``folder`` has keys, interpreters and marks."""

    def __init__(self, folder: Path, size: int) -> None:
        """Make keys and settings; no node runs yet."""
        self.folder, self.size = folder, size
        self.names = inventory.names(size)
        for key in ("host", "key"):
            if not (folder / key).exists():
                _call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", folder / key)
        (folder / "known_hosts").write_text(f"* {(folder / 'host.pub').read_text()}")
        (folder / "sshd_config").write_text(_SSHD.format(folder=folder, port=inventory.PORT))
        for name in self.names:
            path = folder / f"{name}.python"
            path.write_text(_INTERPRETER.format(folder=folder, name=name))
            path.chmod(0o755)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Bare nodes for a while; afterwards nothing is left of them."""
        with ExitStack() as stack:
            self._network(stack)
            stack.enter_context(_director(self.folder))
            for name in self._namespaces():
                stack.enter_context(_node(self.folder, name))
            for name in self.names:
                _wait_for(inventory.address(name))
            yield

    def started(self) -> dict[str, int]:
        """Return how often each node's Python was started since this was asked last."""
        found = {}
        for name in self.names:
            path = self.folder / f"{name}.started"
            found[name] = path.read_text().count("\n") if path.exists() else 0
            path.unlink(missing_ok=True)
        return found

    def table(self) -> list[str]:
        """Return the director's table, as ipvsadm prints it."""
        return self.call(inventory.DIRECTOR, "ipvsadm", "-Sn").splitlines()

    def addresses(self, name: str) -> set[str]:
        """Return the addresses of a node's lo (a real server) or eth0 (the director)."""
        if name == inventory.DIRECTOR:
            text = self.call(name, "ip", "-j", "address", "show", "dev", "eth0")
        else:
            text = _call("ip", "-n", name, "-j", "address", "show", "dev", "lo")
        return {entry["local"] for link in json.loads(text) for entry in link["addr_info"]}

    def call(self, name: str, *command: str) -> str:
        """Return what a command prints on a node."""
        return _call("ssh", *self.ssh_options(), f"root@{inventory.address(name)}", *command)

    def ssh_options(self) -> list[str]:
        folder = self.folder
        options = (f"UserKnownHostsFile={folder}/known_hosts", f"IdentityFile={folder}/key", "IdentitiesOnly=yes")
        return ["-F", "none", *(word for option in options for word in ("-o", option))]

    def _network(self, stack: ExitStack) -> None:
        lines = [
            f"link add {_BRIDGE} type bridge",
            f"address add {inventory.CONTROLLER}/{inventory.PREFIX} dev {_BRIDGE}",
            f"link set {_BRIDGE} up",
        ]
        for name in self._namespaces():
            lines += [
                f"netns add {name}",
                f"link add {name} type veth peer name eth0 netns {name}",
                f"link set {name} master {_BRIDGE} up",
            ]
        _batch(lines)
        for name in self._namespaces():
            # veth then hands frames to the queue of the node's end, which "node" asks for.
            _call("ethtool", "-K", name, "tso", "off")
        # With a namespace its veth would go, too, but some time later.
        names = self._namespaces()
        gone = [*(f"link delete {name}" for name in names), *(f"netns delete {name}" for name in names)]
        stack.callback(_batch, [*gone, f"link delete {_BRIDGE}"])

    def _namespaces(self) -> list[str]:
        """A director in a guest is on the bridge by its TAP device."""
        return [name for name in self.names if name != inventory.DIRECTOR or run.kernel_has_ipvs()]


def kernel() -> str:
    """Where the director's IPVS is."""
    return "the machine's own" if run.kernel_has_ipvs() else "a guest's, User Mode Linux"


@contextmanager
def _node(folder: Path, name: str) -> Iterator[None]:
    spaces = ["unshare", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]
    with open(folder / f"{name}.log", "wb") as log:
        command = ["ip", "netns", "exec", name, *spaces, "sh", _HERE / "node", *_place(folder, name)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def _director(folder: Path) -> Iterator[None]:
    if run.kernel_has_ipvs():
        yield
        return
    _, address, gateway = _place(folder, inventory.DIRECTOR)
    settings = {"server": rooms.servers(), "scripts": _HERE, "folder": folder, "address": address, "gateway": gateway}
    _batch([f"tuntap add dev {_TAP} mode tap", f"link set {_TAP} master {_BRIDGE} up"])
    try:
        with Guest(folder.name, out=folder, **settings) as guest:
            shutil.copy(_HERE / "director", guest.job / folder.name)
            guest.start(f"vec0:transport=tap,ifname={_TAP},depth=128,gro=1", size=memory.bound(2), tied=True)
            guest.wait_until("booted")
            yield
    finally:
        _batch([f"link delete {_TAP}"])


def _place(folder: Path, name: str) -> tuple[str, str, str]:
    return str(folder), f"{inventory.address(name)}/{inventory.PREFIX}", inventory.CONTROLLER


def _wait_for(address: str) -> None:
    """Until its sshd speaks."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection((address, 22), timeout=5) as connection:
                if connection.recv(3) == b"SSH":
                    return
        except OSError:
            time.sleep(0.05)
        if time.monotonic() > deadline:
            raise RuntimeError(f"{address} did not answer within {_PATIENCE:g} s")


def _batch(lines: list[str]) -> None:
    _call("ip", "-batch", "-", stdin="\n".join(lines) + "\n")


def _call(*command: object, stdin: str | None = None) -> str:
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command[:6]))} failed: {done.stderr.strip()}")
    return done.stdout
