# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo`: a cluster of real nodes, site.yml on it, and a picture of the truth. `make demo-down` removes it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .. import engine, show
from ..errors import LabError
from ..steps import say, step
from .facts import judge_all
from .layout import Cluster, read_inventory
from .nodes import NodeError
from .observe import observe
from .picture import picture

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "demo"
INVENTORY = FOLDER / "inventory"
LOG = FOLDER / "molecule.log"
# There when the lab came up for the demo and goes down with it. Beside the folder, which molecule empties at will.
OURS = FOLDER.with_name("demo-brought-the-lab-up")
STAYS = """
The cluster stays up.  A shell on a node:     make shell NODE=director
                       Take it down:          make demo-down"""


def main(words):
    verbs = {"up": up, "down": down}
    if len(words) > 1 or words[:1] not in ([], ["up"], ["down"]):
        say("usage: python3 -m lab.cluster.demo [up|down]")
        return 2
    try:
        return verbs[(words or ["up"])[0]]()
    except (LabError, NodeError) as error:
        say(f"demo: {error}")
        return 1
    except KeyboardInterrupt:
        say("\ndemo: interrupted; 'make demo' goes on from here, 'make demo-down' removes what there is")
        return 130


def up():
    """Build it, or what is missing of it, and show that it works."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if engine.native() is None and engine.current() is None:
        OURS.touch()
    engine.up()
    _enter_lab()
    _create_nodes()
    _play()
    with step("asking, capturing, probing"), Cluster(read_inventory(INVENTORY)) as cluster:
        seen = observe(cluster)
    print("\n".join(picture(seen, colour=sys.stdout.isatty())))
    print(STAYS)
    return 0 if all(finding.ok for finding in judge_all(seen)) else 1


def down():
    """Remove the nodes, and the lab with them unless it was up before."""
    if OURS.exists():
        engine.down()
        OURS.unlink()
    elif FOLDER.exists():
        _enter_lab()
        with step("removing the nodes"):
            _molecule("destroy")
    shutil.rmtree(FOLDER, ignore_errors=True)
    return 0


def _enter_lab():
    """The lab's Engine, names without a prefix, and what molecule writes in a folder of ours."""
    os.environ.update(
        PATH=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        ANSIBLE_COLLECTIONS_PATH=os.pathsep.join((str(ROOT / "collections"), str(ROOT / ".cache/collections"))),
        ANSIBLE_PIPELINING="true",
        MOLECULE_EPHEMERAL_DIRECTORY=str(FOLDER),
        LVS_NODE_PREFIX="",
        LVS_NET="",
        LVS_NET6="",
    )
    os.environ.update(show.variables())


def _create_nodes():
    """Molecule remembers what it created; that is worth something only while the nodes run."""
    if (FOLDER / "state.yml").exists() and not _nodes_run():
        with step("removing what is left of an earlier cluster"):
            _molecule("destroy")
    with step("creating director, web1, web2, web3, router and client"):
        _molecule("create")


def _nodes_run():
    names = read_inventory(INVENTORY).nodes
    command = ["docker", "inspect", "--format", "{{.State.Running}}", *names]
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
    return said.split() == ["true"] * len(names)


def _molecule(verb):
    command = [sys.executable, "-m", "molecule", verb, "--scenario-name", "default"]
    with open(LOG, "a", encoding="utf-8") as log:
        status = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, check=False).returncode
    if status:
        raise LabError(f"molecule {verb} failed", LOG)


def _play():
    """The collection's own playbook, as an operator runs it."""
    command = ["ansible-playbook", "--inventory", os.path.relpath(INVENTORY, ROOT), "playbooks/site.yml"]
    say(f"\n$ {' '.join(command)}")
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise LabError("site.yml failed, see above")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
