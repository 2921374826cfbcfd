# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Destinations that are kept: as declared where the kernel has them, not there where it has not. Pure.

They are the real servers of which a run knows nothing: it must neither take them out nor put them in.
"""

from __future__ import annotations

from collections.abc import Iterable

from .service import Service, Table


def resolved(services: Iterable[Service], table: Table) -> tuple[Service, ...]:
    """Return the declared services, of what they keep only those that ``table`` has, as destinations like any."""
    return tuple(_resolved(service, table.get(service.key)) if service.kept else service for service in services)


def _resolved(service: Service, present: Service | None) -> Service:
    there = {found.key for found in present.destinations} if present else ()
    kept = (destination for destination in service.kept if destination.key in there)
    return service._replace(destinations=tuple(sorted((*service.destinations, *kept))), kept=())
