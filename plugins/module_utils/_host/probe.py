# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the ``arp_probe`` module: find where to ask, ask, and say who answered."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from socket import AF_INET6, inet_ntop

from .._model import probe
from .._model.vip import HeldAddress
from .._netlink import packet
from .._netlink.route import RouteClient

_IF_INET6 = "/proc/net/if_inet6"
_UNUSABLE = 0x08 | 0x40  # linux/if_addr.h: IFA_F_DADFAILED, IFA_F_TENTATIVE


def run(asked: probe.Question) -> tuple[dict, str]:
    """Return the report, and what is not as expected as a sentence, empty if nothing is."""
    with RouteClient() as route:
        interface, source = probe.place(asked, list(route.interfaces()), _held(asked.address, route))
    answers = packet.ask(interface, asked.address, source, asked.count, asked.interval, asked.timeout)
    found = probe.responders(answers, asked.names)
    report = {"interface": interface, "source": source, "responders": [one._asdict() for one in found]}
    return report, probe.fault(asked, interface, found)


def ipv6_addresses(lines: Iterable[str]) -> Iterator[HeldAddress]:
    """Yield the usable addresses in the lines of /proc/net/if_inet6."""
    for address, _index, prefix, _scope, flags, interface in map(str.split, lines):
        if not int(flags, 16) & _UNUSABLE:
            yield HeldAddress(inet_ntop(AF_INET6, bytes.fromhex(address)), int(prefix, 16), interface, interface)


def _held(address: str, route: RouteClient) -> tuple[HeldAddress, ...]:
    """Return this host's addresses of the same family."""
    if ":" not in address:
        return route.addresses()
    with contextlib.suppress(FileNotFoundError), open(_IF_INET6, encoding="ascii") as lines:  # a kernel without IPv6
        return tuple(ipv6_addresses(lines))
    return ()
