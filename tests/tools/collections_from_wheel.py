# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unpack the few collections that the tests use from the wheel of the ansible package.

community.docker carries molecule's docker driver, ansible.posix its callbacks and awx.awx the argument specs that the
objects for Tower are checked against; lvs.cluster itself depends on none.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

WANTED = ("ansible/posix", "awx/awx", "community/docker", "community/library_inventory_filtering_v1")


def download(requirements: str, folder: str) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "-r", requirements]
    subprocess.run(pip, check=True)
    (wheel,) = Path(folder).glob("ansible-*.whl")
    return wheel


def unpack(wheel: Path, target: str) -> None:
    folders = tuple(f"ansible_collections/{name}/" for name in WANTED)
    with zipfile.ZipFile(wheel) as archive:
        members = [name for name in archive.namelist() if name.startswith(folders)]
        missing = [folder for folder in folders if not any(name.startswith(folder) for name in members)]
        if missing:
            raise SystemExit(f"{wheel.name} lacks {', '.join(missing)}")
        archive.extractall(target, members)


def main(requirements: str, target: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        unpack(download(requirements, folder), target)


if __name__ == "__main__":
    main(*sys.argv[1:])
