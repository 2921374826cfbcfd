# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table as the lines of ``ipvsadm-save -n``: every operator of LVS reads them, so a diff is made of them.

One thing is added that ``ipvsadm -Sn`` leaves out and ``ipvsadm -R`` takes: the thresholds of destinations.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from .service import (
    NAMED_FLAGS,
    ONE_PACKET,
    SCHEDULER_FLAGS,
    TUNNEL_FLAGS,
    TUNNEL_TYPES,
    WHOLE_ADDRESS,
    Destination,
    Service,
    ServiceKey,
    endpoint,
)

if TYPE_CHECKING:
    from .settings import Daemon

_FORWARDING = {"masquerade": "-m", "tunnel": "-i"}
_SELECTOR = {"tcp": "-t", "udp": "-u", "sctp": "--sctp-service"}


def table_lines(services: Iterable[Service]) -> list[str]:
    """Return the lines of a whole table, services and destinations in the order of their addresses."""
    lines: list[str] = []
    for service in sorted(services):
        lines.append(service_line(service))
        lines += [destination_line(service.key, destination) for destination in service.destinations or ()]
    return lines


def service_line(service: Service) -> str:
    """Return ``-A -t 203.0.113.10:80 -s sh -p 300 -M 255.255.255.0 --pe sip -o -b sh-port``, what applies of it."""
    words = ["-A", target(service.key), "-s", service.scheduler]
    if service.timeout:
        words += ["-p", str(service.timeout)]
    if service.netmask != WHOLE_ADDRESS[service.key.family]:
        words += ["-M", netmask_text(service)]
    if service.engine:
        words += ["--pe", service.engine]
    if service.flags & ONE_PACKET:
        words.append("-o")
    flags = scheduler_flags(service)
    return " ".join((*words, "-b", ",".join(flags)) if flags else words)


def destination_line(key: ServiceKey, destination: Destination) -> str:
    """Return ``-a -t 203.0.113.10:80 -r 10.0.0.11:80 -g -w 1``, with tunnel and thresholds where there are any."""
    method = _FORWARDING.get(destination.forwarding, "-g")
    real_server = endpoint(destination.address, destination.port)
    words = ["-a", target(key), "-r", real_server, method, "-w", str(destination.weight)]
    if destination.forwarding == "tunnel":
        words += _tunnel(destination.tunnel)
    if destination.upper_threshold:
        words += ["-x", str(destination.upper_threshold)]
    if destination.lower_threshold:
        words += ["-y", str(destination.lower_threshold)]
    return " ".join(words)


def timeouts_line(timeouts: Iterable[int]) -> str:
    """Return ``--set 900 120 300``; ipvsadm leaves as it is what is 0."""
    return "--set {} {} {}".format(*timeouts)


def daemon_line(daemon: Daemon) -> str:
    """Return ``--start-daemon master --mcast-interface eth0 --syncid 7 ...``."""
    words = ["--start-daemon", daemon.state, "--mcast-interface", daemon.interface, "--syncid", str(daemon.id)]
    words += ["--sync-maxlen", str(daemon.maxlen)] if daemon.maxlen else []
    words += ["--mcast-group", daemon.group, "--mcast-port", str(daemon.port), "--mcast-ttl", str(daemon.ttl)]
    return " ".join(words)


def target(key: ServiceKey) -> str:
    """Return how a line names its service: ``-t 203.0.113.10:80`` or ``-f 7 -6``."""
    if key.fwmark:
        return f"-f {key.fwmark}" + (" -6" if key.family == "ipv6" else "")
    return f"{_SELECTOR.get(key.protocol, key.protocol)} {endpoint(key.address, key.port)}"


def scheduler_flags(service: Service) -> list[str]:
    """Return the names of the scheduler's flags: those of sh and mh, else ``flag-1`` to ``flag-3``."""
    own_names = {generic: name for name, generic in NAMED_FLAGS.get(service.scheduler, {}).items()}
    return [own_names.get(name, name) for name, bit in SCHEDULER_FLAGS.items() if service.flags & bit]


def netmask_text(service: Service) -> str:
    """Return the persistence netmask as ipvsadm takes it: dotted for IPv4, a prefix length for IPv6."""
    return str(IPv4Address(service.netmask)) if service.key.family == "ipv4" else str(service.netmask)


def tunnel_type(tunnel: tuple[int, int, int]) -> str:
    """Return the name of a tunnel's type, for one that has none its number."""
    return TUNNEL_TYPES[tunnel[0]] if tunnel[0] < len(TUNNEL_TYPES) else str(tunnel[0])


def tunnel_flags(tunnel: tuple[int, int, int]) -> list[str]:
    """Return the names of a tunnel's flags."""
    return [name for name, bit in TUNNEL_FLAGS.items() if tunnel[2] & bit]


def _tunnel(tunnel: tuple[int, int, int]) -> list[str]:
    kind, port, _bits = tunnel
    words = ["--tun-type", tunnel_type(tunnel)]
    words += ["--tun-port", str(port)] if port else []
    return words if kind == 0 else [*words, *[f"--tun-{name}" for name in tunnel_flags(tunnel) or ["nocsum"]]]
