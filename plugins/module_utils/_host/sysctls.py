# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kernel parameters through /proc/sys, by the names of sysctl(8) in their form with slashes.

The slashes matter: an interface may be called ``eth0.100``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from .._model import hiding
from .._model.errors import LvsError

ROOT = "/proc/sys"


class SysctlError(LvsError):
    """A kernel parameter that is not there or cannot be written."""


def read(name: str, root: str = ROOT) -> int:
    """Return the present value."""
    return int(text(name, root))


def text(name: str, root: str = ROOT) -> str:
    """Return the present value as text, several numbers with single spaces between."""
    try:
        with open(_path(name, root), encoding="ascii") as file:
            return " ".join(file.read().split())
    except OSError as error:
        raise SysctlError(f"sysctl {name}: cannot be read: {error.strerror}") from error


def write(name: str, value: int | str, root: str = ROOT) -> None:
    """Set a value; an unprivileged container has /proc/sys read-only."""
    try:
        with open(_path(name, root), "w", encoding="ascii") as file:
            file.write(str(value))
    except OSError as error:
        raise SysctlError(f"sysctl {name}: cannot be set to {value}: {error.strerror}") from error


def is_writable(name: str, root: str = ROOT) -> bool:
    """Tell whether this process can set a value."""
    return os.access(_path(name, root), os.W_OK)


def of_interfaces(interfaces: Iterable[str], root: str = ROOT) -> dict[str, str]:
    """Return what decides on ARP and on filtering, for ``all`` and each interface; one without IPv4 has nothing."""
    with_ipv4 = (one for one in interfaces if os.path.isdir(_path(f"{hiding.CONF}/{one}", root)))
    names = [hiding.name(one, parameter) for one in ("all", *with_ipv4) for parameter in hiding.PARAMETERS]
    return {name: text(name, root) for name in names}


def read_all(folder: str, root: str = ROOT) -> dict[str, int | str]:
    """Return every parameter of a folder by its last name: numbers as numbers, what is none (two numbers) as text."""
    return {name: _number_or_text(text(f"{folder}/{name}", root)) for name in names(folder, root)}


def names(folder: str, root: str = ROOT) -> list[str]:
    """Return the last names of a folder's parameters."""
    return sorted(os.listdir(_path(folder, root)))


def _number_or_text(value: str) -> int | str:
    try:
        return int(value)
    except ValueError:
        return value


def _path(name: str, root: str) -> str:
    return os.path.join(root, name)
