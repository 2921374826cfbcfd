# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a host could not be read, and why."""

from __future__ import annotations

from typing import Callable, TypeVar

from ..._model.errors import LvsError

_Part = TypeVar("_Part")


class Gaps:
    """Sentences about the parts of a document that are missing; no part keeps the others from being read."""

    def __init__(self) -> None:
        """Nothing is missing yet."""
        self.sentences: list[str] = []

    def part(self, name: str, read: Callable[..., _Part], *arguments: object) -> _Part | None:
        """Return what ``read`` does, None where it cannot: then there is a sentence about it."""
        try:
            return read(*arguments)
        except (OSError, LvsError, ValueError, LookupError) as error:
            self.add(f"{name} could not be read: {error or type(error).__name__}")
            return None

    def add(self, sentence: str) -> None:
        """Say what is missing."""
        self.sentences.append(sentence)
