# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of sysctl.d(5) that are read after ours and say otherwise. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Mapping, NamedTuple

from . import hiding

_SWAPPED = str.maketrans("./", "/.")


class Conflict(NamedTuple):
    """A line of a file that sets the sysctl ``name`` to ``value``, after what is ``ours``."""

    path: str
    line: int
    name: str
    value: str
    ours: str

    def __str__(self) -> str:
        """Return the sentence for an operator."""
        return (
            f"{self.path}:{self.line} sets {self.name} to {self.value}, after the {self.ours} that a VIP on lo needs: "
            "whoever has the sysctl files read again makes this host betray the VIP. Remove the line"
        )


def conflicts(files: Iterable[tuple[str, str]], ours: Mapping[str, str]) -> Iterator[Conflict]:
    """Yield each line of ``files`` (path and text, in the order of reading) that undoes one of ``ours``.

    ``ours`` are values by names with slashes.
    """
    for path, text in files:
        for number, line in enumerate(text.splitlines(), 1):
            pattern, value = _setting(line)
            for name, wanted in sorted(ours.items()):
                if pattern and _matches(name, pattern) and not hiding.will_do(name, value, wanted):
                    yield Conflict(path, number, name, value, wanted)


def _setting(line: str) -> tuple[str, str]:
    """Return name or pattern and value of a line; both are empty where it sets nothing."""
    name, equals, value = line.partition("=")
    name = name.strip().lstrip("-")
    if not equals or name.startswith(("#", ";")):
        return "", ""
    # The first separator tells which of the two stands for itself.
    first = next((letter for letter in name if letter in "./"), "/")
    return name if first == "/" else name.translate(_SWAPPED), " ".join(value.split())


def _matches(name: str, pattern: str) -> bool:
    parts, patterns = name.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))
