# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What brings VIPs back at boot, as the texts of files: units of systemd(1) and a file of sysctl.d(5). Pure.

A real server's unit is done before any network service begins (``network-pre.target``), so that no interface is up
before the sysctls are set. It looks at them before it adds a VIP: where they could not be set, there is no VIP.

What network services do away with when they restart comes back by a second unit, which follows them: an interface that
went down has lost the routes of answers, and NetworkManager with a profile for ``lo`` empties that. The director's unit
follows them, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Mapping

from .._model.hiding import CONF
from .._model.host import IPV6, HeldAddress, family
from .._model.vip import hidden
from .._model.vip_memory import Memory
from .boot import UNIT, UNIT_FILE, UNIT_TEXT, UNITS, VIPS_FILE

SYSCTL_FILE = "etc/sysctl.d/90-lvs.cluster.conf"
ANNOUNCER = "var/lib/lvs.cluster/announce.pyz"
REALSERVER, AGAIN = "lvs-cluster-realserver.service", "lvs-cluster-realserver-again.service"
_REALSERVER_FILE, _AGAIN_FILE = f"{UNITS}/{REALSERVER}", f"{UNITS}/{AGAIN}"
_HEADING = "# Of the Ansible collection lvs.cluster, which writes this file anew.\n"
_IP = "/sbin/ip"
_NETWORKS = "networking.service systemd-networkd.service NetworkManager.service"

_REALSERVER = """\
[Unit]
Description=LVS real server: virtual IPs, hidden from ARP
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
After=systemd-sysctl.service
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
{commands}
[Install]
WantedBy=sysinit.target
"""
_AGAIN = f"""\
[Unit]
Description=LVS real server: virtual IPs and their way out, again once network services have started
Wants=network-online.target
After=network-online.target {_NETWORKS}
PartOf={_NETWORKS}

[Service]
Type=oneshot
RemainAfterExit=yes
{{commands}}
[Install]
WantedBy=multi-user.target
"""
_DIRECTOR = f"""\
[Unit]
After={_NETWORKS}
PartOf={_NETWORKS}

[Service]
{{commands}}"""


def texts(memory: Memory, has_table: bool, announcer: str, announce: str) -> dict[str, str]:
    """Return the text of every file by its path below /; empty: there shall be none.

    ``has_table`` tells whether the director's unit has a table to restore. ``announcer`` is the program that announces,
    ``announce`` the begin of the command that runs it.
    """
    vips = [vip for vip in memory.hidden if vip not in memory.live_only]
    announced = [held for held in memory.announced if held.address not in memory.live_only]
    return {
        SYSCTL_FILE: _sysctl_file(memory.sysctls) if vips else "",
        _REALSERVER_FILE: _unit(_REALSERVER, [*_setting(memory.sysctls), *_holding(vips)]),
        _AGAIN_FILE: _unit(_AGAIN, [*_looking(memory.sysctls), *_ways_out(memory, vips), *_holding(vips)]),
        ANNOUNCER: announcer if announced else "",
        VIPS_FILE: _director(announced, announce) if announced else "",
        UNIT_FILE: UNIT_TEXT if announced or has_table else "",
    }


def units(files: Mapping[str, str]) -> dict[str, bool]:
    """Return for each unit whether it is there."""
    return {unit: bool(files[f"{UNITS}/{unit}"]) for unit in (REALSERVER, AGAIN, UNIT)}


def unit_of(path: str) -> str:
    """Return the unit that a file belongs to; empty for the others."""
    return next((unit for unit in (REALSERVER, AGAIN, UNIT) if unit in path), "")


def _sysctl_file(sysctls: Mapping[str, tuple[str, str]]) -> str:
    """Where an interface is not there yet, that is no fault: udev has its lines read once it is."""
    marks = {name: "" if _is_of_all(name) else "-" for name in sysctls}
    return _HEADING + "".join(f"{marks[name]}{name} = {ours}\n" for name, (_prior, ours) in sorted(sysctls.items()))


def _unit(text: str, commands: Collection[str]) -> str:
    """Return a unit; one that has no VIP to hold is none."""
    return text.format(commands=_lines(commands)) if any(" address replace " in command for command in commands) else ""


def _setting(sysctls: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    if sysctls:
        yield f"ExecStart=/lib/systemd/systemd-sysctl /{SYSCTL_FILE}"
    yield from _looking(sysctls)


def _looking(sysctls: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    for name, (_prior, ours) in sorted(sysctls.items()):
        if _is_of_all(name):
            yield f"ExecStart=/bin/grep -qx {ours} /proc/sys/{name}"


def _holding(vips: Iterable[str]) -> Iterable[str]:
    for vip in vips:
        yield f"ExecStart={_IP} address replace {hidden(vip)}{_flags(vip)}"


def _ways_out(memory: Memory, vips: Collection[str]) -> Iterable[str]:
    rules = [rule for rule in memory.rules if rule.source in vips]
    ways = {rule.way for rule in rules}
    for route in memory.routes:
        if route.way in ways:
            yield f"ExecStart={_ip(route.gateway)} route replace {route}"
    for rule in rules:
        # One that is there already is no fault.
        yield f"ExecStart=-{_ip(rule.source)} rule add {rule}"


def _director(announced: Collection[HeldAddress], announce: str) -> str:
    commands = [f"ExecStart={_IP} address replace {held}{_flags(held.address)}" for held in announced]
    for interface in sorted({held.interface for held in announced}):
        addresses = " ".join(held.address for held in announced if held.interface == interface)
        commands.append(f"ExecStart=-{announce} {interface} {addresses}")
    for held in announced:
        commands.append(f"ExecStop=-{_IP} address delete {held.address}/{held.prefix} dev {held.interface}")
    return _HEADING + _DIRECTOR.format(commands=_lines(commands))


def _is_of_all(sysctl: str) -> bool:
    return sysctl.startswith(f"{CONF}/all/")


def _lines(commands: Iterable[str]) -> str:
    return "".join(command + "\n" for command in commands)


def _flags(vip: str) -> str:
    return " nodad preferred_lft 0" if family(vip) == IPV6 else ""


def _ip(address: str) -> str:
    return f"{_IP} -6" if family(address) == IPV6 else f"{_IP}"
