# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that systemd-sysctl(8) and ``sysctl --system`` read after one of ours."""

from __future__ import annotations

import os
from collections.abc import Iterable

from . import files

#: sysctl.d(5): a file hides those of its name in the folders after it. All are read by their names' order.
_FOLDERS = ("etc", "run", "usr/local/lib", "usr/lib", "lib")
_KIND = "sysctl.d"
_LAST = "etc/sysctl.conf"  # sysctl(8) reads it in the end


def later(than: str, root: str = "/") -> list[tuple[str, str]]:
    """Return path and text of each file that sorts after the name ``than``, and of /etc/sysctl.conf, in their order."""
    paths = [path for path in _paths(_KIND, root) if os.path.basename(path) > than]
    if not any(os.path.realpath(os.path.join(root, path)) == os.path.join(root, _LAST) for path in paths):
        paths.append(_LAST)
    return _texts(paths, root)


def counting(kind: str, root: str = "/") -> list[tuple[str, str]]:
    """Return path and text of each file in folders that work alike, such as ``modules-load.d``, in their order."""
    return _texts(_paths(kind, root), root)


def _paths(kind: str, root: str) -> list[str]:
    """Return the paths of the files that no other one hides."""
    found: dict[str, str] = {}
    for folder in reversed(_FOLDERS):
        found.update({name: f"{folder}/{kind}/{name}" for name in _names(os.path.join(root, folder, kind))})
    return [found[name] for name in sorted(found) if name.endswith(".conf")]


def _texts(paths: Iterable[str], root: str) -> list[tuple[str, str]]:
    return [(f"/{path}", files.read(os.path.join(root, path)) or "") for path in paths]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
