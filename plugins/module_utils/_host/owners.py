# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who else drives the table; told from what programs hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._model.service import ServiceKey


class Owner(NamedTuple):
    """Another program, and how an operator can see that it drives the table."""

    name: str
    evidence: str


def foreign_owner(_services: Iterable[ServiceKey]) -> Owner | None:
    """Return who drives these services."""
    return None
