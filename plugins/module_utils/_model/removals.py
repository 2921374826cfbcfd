# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many destinations of one service a run may delete: the guard against an inventory that has lost some. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from . import operations as op
from .errors import ModelError
from .service import Service, Table

KEY = "max_removals"
_BOUND = re.compile(r"\s*([0-9]{1,9})\s*(%?)\s*\Z")


class Bound(NamedTuple):
    """At most ``number`` destinations of a service, or so many percent of those that it has, rounded up."""

    number: int
    is_percent: bool

    def __str__(self) -> str:
        """Return it as it is declared."""
        return f"{self.number}%" if self.is_percent else str(self.number)

    def of(self, count: int) -> int:
        """Return how many of ``count`` destinations may go."""
        return -(-count * self.number // 100) if self.is_percent else self.number


def bound_from_text(text: str, key: str = KEY) -> Bound:
    """Return the bound that ``2`` or ``50%`` declares; raise ModelError, which names ``key``, for anything else."""
    found = _BOUND.match(text)
    if not found or (found.group(2) and int(found.group(1)) > 100):
        raise ModelError("", key, text, "is neither a number, such as 2, nor a percentage, such as 50%")
    return Bound(int(found.group(1)), bool(found.group(2)))


def refuse(bound: Bound, table: Table, operations: Iterable[op.Operation], declared: Sequence[Service]) -> None:
    """Raise ModelError for the first service of which ``operations`` would delete more destinations than may go.

    A service that goes as a whole takes all of its destinations along.
    """
    going: Counter = Counter()
    for operation in operations:
        if operation.operation == op.DELETE_DESTINATION:
            going[operation.key] += 1
        elif operation.operation == op.DELETE_SERVICE:
            going[operation.key] += len(operation.before.destinations)
    for key, count in going.items():
        present = len(table[key].destinations)
        if count > bound.of(present):
            places = [f"services[{index}] ({key})" for index, one in enumerate(declared) if one.key == key]
            reason = (
                f"is exceeded: {count} of {present} destinations would be deleted, at most {bound.of(present)} may be; "
                "nothing was changed"
            )
            raise ModelError(places[0] if places else str(key), KEY, str(bound), reason)
