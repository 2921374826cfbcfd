# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments of other releases of ansible-core, every package in them pinned."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.tools.collection import ROOT


class Core(NamedTuple):
    """A release of ansible-core: its last patch, the Pythons of its controllers, what it wants older than others do."""

    version: str
    pythons: tuple[str, ...]
    pins: tuple[str, ...] = ()


# https://docs.ansible.com/ansible/latest/reference_appendices/release_and_maintenance.html
CORES = {
    "2.17": Core("2.17.14", ("3.10", "3.11", "3.12"), ("resolvelib==1.0.1",)),
    "2.18": Core("2.18.19", ("3.11", "3.12", "3.13"), ("resolvelib==1.0.1",)),
    "2.19": Core("2.19.14", ("3.11", "3.12", "3.13")),
    "2.20": Core("2.20.10", ("3.12", "3.13", "3.14")),
    "2.21": Core("2.21.5", ("3.12", "3.13", "3.14")),
}
# What requirements.lock names no longer runs on a Python, or needs more there.
OF_PYTHON = {"3.10": ("exceptiongroup==1.3.2", "hypothesis==6.168.5", "pycparser==3.11", "tomli==2.5.0")}
TOOLS = ("hypothesis", "jmespath", "netaddr", "pyroute2", "pytest", "pytest-testinfra")


class UnmadeError(Exception):
    """The environment could not be made; the text says why."""


def name_of(line: str) -> str:
    return re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()


def pins(lock: str, core: str, python: str) -> list[str]:
    """The lines of a lock file, those that this core and this Python want otherwise replaced."""
    ours = [f"ansible-core=={CORES[core].version}", *CORES[core].pins, *OF_PYTHON.get(python, ())]
    replaced = {name_of(line) for line in ours}
    kept = [line for line in lock.splitlines() if line and line[0] != "#" and name_of(line) not in replaced]
    return sorted([*kept, *ours])


def loose(installed: str, pinned: list[str]) -> list[str]:
    """What pip freeze names and the pins do not."""
    wanted = {(name_of(line), line.split("==")[-1]) for line in pinned}
    lines = [line for line in installed.splitlines() if line]
    return [line for line in lines if (name_of(line), line.split("==")[-1]) not in wanted]


def provide(folder: Path, core: str, python: str, interpreter: str) -> None:
    """Make the environment unless it is there with these very pins."""
    pinned = pins((ROOT / "requirements.lock").read_text(encoding="utf-8"), core, python)
    stamp = folder / "pins.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8").splitlines() == pinned:
        return
    shutil.rmtree(folder, ignore_errors=True)
    _run([interpreter, "-m", "venv", str(folder)])
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pinned) + "\n", encoding="utf-8")
    pip = [str(folder / "bin/python"), "-m", "pip"]
    _run([*pip, "install", "--quiet", "-c", str(constraints), "ansible-core", *TOOLS])
    unpinned = loose(_run([*pip, "freeze"]), pinned)
    if unpinned:
        raise UnmadeError(f"not pinned: {', '.join(unpinned)}")
    constraints.rename(stamp)


def _run(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise UnmadeError(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr[-2000:]}")
    return result.stdout
