# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual servers and their real servers, as a declaration and as a kernel has them.

Named tuples, because a table is compared, hashed and sorted by value, 100,000 destinations at a time.
Configuration only: counters are another type, so that no comparison ever meets one.
"""

from __future__ import annotations

from typing import Mapping, NamedTuple

PROTOCOLS = ("tcp", "udp", "sctp")
#: linux/ip_vs.h: IP_VS_CONN_F_FWD_MASK. ``localnode`` and ``bypass`` are the kernel's own, never declared.
FORWARDING_METHODS = ("masquerade", "localnode", "tunnel", "direct", "bypass")
#: linux/ip_vs.h: IP_VS_CONN_F_TUNNEL_TYPE and IP_VS_TUNNEL_ENCAP_FLAG.
TUNNEL_TYPES = ("ipip", "gue", "gre")
TUNNEL_FLAGS = {"csum": 1, "remcsum": 2}
#: linux/ip_vs.h: IP_VS_SVC_F. The three scheduler flags mean what the scheduler makes of them: sh and mh name two.
PERSISTENT, ONE_PACKET = 0x1, 0x4
SCHEDULER_FLAGS = {"flag-1": 0x8, "flag-2": 0x10, "flag-3": 0x20}
FALLBACK, PORT = "flag-1", "flag-2"
NAMED_FLAGS = {
    "sh": {"sh-fallback": FALLBACK, "sh-port": PORT},
    "mh": {"mh-fallback": FALLBACK, "mh-port": PORT},
}
#: Schedulers that map a client to a real server without regard to its weight.
MAPPING_SCHEDULERS = ("sh", "mh", "dh")
DEFAULT_SCHEDULER = "wlc"
#: Of persistence, and of any other timeout, in s: 31 days, ipvsadm's bound.
LONGEST_TIMEOUT = 31 * 24 * 3600
#: Where IPVS has its sysctls, below /proc/sys.
SYSCTLS = "net/ipv4/vs"
#: The persistence netmask that means "each client by itself", as the kernel keeps it: IPv4 a mask, IPv6 a prefix.
WHOLE_ADDRESS = {"ipv4": 0xFFFFFFFF, "ipv6": 128}
#: What a module takes to name a service, as an argument spec of Ansible.
IDENTITY_ARGUMENTS = {
    "address": {"type": "str"},
    "port": {"type": "int"},
    "protocol": {"type": "str", "choices": list(PROTOCOLS)},
    "fwmark": {"type": "int"},
    "family": {"type": "str", "choices": list(WHOLE_ADDRESS)},
}


class ServiceKey(NamedTuple):
    """What the kernel identifies a service by: protocol, address and port, or family and firewall mark."""

    family: str
    protocol: str
    address: str
    port: int
    fwmark: int = 0

    def __str__(self) -> str:
        """Return the form of ipvsadm(8)'s listing: ``tcp 203.0.113.10:80`` or ``fwmark 7``."""
        if self.fwmark:
            return f"fwmark {self.fwmark}" + (" ipv6" if self.family == "ipv6" else "")
        return f"{self.protocol} {endpoint(self.address, self.port)}"


class Destination(NamedTuple):
    """A real server of one service. Weight 0: no new connections; threshold 0: none; tunnel: type, port, flags."""

    address: str
    port: int
    forwarding: str = "direct"
    weight: int = 1
    upper_threshold: int = 0
    lower_threshold: int = 0
    family: str = "ipv4"
    tunnel: tuple[int, int, int] = (0, 0, 0)

    @property
    def key(self) -> tuple[str, int]:
        """What the kernel identifies a destination of a service by."""
        return self.address, self.port


class Service(NamedTuple):
    """A virtual server. ``flags`` are scheduler and one-packet bits, ``timeout`` s of persistence (0: none).

    ``netmask`` is the kernel's (see WHOLE_ADDRESS). In a declaration ``destinations`` is None where it leaves all
    of them alone, ``absent`` are the keys of those that shall go, and ``kept`` are as given where a kernel has them;
    none of these is in a table, nor in what is planned from one.
    """

    key: ServiceKey
    scheduler: str
    flags: int = 0
    timeout: int = 0
    netmask: int = WHOLE_ADDRESS["ipv4"]
    engine: str = ""
    destinations: tuple[Destination, ...] | None = None
    absent: tuple[tuple[str, int], ...] = ()
    kept: tuple[Destination, ...] = ()

    @property
    def settings(self) -> tuple:
        """All that SET_SERVICE can change."""
        return self[1:6]


#: All services of a host, with their destinations.
Table = Mapping[ServiceKey, Service]


def endpoint(address: str, port: int) -> str:
    """Return ``address:port``, an IPv6 address in brackets (RFC 3986, section 3.2.2)."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
