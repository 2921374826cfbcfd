# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must and what must not be in the archive that Galaxy's users get."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable
from pathlib import Path

WRITTEN_BY_GALAXY = {"MANIFEST.json", "FILES.json"}
MOST_BYTES = 500_000
WANTED_FOLDERS = ("changelogs/", "docs/", "meta/", "playbooks/", "plugins/", "roles/")
WANTED_PAGES = {"README.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md"}
# By .ansible-lint a Galaxy server knows what it cannot judge.
WANTED_FILES = WANTED_PAGES | {".ansible-lint", "LICENSE", "bindep.txt", "execution-environment.yml"}
# Without these the collection is not what it says it is.
INDISPENSABLE = WANTED_FILES | {
    "changelogs/changelog.yaml",
    "meta/ee-requirements.txt",
    "meta/execution-environment.yml",
    "meta/runtime.yml",
    "playbooks/site.yml",
    "plugins/modules/ipvs.py",
    "plugins/modules/vip.py",
    "roles/director/meta/argument_specs.yml",
    "roles/director/tasks/main.yml",
    "roles/realserver/meta/argument_specs.yml",
    "roles/realserver/tasks/main.yml",
}


def wanted(name: str) -> bool:
    return name in WANTED_FILES or name.startswith(WANTED_FOLDERS)


def wrong_list(members: Iterable[str], sources: Iterable[str]) -> list[str]:
    """Compare the archive's files with the checkout's: neither more nor less than a user needs."""
    there = set(members) - WRITTEN_BY_GALAXY
    due = set(filter(wanted, sources)) | INDISPENSABLE
    return [
        *(f"not in the archive: {name}" for name in sorted(due - there)),
        *(f"not for users: {name}" for name in sorted(there - due)),
    ]


def wrong_members(archive: Path) -> list[str]:
    """Names that lead out of the folder, and anything but plain files and folders."""
    with tarfile.open(archive) as tar:
        return [
            f"{member.name}: type {member.type!r}"
            for member in tar
            if member.name.startswith("/") or ".." in Path(member.name).parts or not (member.isfile() or member.isdir())
        ]


def empty_folders(archive: Path) -> list[str]:
    """What an ignored folder leaves behind when only its files are ignored."""
    with tarfile.open(archive) as tar:
        members = tar.getmembers()
    filled = {str(parent) for member in members if member.isfile() for parent in Path(member.name).parents}
    return [member.name for member in members if member.isdir() and member.name not in filled]


def large(files: dict[str, bytes]) -> list[str]:
    """Files that nobody wants to fetch with a collection."""
    return [f"{name}: {len(content)} bytes" for name, content in files.items() if len(content) > MOST_BYTES]


def contents(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar if member.isfile()}
