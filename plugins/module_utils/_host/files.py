# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile


def read(path: str) -> str | None:
    """Return the text, None where there is no file."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def replace(path: str, text: str, mode: int = 0o600) -> None:
    """Put ``text`` in place of the file, atomically and durably; an empty text removes it."""
    if not text:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        return
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".lvs.cluster-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
