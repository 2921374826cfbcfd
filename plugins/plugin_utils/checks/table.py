# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The director's table against the declaration: table, F9. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model.drains import DRAINED
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import endpoint

from .finding import Remark, age, listed, note
from .looking import Seen, check
from .scene import DIRECTOR

_SITE = "ansible-playbook -i INVENTORY lvs.cluster.site"
#: Netmasks that mean what no netmask means: each client by itself.
_WHOLE = (None, "255.255.255.255", "128")


class _Pair(NamedTuple):
    """A service as it is declared and as the kernel has it; ``found`` are its destinations by their addresses."""

    seen: Seen
    name: str
    declared: Mapping
    kernel: Mapping
    found: Mapping[str, Mapping]


@check(
    "table",
    "the kernel's services and destinations are the declared ones",
    (DIRECTOR,),
    parts=("ipvs", "record.drained", "record.services"),
    cause="the inventory has changed since the last run, or somebody has changed the table since",
    remedy=_SITE + " --check --diff shows what would change; without --check it does",
    explained_by=("reachable", "listener", "F6", "leaving"),
)
def table(seen: Seen) -> Iterable[Remark]:
    """What nobody has declared, or whose host cannot be asked, is kept, and said."""
    if not seen.node.part("ipvs")["loaded"]:
        yield Remark("IPVS is not loaded")
    for name, declared in seen.cluster.service_names:
        kernel = seen.node.services.get(name)
        if kernel is None:
            yield Remark(f"{name} is not there")
            continue
        pair = _Pair(seen, name, declared, kernel, {one["address"]: one for one in kernel["destinations"]})
        yield from _of_service(pair)
        for destination in declared["destinations"]:
            yield from _of_destination(pair, destination)
        yield from _of_strangers(pair)
    yield from _undeclared(seen)


def _of_service(pair: _Pair) -> Iterable[Remark]:
    for name in ("scheduler", "scheduler_flags", "persistence", "one_packet"):
        declared, kernel = _normal(name, pair.declared.get(name)), _normal(name, pair.kernel[name])
        if declared != kernel:
            yield Remark(f"{pair.name}: {name} is {_shown(kernel)}, declared is {_shown(declared)}")


def _normal(name: str, value: object) -> object:
    if name == "persistence" and value:
        netmask = value.get("netmask")
        kept = None if netmask in _WHOLE else str(netmask)
        return {"timeout": int(value["timeout"]), "netmask": kept, "engine": value.get("engine") or None}
    return sorted(value or ()) if name == "scheduler_flags" else value or None


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items() if one is not None)
    return listed(value) or "none" if isinstance(value, list) else str(value or "none").lower()


def _of_destination(pair: _Pair, declared: Mapping) -> Iterable[Remark]:
    address, host = declared["address"], declared["host"]
    kernel = pair.found.get(address)
    drain = pair.seen.node.drains.get((pair.name, endpoint(address, pair.declared["port"])))
    who = f"{pair.name}: {host} ({address})"
    if declared["state"] != "present":
        if kernel is not None:
            yield Remark(f"{who} is declared absent, and is there", about=(host,))
    elif drain is not None:
        yield _drained(pair, who, drain, kernel)
    elif kernel is None:
        yield Remark(f"{who} is missing", about=(host,))
    else:
        yield from _of_values(who, declared, kernel)
        yield from _of_unreachable(pair, who, host)


def _drained(pair: _Pair, who: str, drain: Mapping, kernel: Mapping | None) -> Remark:
    """A drain is what an operator wants for now; the table has to be as it says."""
    since = age(drain["since"], pair.seen.scene.now)
    said = f"{who} is {drain['state']} since {drain['since']}" + (f" ({since})" if since else "")
    weight = None if kernel is None else kernel["weight"]
    if weight == (0 if drain["state"] == DRAINED else None):
        return note(said)
    has = "is not there" if kernel is None else f"has weight {weight}"
    return Remark(f"{said}, and {has}", cause="somebody has changed the table since")


def _of_values(who: str, declared: Mapping, kernel: Mapping) -> Iterable[Remark]:
    if kernel["weight"] != declared["weight"]:
        yield Remark(f"{who} has weight {kernel['weight']}, declared is {declared['weight']}")
    if kernel["forwarding"] != "direct":
        yield Remark(f"{who} is forwarded to by {kernel['forwarding']}, not direct")


def _of_unreachable(pair: _Pair, who: str, host: str) -> Iterable[Remark]:
    node = pair.seen.scene.nodes.get(host)
    if node is not None and node.unreachable:
        yield note(f"{who} is unreachable, and kept")


def _of_strangers(pair: _Pair) -> Iterable[Remark]:
    declared = {one["address"] for one in pair.declared["destinations"]}
    for address in pair.found:
        if address not in declared:
            yield note(f"{pair.name}: {address} is no host of this inventory's, and kept")


def _undeclared(seen: Seen) -> Iterable[Remark]:
    """A service of ours that nobody declares is a leftover; others' are theirs."""
    ours = set(seen.node.part("record.services"))
    for name in seen.node.services:
        if name in seen.scene.declared("services", seen.host):
            continue
        if name in ours:
            yield Remark(f"{name} is of ours, and declared no more")
        else:
            yield note(f"{name} is not of ours, and left alone")


@check(
    "F9",
    "a destination's port is the service's",
    (DIRECTOR,),
    parts=("ipvs",),
    cause="direct routing sends a packet on as it is: the real server gets it on the service's port",
    remedy="Have the real server listen on the service's port, then " + _SITE,
)
def same_port(seen: Seen) -> Iterable[Remark]:
    """The table says another port only where somebody has made it by hand."""
    for name in (name for name, _declared in seen.cluster.service_names if name in seen.node.services):
        service = seen.node.services[name]
        for one in service["destinations"]:
            if one["port"] != service["port"]:
                yield Remark(f"{name} is sent to port {one['port']} of {one['address']}")
