# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The batches of a rollout, as an operator gives them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError

KEY = "lvs_serial"
#: One canary, then ever more.
DEFAULT = (1, "10%", "50%", "100%")
_NOT_GIVEN = (None, "", [])
_LARGEST = 1_000_000
_UNHEARD = (
    "is not heeded here: Ansible makes the batches before it looks at any host's variables; give it as an extra "
    f"variable (-e {KEY}=1,10%,50%, or the job template's survey)"
)


def batches(given: object, hostvars: Mapping | None = None) -> list[int | str]:
    """Return the sizes as the keyword ``serial`` takes them: numbers, and shares such as ``10%``.

    ``given`` is a list, or text with commas as a survey gives it. Raise ModelError for what is no size, and for a
    variable of a host in ``hostvars`` that says otherwise.
    """
    sizes = _parsed("", given)
    for host in hostvars or ():
        own = hostvars[host].get(KEY)
        if own not in _NOT_GIVEN and _parsed(f"host {host}", own) != sizes:
            raise ModelError(f"host {host}", KEY, own, _UNHEARD)
    return sizes


def _parsed(where: str, given: object) -> list[int | str]:
    if given in _NOT_GIVEN:
        return list(DEFAULT)
    return [_size(where, one) for one in _entries(where, given)]


def _entries(where: str, given: object) -> Iterable[object]:
    if isinstance(given, str):
        return given.split(",")
    return values.listing(where, KEY, given)


def _size(where: str, given: object) -> int | str:
    text = given.strip() if isinstance(given, str) else given
    if isinstance(text, str) and text.endswith("%"):
        return f"{_number(where, given, text[:-1], 100)}%"
    return _number(where, given, text, _LARGEST)


def _number(where: str, given: object, digits: object, most: int) -> int:
    try:
        return values.integer(where, KEY, digits, 1, most)
    except ModelError:
        reason = "is no batch: neither a whole number from 1, such as 5, nor a share from 1% to 100%"
        raise ModelError(where, KEY, given, reason) from None
