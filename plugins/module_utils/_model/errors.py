# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors that are meant for the operator, and the one of the model."""

from __future__ import annotations


class LvsError(Exception):
    """What a module fails with: its text says what is wrong, where, and mostly what to do."""


class ApplyError(LvsError):
    """An operation was refused; the text says which, why, and what became of those before it.

    ``undone`` tells whether all is as it was before.
    """

    def __init__(self, text: str, undone: bool) -> None:
        """Keep what the record depends on."""
        super().__init__(text)
        self.undone = undone


class ModelError(LvsError, ValueError):
    """A declared value that no cluster can have.

    ``where`` is the path to the value (``services[0] (tcp 203.0.113.10:80): destinations[1]``), ``key`` its name,
    ``value`` what was given, ``reason`` a phrase that completes "<value> ...".
    """

    def __init__(self, where: str, key: str, value: object, reason: str) -> None:
        """Keep the parts, so that callers can put a host in front without parsing text."""
        super().__init__(f"{where}: {key}: {value!r} {reason}" if where else f"{key}: {value!r} {reason}")
        self.where, self.key, self.value, self.reason = where, key, value, reason
