# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was applied last on this host: a small private JSON file per module, and the lock that serialises runs.

The record is the scope of purging, leaving and undo: what is not in it was made by somebody else.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator

from .._model.errors import LvsError
from . import files

FOLDER = "/var/lib/lvs.cluster"


class RecordError(LvsError):
    """The record cannot be read, or another run holds it for too long."""


class Record:
    """The record called ``name``. ``load`` without a file is an empty dict; ``save`` is atomic and durable."""

    def __init__(self, name: str, folder: str = FOLDER) -> None:
        """Touch nothing yet."""
        self._folder = folder
        self._path = os.path.join(folder, name + ".json")

    def load(self) -> dict:
        """Return what was saved last."""
        text = files.read(self._path)
        try:
            return {} if text is None else json.loads(text)
        except ValueError as error:
            raise self.damaged(error) from error

    def damaged(self, why: object) -> RecordError:
        """Return the error for a record that is not what was saved."""
        return RecordError(f"{self._path} is not the JSON that was saved there ({why}); move it away")

    def save(self, content: dict) -> None:
        """Replace the record, unless it says the same already; of nothing there is none."""
        text = json.dumps(content, indent=1, sort_keys=True)
        if json.loads(text) != self.load():  # JSON has no tuples
            files.replace(self._path, text if content else "")

    @contextlib.contextmanager
    def locked(self, timeout: float = 60.0) -> Iterator[None]:
        """Hold the host's lock; a second run waits ``timeout`` s for the first and then gives up."""
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _lock(folder, self._folder, time.monotonic() + timeout)
            yield
        finally:
            os.close(folder)


def _lock(descriptor: int, path: str, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
        if time.monotonic() > deadline:
            raise RecordError(f"another run on this host has held {path} for too long")
        time.sleep(0.05)
