# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kernel parameters through /proc/sys, by the names of sysctl(8) in their form with slashes.

The slashes matter: an interface may be called ``eth0.100``.
"""

from __future__ import annotations

import os

ROOT = "/proc/sys"


class SysctlError(Exception):
    """A kernel parameter that is not there or cannot be written."""


def read(name: str, root: str = ROOT) -> int:
    """Return the present value."""
    try:
        with open(_path(name, root), encoding="ascii") as file:
            return int(file.read())
    except OSError as error:
        raise SysctlError(f"sysctl {name}: cannot be read: {error.strerror}") from error


def write(name: str, value: int, root: str = ROOT) -> None:
    """Set a value; an unprivileged container has /proc/sys read-only."""
    try:
        with open(_path(name, root), "w", encoding="ascii") as file:
            file.write(str(value))
    except OSError as error:
        raise SysctlError(f"sysctl {name}: cannot be set to {value}: {error.strerror}") from error


def _path(name: str, root: str) -> str:
    return os.path.join(root, name)


def read_all(folder: str, root: str = ROOT) -> dict[str, int | str]:
    """Return every parameter of a folder by its last name: numbers as numbers, what is none (two numbers) as text."""
    path = _path(folder, root)
    return {name: _number_or_text(os.path.join(path, name)) for name in sorted(os.listdir(path))}


def _number_or_text(path: str) -> int | str:
    with open(path, encoding="ascii") as file:
        text = file.read().strip()
    try:
        return int(text)
    except ValueError:
        return " ".join(text.split())
