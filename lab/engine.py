# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`lab up` and `lab down`: a Docker Engine in a guest of its own, or the machine's where its kernel has IPVS.

Everything the lab makes outside its folder can be found again without a record: the guest by its job folder on the
command line, the TAP device by its name. So `down` clears up after a crash at any point.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import certs, console, disk, docker, image, mconsole, memory, network, packages, processes, run, state
from .errors import LabError
from .guest import Guest
from .steps import say, step

ENGINE_SECONDS = 60
STOP_SECONDS = 30
BUSY = "another 'up' or 'down' is at work; waiting for it"


def up(size=None):
    """Give this machine an Engine on an IPVS kernel, with the node image; nothing to do when it has them."""
    with state.lock("up", BUSY):
        engine = native() or _running() or _boot(size or memory.bound(8))
        image.provide(engine)
    say(f"lab: up, Docker {engine.version()} on Linux {engine.kernel()}, image {image.reference()}")


def native():
    return docker.machines_own() if run.kernel_has_ipvs() else None


def current():
    """The Engine of the guest that runs, else None."""
    record = read_record()
    return _client(record["address"]) if record and processes.of(record["job"]) else None


def _running():
    """A guest that runs is given time to answer, and never ended for being slow: it may have nodes."""
    engine = current()
    if engine:
        _wait_for(engine, Path(read_record()["job"]))
    return engine


def read_record():
    try:
        return json.loads((state.folder() / "lab.json").read_text())
    except (OSError, ValueError):
        return None


def _client(address):
    """The Engine in the guest; the machine's own docker command where it has one, else the guest's."""
    variables = {
        "DOCKER_HOST": f"tcp://{address}:2376",
        "DOCKER_TLS_VERIFY": "1",
        "DOCKER_CERT_PATH": str(state.folder() / "tls"),
        # Ansible's modules give up after a minute, which several nodes that start at once can take on a busy machine.
        "DOCKER_TIMEOUT": "300",
    }
    return docker.Engine(shutil.which("docker") or packages.guest_tools() / "usr/bin/docker", variables)


def _boot(size):
    if os.geteuid() != 0:
        raise LabError("not root: 'lab up' makes a network device and a node image; run it as root")
    clear()
    packages.guest_tools()
    with ExitStack() as stack, _cleared_on_failure():
        new = disk.provide()
        guest, address = _start(size)
        # The image takes longer than the boot: on a new disk, where it is surely missing, build it meanwhile.
        archive = stack.enter_context(image.built()) if new and image.is_ours() else None
        engine = _client(address)
        with step("waiting for Docker Engine"):
            _wait_for(engine, guest.job)
        _forget_old_nodes(engine)
        if archive:
            image.load(engine, archive)
        return engine


@contextmanager
def _cleared_on_failure():
    """Leave nothing behind but the log when `up` fails or is interrupted."""
    try:
        yield
    except LabError:
        clear(keep_logs=True)
        raise
    except BaseException:
        clear()
        raise


def _start(size):
    subnet = network.create()
    address = str(subnet[2])
    with step(f"booting the guest, {address} on {network.device()}"):
        guest = Guest("engine", address=f"{address}/{subnet.prefixlen}", disk=disk.path())
        certs.make(address, guest.job / "tls", state.folder() / "tls")
        record = {"job": str(guest.job), "address": address, "since": time.time()}
        (state.folder() / "lab.json").write_text(json.dumps(record))
        tap = f"vec0:transport=tap,ifname={network.device()},depth=128"
        guest.start(f"ubd0={disk.path()}", tap, size=size, tied=False)
        guest.wait_until("booted")
    return guest, address


def _wait_for(engine, job):
    deadline = time.monotonic() + ENGINE_SECONDS
    while engine.version() is None:
        if not processes.of(job):
            raise LabError(f"the guest ended: {console.cause(job)}", console.log(job))
        if time.monotonic() > deadline:
            slow = f"Docker Engine did not answer within {ENGINE_SECONDS} s; 'lab down' ends it"
            raise LabError(slow, job / "engine.log")
        time.sleep(0.1)


def _forget_old_nodes(engine):
    """Nodes end with the lab; after a crash of the guest their remains are still on the disk."""
    for kind in ("container", "network", "volume"):
        engine.call(kind, "prune", "--force")


def down():
    """End the guest in good order, and remove what it needed on the machine. The disk with the image stays."""
    with state.lock("up", BUSY):
        record = read_record()
        if record and processes.of(record["job"]):
            with step("stopping the guest"):
                if mconsole.press_ctrl_alt_del(Path(record["job"])):
                    processes.gone(record["job"], STOP_SECONDS)
        clear()


def clear(keep_logs=False):
    """End and remove whatever an `up` made, however far it came."""
    jobs = state.folder() / "guests" / "engine-"
    processes.end(jobs)
    network.delete()
    (state.folder() / "lab.json").unlink(missing_ok=True)
    leftovers = [*state.folder().glob("build-*"), *([] if keep_logs else jobs.parent.glob("engine-*"))]
    for path in leftovers:
        shutil.rmtree(path, ignore_errors=True)
