# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sysctls that keep a VIP on ``lo`` quiet. Pure.

IPv4 answers ARP for an address on ``lo`` by every interface, and puts it into its own requests, unless told otherwise.
The kernel uses the maximum of ``all`` and the interface that the packet comes in or goes out by; ``lo`` has no say
(kernel documentation, networking/ip-sysctl). So ``all`` is set. But the values are no scale: ``arp_ignore`` 3 answers
for an address on ``lo`` again, and so do 4 to 7 and what is above 8 (net/ipv4/arp.c, arp_ignore()); ``arp_announce``
above 2 announces as 0 does (arp_solicit()). An interface with such a value leaks, whatever ``all`` says.

IPv6 never answers for an address on ``lo``, and needs no sysctl.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Mapping

from .errors import ModelError
from .host import LOOPBACK

CONF = "net/ipv4/conf"
IGNORE, ANNOUNCE, RP_FILTER, PROXY = "arp_ignore", "arp_announce", "rp_filter", "proxy_arp"
#: 1: answer only for addresses of the interface that the request came in by; 2: and only to its network; 8: never.
#: 2: ask with an address of the interface that the request leaves by.
_QUIET = {IGNORE: ("1", ("1", "2", "8")), ANNOUNCE: ("2", ("2",))}
PARAMETERS = (IGNORE, ANNOUNCE, RP_FILTER, PROXY)


def name(interface: str, parameter: str) -> str:
    """Return the sysctl by the name that it has with slashes: an interface may be called ``eth0.100``."""
    return f"{CONF}/{interface}/{parameter}"


def quiet(sysctls: Mapping[str, str]) -> dict[str, str]:
    """Return what ``all`` has to be: a present value that is quiet already is left as it is."""
    found = {}
    for parameter, (value, quiet_ones) in _QUIET.items():
        present = sysctls[name("all", parameter)]
        found[name("all", parameter)] = present if present in quiet_ones else value
    return found


def refuse_loud_interfaces(sysctls: Mapping[str, str], interfaces: Iterable[str]) -> None:
    """Raise ModelError for an interface whose own value would make the host talk, whatever ``all`` is."""
    wanted = quiet(sysctls)
    for interface in interfaces:
        for parameter, (_value, quiet_ones) in _QUIET.items():
            own = sysctls.get(name(interface, parameter), "0")
            effective = str(max(int(own), int(wanted[name("all", parameter)])))
            if interface != LOOPBACK and effective not in quiet_ones:
                reason = "makes this host betray a VIP on lo by ARP, whatever conf.all says; set it to 0"
                raise ModelError("", f"sysctl {name(interface, parameter)}", int(own), reason)


def will_do(sysctl: str, value: str, ours: str) -> bool:
    """Tell whether ``value`` does for a sysctl what ``ours`` does."""
    quiet_ones = _QUIET.get(sysctl.rpartition("/")[2], ("", ()))[1]
    return value == ours or value in quiet_ones


def effective(sysctls: Mapping[str, str], interface: str, parameter: str) -> int:
    """Return the maximum of ``all`` and the interface, which is what the kernel uses."""
    return max(int(sysctls.get(name(which, parameter), "0")) for which in ("all", interface))
