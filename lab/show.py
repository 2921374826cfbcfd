# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`lab status`, `lab env` and `lab shell`: what is up, and how to reach it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from pathlib import Path

from . import certs, console, disk, engine, image, packages, state
from .errors import LabError

NOT_UP = 3


def status():
    """Print what is up; exit status 3, as service tools have it, when nothing is."""
    native = engine.native()
    reached = native or engine.current()
    if reached is None:
        print(f"state   {_why_not()}")
        return NOT_UP
    rows = {
        "state": "up, the machine's own kernel and Engine" if native else "up, in a User Mode Linux guest",
        "kernel": reached.kernel(),
        "engine": f"Docker {reached.version()}",
        "image": _image(reached),
        "nodes": " ".join(reached.nodes()) or "none",
        **({} if native else _guest()),
    }
    for name, value in rows.items():
        print(f"{name:7} {value}")
    return 0


def _why_not():
    record = engine.read_record()
    if record is None:
        return "down"
    job = Path(record["job"])
    return f"the guest ended: {console.cause(job)} (log: {console.log(job)}); 'lab up' boots a new one"


def _image(reached):
    size = reached.image_size(image.reference())
    return f"{image.reference()} ({'missing' if size is None else _megabytes(size)})"


def _guest():
    since = engine.read_record()["since"]
    minutes = (time.time() - since) / 60
    started = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(since))
    return {"disk": f"{disk.path()} ({_megabytes(disk.used())} used)", "since": f"{started} ({minutes:.0f} min)"}


def _megabytes(size):
    return f"{size / 1e6:.0f} MB"


def env():
    """Print the shell lines that lead docker and molecule to the lab."""
    for name, value in variables().items():
        print(f"export {name}={shlex.quote(value)}")


def variables():
    reached = engine.native() or engine.current()
    if reached is None:
        raise LabError("the lab is not up; start it by 'python3 -m lab up'")
    of_hosts = {f"LVS_{name.upper()}_IMAGE": image.reference(it) for name, it in image.of_hosts().items()}
    found = {**reached.variables, "LVS_NODE_IMAGE": image.reference(), **of_hosts}
    if "DOCKER_CERT_PATH" in reached.variables:
        found.update(certs.trust(Path(reached.variables["DOCKER_CERT_PATH"])))
    if not shutil.which("docker"):
        found["PATH"] = f"{os.environ['PATH']}{os.pathsep}{_docker_folder()}"
    return found


def _docker_folder():
    """A folder with nothing but the docker command, for machines that have none."""
    folder = state.subfolder(state.folder() / "bin")
    link = Path(folder) / "docker"
    link.unlink(missing_ok=True)
    link.symlink_to(packages.guest_tools() / "usr/bin/docker")
    return folder


def shell(node):
    """Become a shell in the node."""
    environment = {**os.environ, **variables()}
    terminal = "-it" if sys.stdin.isatty() else "-i"
    os.execvpe("docker", ["docker", "exec", terminal, node, "bash"], environment)
