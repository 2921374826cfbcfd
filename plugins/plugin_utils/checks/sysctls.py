# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sysctls, as the kernel puts them together, and the files that undo them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.lvs.cluster.plugins.module_utils._model import hiding
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import IPV4, LOOPBACK, family
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings import is_same_value

from .finding import BLOCKED, Remark, follows
from .looking import Seen, check
from .scene import DIRECTOR, LOCALNODE, REALSERVER

_SITE = "ansible-playbook -i INVENTORY lvs.cluster.site"
_STALE = "expire_nodest_conn", "packets of a removed real server vanish until a time-out"
_REUSE = "conn_reuse_mode", "a reused port goes back to a server of weight 0, and expire_nodest_conn has no effect"


@check(
    "arp_ignore",
    "arp_ignore, the maximum of all and the interface, is 1 (or 2, or 8) on every interface",
    (REALSERVER,),
    parts=("sysctls", "interfaces"),
    cause="the kernel answers ARP for a VIP on lo by every interface, unless it is told not to",
    remedy="sysctl -w net.ipv4.conf.all.arp_ignore=1, and 0 on an interface whose own value is above 2",
)
def arp_ignore(seen: Seen) -> Iterable[Remark]:
    """Values are no scale: 3 to 7 answer for an address on lo again."""
    return _loud(seen, hiding.IGNORE, "1")


@check(
    "arp_announce",
    "arp_announce, the maximum of all and the interface, is 2 on every interface",
    (REALSERVER,),
    parts=("sysctls", "interfaces"),
    cause="the kernel asks for its gateway in the name of the VIP that it answers from, and routers believe it",
    remedy="sysctl -w net.ipv4.conf.all.arp_announce=2, and 0 on an interface whose own value is above 2",
)
def arp_announce(seen: Seen) -> Iterable[Remark]:
    """IPv6 needs neither of the two."""
    return _loud(seen, hiding.ANNOUNCE, "2")


def _loud(seen: Seen, parameter: str, quiet: str) -> Iterable[Remark]:
    if not any(family(vip) == IPV4 for vip in seen.member["vips"]):
        return
    for name, interface in seen.node.interfaces.items():
        value = hiding.effective(seen.node.part("sysctls"), name, parameter)
        if interface["is_up"] and name != LOOPBACK and not hiding.will_do(parameter, str(value), quiet):
            yield Remark(f"{parameter} of {name} is effectively {value}{_parts(seen, name, parameter)}")


def _parts(seen: Seen, interface: str, parameter: str) -> str:
    values = {one: seen.node.part("sysctls").get(hiding.name(one, parameter), "0") for one in ("all", interface)}
    return " (" + ", ".join(f"{one} {value}" for one, value in values.items()) + ")"


@check(
    "proxy_arp",
    "proxy_arp is off on every interface with an address",
    (REALSERVER,),
    parts=("sysctls", "interfaces", "addresses"),
    cause="the host answers ARP for addresses that it has a way to, a VIP among them while it is not on lo",
    remedy="sysctl -w net.ipv4.conf.all.proxy_arp=0 and net.ipv4.conf.INTERFACE.proxy_arp=0",
    fitness=True,
)
def proxy_arp(seen: Seen) -> Iterable[Remark]:
    """Interfaces without an address are ends of containers, and on no segment."""
    for name in seen.node.addressed:
        if hiding.effective(seen.node.part("sysctls"), name, hiding.PROXY):
            parts = _parts(seen, name, hiding.PROXY)
            yield Remark(f"proxy_arp is on for {name}{parts}", words=(("INTERFACE", name),))


@check(
    "rp_filter",
    "requests come in by the interface that answers leave by, or rp_filter is not strict there",
    (REALSERVER,),
    parts=("sysctls", "addresses", "ways"),
    cause="strict filtering drops what comes in by another interface than its answer would leave by (RFC 3704)",
    remedy="sysctl -w net.ipv4.conf.INTERFACE.rp_filter=2, or rp_filter: 2 of lvs.cluster.vip",
    fitness=True,
)
def rp_filter(seen: Seen) -> Iterable[Remark]:
    """Requests come in where the real server's own address is: the director sends them to its MAC."""
    ways = [way for vip in seen.member["vips"] if family(vip) == IPV4 for way in seen.node.ways_out(vip)]
    out = sorted({way["interface"] for way in ways} - {""})
    places = [held for rip in seen.rips if family(rip) == IPV4 for held in seen.node.held.get(rip, ())]
    for name in sorted({held["interface"] for held in places}):
        if out and name not in out and hiding.effective(seen.node.part("sysctls"), name, hiding.RP_FILTER) == 1:
            parts = _parts(seen, name, hiding.RP_FILTER)
            found = f"rp_filter of {name} is strict{parts}, and answers leave by {', '.join(out)}"
            yield Remark(found, words=(("INTERFACE", name),))


@check(
    "sysctl_files",
    "no file of sysctl.d that is read later undoes what hides the VIPs",
    (DIRECTOR, REALSERVER, LOCALNODE),
    parts=("sysctl_files",),
    cause="whoever has the files read again (a boot, sysctl --system) makes this host betray the VIP",
    remedy="Remove line LINE of FILE",
)
def sysctl_files(seen: Seen) -> Iterable[Remark]:
    """The module ``vip`` warns of the same lines."""
    for one in seen.node.part("sysctl_files"):
        found = f"{one['path']}:{one['line']} sets {one['name']} to {one['value']}, after our {one['ours']}"
        yield Remark(found, words=(("LINE", str(one["line"])), ("FILE", one["path"])))


@check(
    "vs_sysctls",
    "net.ipv4.vs is as declared; expire_nodest_conn is 1 and conn_reuse_mode is not 0",
    (DIRECTOR,),
    parts=("ipvs",),
    cause="they are as the kernel has them by default, or somebody has changed them",
    remedy="director_sysctls in the inventory, then " + _SITE,
)
def vs_sysctls(seen: Seen) -> Iterable[Remark]:
    """What is declared counts; without a declaration, what no director should do without."""
    present = {name: str(value) for name, value in seen.node.part("ipvs")["sysctls"].items()}
    wanted = seen.cluster.sysctls
    if not seen.node.part("ipvs")["loaded"]:
        yield Remark("IPVS is not loaded, so that there are none", BLOCKED, follows("table", [seen.host]))
        return
    for name, value in wanted.items():
        if not is_same_value(name, present.get(name), str(value)):
            yield Remark(f"{name} is {present.get(name, 'not there')}, declared is {value}")
    for (name, harm), is_bad in ((_STALE, lambda value: value != "1"), (_REUSE, lambda value: value == "0")):
        if name in present and name not in wanted and is_bad(present[name]):
            yield Remark(f"{name} is {present[name]}", cause=harm)
