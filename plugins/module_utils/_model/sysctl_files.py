# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of sysctl.d(5) that are read after ours and say otherwise. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Mapping

from . import hiding

_SWAPPED = str.maketrans("./", "/.")


def conflicts(files: Iterable[tuple[str, str]], ours: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each line of ``files`` (path and text, in the order of reading) that undoes one of ``ours``.

    ``ours`` are values by names with slashes.
    """
    for path, text in files:
        for number, line in enumerate(text.splitlines(), 1):
            pattern, value = _setting(line)
            for name, wanted in sorted(ours.items()):
                if pattern and _matches(name, pattern) and not hiding.will_do(name, value, wanted):
                    yield (
                        f"{path}:{number} sets {name} to {value}, after the {wanted} that a VIP on lo needs: whoever "
                        "has the sysctl files read again makes this host betray the VIP. Remove the line"
                    )


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
