# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that systemd-sysctl(8) and ``sysctl --system`` read after one of ours."""

from __future__ import annotations

import os

from . import files

#: sysctl.d(5): a file hides those of its name in the folders after it. All are read by their names' order.
_FOLDERS = ("etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d", "lib/sysctl.d")
_LAST = "etc/sysctl.conf"  # sysctl(8) reads it in the end


def later(than: str, root: str = "/") -> list[tuple[str, str]]:
    """Return path and text of each file that sorts after the name ``than``, and of /etc/sysctl.conf, in their order."""
    found: dict[str, str] = {}
    for folder in reversed(_FOLDERS):
        found.update({name: f"{folder}/{name}" for name in _names(os.path.join(root, folder))})
    paths = [found[name] for name in sorted(found) if name > than and name.endswith(".conf")]
    if not any(os.path.realpath(os.path.join(root, path)) == os.path.join(root, _LAST) for path in paths):
        paths.append(_LAST)
    return [(f"/{path}", files.read(os.path.join(root, path)) or "") for path in paths]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
