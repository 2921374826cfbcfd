# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table as the lines of ``ipvsadm-save -n``: every operator of LVS reads them, so a diff is made of them."""

from __future__ import annotations

from collections.abc import Iterable

from .service import Destination, Service, ServiceKey, endpoint

_FORWARDING = {"masquerade": " -m", "tunnel": " -i"}
_SELECTOR = {"tcp": "-t", "udp": "-u", "sctp": "--sctp-service"}


def table_lines(services: Iterable[Service]) -> list[str]:
    """Return the lines of a whole table, services and destinations in the order of their addresses."""
    lines: list[str] = []
    for service in sorted(services):
        lines.append(service_line(service))
        lines += [destination_line(service.key, destination) for destination in service.destinations or ()]
    return lines


def service_line(service: Service) -> str:
    """Return ``-A -t 203.0.113.10:80 -s wlc``."""
    line = f"-A {_target(service.key)} -s {service.scheduler}"
    if service.timeout:
        line += f" -p {service.timeout}"
    return line


def destination_line(key: ServiceKey, destination: Destination) -> str:
    """Return ``-a -t 203.0.113.10:80 -r 10.0.0.11:80 -g -w 1``, thresholds only where there are any."""
    method = _FORWARDING.get(destination.forwarding, " -g")
    line = f"-a {_target(key)} -r {endpoint(destination.address, destination.port)}{method} -w {destination.weight}"
    if destination.upper_threshold:
        line += f" -x {destination.upper_threshold}"
    if destination.lower_threshold:
        line += f" -y {destination.lower_threshold}"
    return line


def _target(key: ServiceKey) -> str:
    if key.fwmark:
        return f"-f {key.fwmark}" + (" -6" if key.family == "ipv6" else "")
    return f"{_SELECTOR.get(key.protocol, key.protocol)} {endpoint(key.address, key.port)}"
