# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the archive of a release, or say what is in its way: release.py VERB..., the stages that its record must have.

Documentation may change after the record; what runs on a controller or a node may not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import yaml

from tests.tools import collection, record


def in_the_record(version: str, wanted: Iterable[str]) -> list[str]:
    if not record.path_of(version).exists():
        return [f"there is no record of {version}; make matrix leaves one"]
    rows = record.load(version).rows
    objections = {name: record.objection(rows.get(name)) for name in wanted}
    return [f"{name}: {why}" for name, why in objections.items() if why]


def in_the_changelog(version: str) -> list[str]:
    folder = collection.ROOT / "changelogs"
    released = yaml.safe_load((folder / "changelog.yaml").read_text(encoding="utf-8"))["releases"]
    waiting = [f"{path.name}: a fragment that is in no release" for path in folder.glob("fragments/*.y*ml")]
    return waiting if version in released else [f"the changelog does not have {version}", *waiting]


def uncommitted() -> list[str]:
    return [f"not committed: {line}" for line in record.git("status", "--porcelain").splitlines()]


def main(words: list[str]) -> int:
    version = record.version()
    wanted = [word for word in words if word not in ("/", "+")]
    if objections := [*uncommitted(), *in_the_changelog(version), *in_the_record(version, wanted)]:
        print("\n".join([f"No release of {version}:", *objections]))
        return 1
    print(f"The archive: {collection.build(collection.ROOT / '.cache/dist').relative_to(collection.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
