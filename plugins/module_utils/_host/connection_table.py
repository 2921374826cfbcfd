# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The size of IPVS's table of connections: an option of the module ip_vs, heeded when that is loaded (modprobe.d(5)).

Only a run that says something of it imports this.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator

from .._model.errors import ModelError
from .._model.operations import Operation, inverse
from .boot import OPTIONS, Boot

_TABLE = "/proc/net/ip_vs"
#: Kernels before 6.5 make 12 of more than 20, without a word (net/netfilter/ipvs/ip_vs_conn.c, ip_vs_conn_init).
_MOST_ONCE, _TAKES_MORE = 20, (6, 5)


def plan(bits: int, boot: Boot) -> tuple[Operation, ...]:
    """Return the operation after which ip_vs gets the size when it is loaded next; raise ModelError for too much."""
    release = os.uname().release
    if bits > _MOST_ONCE and tuple(map(int, re.findall("[0-9]+", release)[:2])) < _TAKES_MORE:
        reason = (
            f"is more than the kernel {release} of this host takes, which is {_MOST_ONCE}; those from 6.5 on take 27"
        )
        raise ModelError("", "connection_table_bits", bits, reason)
    return boot.plan_files({OPTIONS: f"options ip_vs conn_tab_bits={bits}\n"}, {})


@contextlib.contextmanager
def written(bits: int, boot: Boot) -> Iterator[tuple[Operation, ...]]:
    """Have the size said before a run loads ip_vs, so that the table has it at once; take it back where the run fails.

    Yields what was done.
    """
    operations = plan(bits, boot)
    try:
        for operation in operations:
            boot.perform(operation)
        yield operations
    except BaseException:
        with contextlib.suppress(OSError):  # where even this is refused, the error itself tells more
            for operation in operations:
                boot.perform(inverse(operation))
        raise


def warnings(bits: int, table: str = _TABLE) -> list[str]:
    """Return a sentence where the table that is there has another size."""
    found = re.search(r"\(size=([0-9]+)\)", _first_line(table))
    if not found or int(found.group(1)) == 1 << bits:
        return []
    return [
        f"connection_table_bits: {bits}: the table of this kernel has {found.group(1)} rows, not {1 << bits}; the size "
        "counts when ip_vs is loaded anew, mostly at the next boot"
    ]


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="ascii") as lines:
            return lines.readline()
    except FileNotFoundError:
        return ""
