# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os


def read(path: str) -> str | None:
    """Return the text as it is, whatever bytes somebody has put there; None where there is no file."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def replace(path: str, text: str, mode: int = 0o600) -> None:
    """Put ``text`` in place of the file, atomically and durably; an empty text removes it.

    Two callers for one path must hold a lock: the new text lies beside the file under a name that is always the same,
    so that what a kill leaves there is taken away by the next run.
    """
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.new")
    for left in (temporary,) if text else (temporary, path):
        _remove(left)
    if text:
        try:
            _write(temporary, text, mode)
            os.replace(temporary, path)
        except BaseException:
            _remove(temporary)
            raise
    _sync(folder)


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _write(path: str, text: str, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write(text)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


def _sync(folder: str) -> None:
    """A new name outlives a loss of power only when its folder is on the disk, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
