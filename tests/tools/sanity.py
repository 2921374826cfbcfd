# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test sanity on the collection as a user has it: built, installed, without an ignore file.

ansible-test gets a home of its own, so that its environments and its stand-in for get-pip touch nobody's, and a folder
of interpreters in front of PATH, because it takes a version manager's shim for a Python that is there. What it skips
fails, unless tests/allowed-skips.txt has it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ALLOWED, allowed_skips
from tests.tools import collection, interpreters, stages

CACHE = collection.ROOT / ".cache"
HOME = CACHE / "home"
PYTHONS = CACHE / "pythons"
# The releases of pip whose get-pip ansible-test asks for: of ansible-core 2.17, of 2.18 and 2.19, of 2.20 and 2.21.
GET_PIPS = ("get_pip_23_1_2.py", "get_pip_24_2.py", "get_pip_25_2.py")
SKIP = re.compile(r'Skipping sanity test "([\w-]+)" on Python ([\d.]+)')


def prepare_home() -> None:
    folder = HOME / ".ansible" / "test" / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    for name in GET_PIPS:
        shutil.copy(Path(__file__).with_name("get_pip.py"), folder / name)
    prepare_pip()


def prepare_pip() -> None:
    """ansible-test hands no PIP_ variable on, and the home is another one: a mirror set by either must not be lost."""
    settings = {name[4:].lower().replace("_", "-"): value for name, value in os.environ.items() if name[:4] == "PIP_"}
    lines = [f"{name} = {value}\n" for name, value in {**settings, "quiet": "2"}.items() if name != "config-file"]
    config = HOME / ".config" / "pip" / "pip.conf"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("[global]\n" + "".join(lines), encoding="utf-8")
    shutil.rmtree(HOME / ".pip", ignore_errors=True)
    for users in (Path.home() / ".config/pip/pip.conf", Path.home() / ".pip/pip.conf"):
        if users.exists():
            (HOME / ".pip").mkdir(exist_ok=True)
            shutil.copy(users, HOME / ".pip" / "pip.conf")


def prepare_pythons(found: dict[str, str]) -> None:
    shutil.rmtree(PYTHONS, ignore_errors=True)
    PYTHONS.mkdir(parents=True)
    for version, path in found.items():
        (PYTHONS / f"python{version}").symlink_to(path)


def path_without_shims() -> str:
    folders = [folder for folder in os.environ["PATH"].split(os.pathsep) if Path(folder).name != "shims"]
    return os.pathsep.join([str(PYTHONS), *folders])


def skips(line: str) -> list[str]:
    """The ids of the tests that ansible-test says to skip, in the form of tests/allowed-skips.txt."""
    return [f"sanity/{name}-{version}" for name, version in SKIP.findall(line)]


def run(command: list[str], **settings) -> tuple[int, list[str]]:
    """Hand on what it prints; gives its status and what it skipped."""
    skipped = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **settings) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            skipped += skips(line)
    return process.returncode, skipped


def main(arguments: list[str]) -> int:
    found = interpreters.present()
    absent = [version for version in interpreters.VERSIONS if version not in found]
    prepare_home()
    prepare_pythons(found)
    place = collection.install(collection.build(CACHE / "dist"), CACHE / "sanity")
    # Else ansible-test finds the checkout's repository, which ignores all that is in .cache.
    subprocess.run(["git", "init", "--quiet"], cwd=place, check=True)
    environment = {**os.environ, "HOME": str(HOME), "PATH": path_without_shims()}
    command = [collection.tool("ansible-test"), "sanity", "--color", "no", *arguments]
    status, skipped = run(command, cwd=place, env=environment)
    allowed = allowed_skips(ALLOWED.read_text(encoding="utf-8"))
    refused = [name for name in skipped if not name.startswith(allowed)]
    print("".join(f"This skip is not in {ALLOWED.name}: {name}\n" for name in refused), end="")
    pythons = f"Python versions tested: {', '.join(found)}; not on this machine: {', '.join(absent) or 'none'}"
    print(pythons)
    stages.note(pythons)
    return status or int(bool(refused))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
