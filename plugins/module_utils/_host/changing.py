# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the record says while a change is under way, whatever becomes of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from .._model.errors import ApplyError


@contextlib.contextmanager
def remembering(
    save: Callable[[object], None], before: object, meanwhile: object, afterwards: object
) -> Iterator[None]:
    """Save ``meanwhile`` during a change and ``afterwards`` after it; ``before`` again where all was undone."""
    save(meanwhile)
    try:
        yield
    except ApplyError as error:
        if error.undone:
            with contextlib.suppress(OSError):  # where even this is refused, the error itself tells more
                save(before)
        raise
    save(afterwards)
