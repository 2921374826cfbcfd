# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables that are measured: every destination another address, every service another port."""

from __future__ import annotations

from ansible_collections.lvs.cluster.plugins.module_utils._model.described import service_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.rules import table_lines
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey


def table(services: int, destinations: int) -> tuple[Service, ...]:
    return tuple(_service(index, destinations) for index in range(services))


def heavier(service: Service) -> Service:
    """The same with another weight of its first destination."""
    first, *others = service.destinations
    return service._replace(destinations=(first._replace(weight=9), *others))


def rules(services: tuple[Service, ...]) -> str:
    """The table as ipvsadm -R reads it."""
    return "".join(line + "\n" for line in table_lines(services))


def params(services: tuple[Service, ...]) -> list[dict]:
    """The table as the module's parameter."""
    return [service_params(service) for service in services]


def _service(index: int, destinations: int) -> Service:
    port = 1000 + index
    reals = (Destination(f"10.{index // 250}.{index % 250}.{number}", port) for number in range(1, destinations + 1))
    return Service(ServiceKey("ipv4", "tcp", "203.0.113.10", port), "wlc", destinations=tuple(sorted(reals)))
