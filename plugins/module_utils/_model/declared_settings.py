# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time-outs, sync daemons and sysctls that a caller of the ``ipvs`` module declares, validated.

Bounds are those of ipvsadm(8), so that whatever is declared can be restored by it, and of linux/ip_vs.h.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Mapping

from . import values
from .errors import ModelError
from .service import LONGEST_TIMEOUT
from .settings import DAEMON_STATES, Daemon, Settings, Timeouts

_INTERFACE = re.compile(r"[!-.0-9;-~]{1,15}\Z")  # linux/if.h: IFNAMSIZ; net/core/dev.c: dev_valid_name
_SYSCTL_VALUE = re.compile(r"[0-9 ,-]+\Z")  # numbers, and the CPU lists of newer kernels
_HEADERS = {4: 20 + 8, 6: 40 + 8}  # of IP and UDP around a sync message
_SHORTEST = {"master": 1, "backup": 1024}  # net/netfilter/ipvs/ip_vs_sync.c: what is shorter is lengthened


def settings_from_params(timeouts: dict | None, sync: Iterable[dict] | None, sysctls: dict | None) -> Settings:
    """Return what the module's three parameters declare; raise ModelError for the first wrong value."""
    return Settings(
        None if timeouts is None else _timeouts(timeouts),
        None if sync is None else _daemons(sync),
        _sysctls("sysctls", sysctls),
    )


def default_sysctls_from_params(given: dict | None, settings: Settings) -> Mapping[str, str]:
    """Return those of the module's parameter that ``settings`` do not have; ModelError as above."""
    values = _sysctls("default_sysctls", given)
    return {name: value for name, value in values.items() if name not in settings.sysctls}


def _timeouts(given: dict) -> Timeouts:
    seconds = {name: given.get(name) for name in Timeouts._fields}
    return Timeouts(
        *(
            0 if value is None else values.integer("timeouts", name, value, 1, LONGEST_TIMEOUT)
            for name, value in seconds.items()
        )
    )


def _daemons(given: Iterable[dict]) -> tuple[Daemon, ...]:
    found: dict[str, Daemon] = {}
    for index, entry in enumerate(given):
        daemon = _daemon(f"sync[{index}]", entry)
        if daemon.state in found:
            raise ModelError(f"sync[{index}]", "state", daemon.state, "is there already; a kernel runs one of each")
        found[daemon.state] = daemon
    return tuple(sorted(found.values()))


def _daemon(where: str, entry: dict) -> Daemon:
    state = values.choice(where, "state", entry.get("state"), DAEMON_STATES)
    where = f"{where} ({state})"
    plain = Daemon(state, _interface(where, entry.get("interface")))
    group = _group(where, plain.group if entry.get("group") is None else entry["group"])
    longest = 65535 - _HEADERS[group.version]
    return plain._replace(
        id=_or(plain.id, where, "id", entry, 0, 255),
        group=str(group),
        port=_or(plain.port, where, "port", entry, 1, 65535),
        ttl=_or(plain.ttl, where, "ttl", entry, 1, 255),
        maxlen=_or(plain.maxlen, where, "maxlen", entry, _SHORTEST[state], longest),
    )


def _or(default: int, where: str, key: str, entry: dict, low: int, high: int) -> int:
    return default if entry.get(key) is None else values.integer(where, key, entry[key], low, high)


def _interface(where: str, name: object) -> str:
    if not isinstance(name, str) or not _INTERFACE.match(name):
        raise ModelError(where, "interface", name, "is not the name of an interface")
    return name


def _group(where: str, value: object) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        group = ipaddress.ip_address(str(value))
    except ValueError:
        raise ModelError(where, "group", value, "is not an IP address") from None
    if "%" in str(group):
        raise ModelError(where, "group", value, "names an interface, which is that of the daemon")
    if not group.is_multicast:
        raise ModelError(where, "group", value, "is not a multicast address")
    return group


def _sysctls(where: str, given: dict | None) -> Mapping[str, str]:
    return {name: _sysctl(where, name, value) for name, value in (given or {}).items()}


def _sysctl(where: str, name: str, value: object) -> str:
    """Return the text as the kernel gives it back; some have two numbers, such as sync_threshold."""
    text = " ".join(str(int(value) if isinstance(value, bool) else value).split())
    if not _SYSCTL_VALUE.match(text):
        raise ModelError(where, name, value, "is not a number, nor numbers with spaces between")
    return text
